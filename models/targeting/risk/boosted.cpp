#include "models/targeting/risk/boosted.hpp"

#include <xgboost/c_api.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/targeting/risk/forest.hpp"
#include "models/targeting/risk/gathered_rows.hpp"
#include "models/targeting/risk/standardisation.hpp"
#include "sim/core/check.hpp"
#include "sim/core/format.hpp"

namespace streetlight::targeting {
namespace {

void must(int status) {
  if (status != 0) throw std::runtime_error(std::string("XGBoost failed: ") + XGBGetLastError());
}

struct FreeMatrix {
  void operator()(void* handle) const { XGDMatrixFree(handle); }
};
struct FreeBooster {
  void operator()(void* handle) const { XGBoosterFree(handle); }
};
using Matrix = std::unique_ptr<void, FreeMatrix>;
using Booster = std::unique_ptr<void, FreeBooster>;

Matrix matrix_of(const GatheredRows& table, std::size_t features) {
  const std::string array = "{\"data\": [" + std::to_string(reinterpret_cast<std::uintptr_t>(table.features.data())) +
                            ", true], \"shape\": [" + std::to_string(table.labels.size()) + ", " +
                            std::to_string(features) + "], \"typestr\": \"<f4\", \"version\": 3}";
  DMatrixHandle handle = nullptr;
  must(XGDMatrixCreateFromDense(array.c_str(), "{\"missing\": NaN, \"nthread\": 1}", &handle));
  Matrix matrix(handle);
  const std::vector<float> labels(table.labels.begin(), table.labels.end());
  must(XGDMatrixSetFloatInfo(handle, "label", labels.data(), labels.size()));
  must(XGDMatrixSetFloatInfo(handle, "weight", table.weights.data(), table.weights.size()));
  return matrix;
}

class BoostedTrees final : public Learner {
 public:
  explicit BoostedTrees(const BoostedParameters& settings) : settings_(settings) {}
  std::unique_ptr<Learner> clone() const override { return std::make_unique<BoostedTrees>(*this); }
  std::string_view name() const override { return "boosted"; }
  bool probabilistic() const override { return true; }
  bool learns() const override { return true; }

  FitReport fit(const ObservationBlocks& training, BlockRunner& runner) override {
    const TrainingMoments moments = training_moments(training, runner);
    FitReport report{.rows = moments.rows, .weight = moments.weight, .passes = 1};
    report.base_rate = moments.weight > 0 ? moments.positives / moments.weight : 0.0;
    base_rate_ = static_cast<float>(report.base_rate);
    names_ = training.feature_names();
    forest_.reset();
    if (moments.rows == 0 || names_.empty() || report.base_rate <= 0 || report.base_rate >= 1) return report;

    const GatheredRows table = gather_rows(training, runner);
    const Matrix matrix = matrix_of(table, names_.size());
    const DMatrixHandle handles[] = {matrix.get()};
    BoosterHandle handle = nullptr;
    must(XGBoosterCreate(handles, 1, &handle));
    const Booster booster(handle);
    const std::pair<const char*, std::string> options[] = {
        {"nthread", "1"},
        {"verbosity", "0"},
        {"tree_method", "hist"},
        {"objective", "binary:logistic"},
        {"base_score", shortest(report.base_rate)},
        {"eta", shortest(settings_.learning_rate)},
        {"max_depth", std::to_string(settings_.depth)},
        {"lambda", shortest(settings_.leaf_penalty)},
        {"min_child_weight", shortest(settings_.leaf_weight)},
        {"subsample", shortest(settings_.subsample)},
        {"seed", std::to_string(settings_.seed)},
    };
    for (const auto& [option, value] : options) must(XGBoosterSetParam(handle, option, value.c_str()));
    for (int round = 0; round < settings_.trees; ++round) {
      runner.check_wanted();
      must(XGBoosterUpdateOneIter(handle, round, matrix.get()));
    }

    bst_ulong length = 0;
    const char* text = nullptr;
    must(XGBoosterSaveModelToBuffer(handle, "{\"format\": \"json\"}", &length, &text));
    forest_ = std::make_shared<const Forest>(Forest::from_json({text, static_cast<std::size_t>(length)}));
    report.passes = 2;
    report.fitted = report.converged = true;
    return report;
  }

  void score(const ObservationBlock& rows, std::span<float> out) const override {
    EXPECT(out.size() >= rows.rows());
    if (forest_)
      forest_->score(rows, out);
    else
      std::fill_n(out.begin(), rows.rows(), base_rate_);
  }

  std::vector<Coefficient> coefficients() const override {
    std::vector<Coefficient> result;
    double total = 0;
    if (forest_)
      for (const double gain : forest_->gain()) total += gain;
    for (std::size_t j = 0; j < names_.size(); ++j) {
      const double gain = total > 0 ? forest_->gain()[j] / total : 0.0;
      result.push_back({names_[j], gain, gain});
    }
    return result;
  }

 private:
  BoostedParameters settings_;
  std::vector<std::string> names_;
  std::shared_ptr<const Forest> forest_;  // shared by copies, never changed
  float base_rate_ = 0;
};

}  // namespace

bool boosted_available() { return true; }

std::unique_ptr<Learner> make_boosted(const BoostedParameters& settings) {
  return std::make_unique<BoostedTrees>(settings);
}

}  // namespace streetlight::targeting
