#include "streetlight/learner.hpp"

#include <algorithm>
#include <array>

#include "library/guarded.hpp"
#include "library/learner_error.hpp"
#include "sim/core/check.hpp"
#include "sim/core/outside_learners.hpp"

namespace streetlight::library {

FittedModel::~FittedModel() = default;
Learner::~Learner() = default;
LearnerError::~LearnerError() = default;
std::optional<bool> Learner::probabilistic() const { return std::nullopt; }

std::exception_ptr shown_cause(const std::exception_ptr& cause) {
  if (!cause) return nullptr;
  try {
    std::rethrow_exception(cause);
  } catch (const streetlight::LearnerError& failed) {
    return std::make_exception_ptr(
        LearnerError(failed.what(), failed.learner(), failed.month(), failed.authority(), failed.cause()));
  } catch (...) {
    return nullptr;
  }
}

namespace {

OnFile shown(OutsideRows rows) {
  return {rows.rows, std::move(rows.names), std::move(rows.features), rows.month, std::move(rows.authority), rows.seed};
}

class AddedModel final : public OutsideModel {
 public:
  explicit AddedModel(std::shared_ptr<const FittedModel> model) : model_(std::move(model)) {}
  void score(OutsideRows rows, std::span<float> out) const override {
    const auto scores = model_->score(shown(std::move(rows)));
    VALIDATE(scores.size() == out.size(),
             "gave " + std::to_string(scores.size()) + " scores for " + std::to_string(out.size()) + " rows");
    std::copy(scores.begin(), scores.end(), out.begin());
  }

 private:
  std::shared_ptr<const FittedModel> model_;
};

class AddedLearner final : public OutsideLearner {
 public:
  explicit AddedLearner(std::shared_ptr<const Learner> learner) : learner_(std::move(learner)) {}
  std::shared_ptr<const OutsideModel> fit(OutsideTraining training) const override {
    auto model =
        learner_->fit({shown(std::move(training.on_file)), std::move(training.labels), std::move(training.weights)});
    VALIDATE(model, "fit gave no model");
    return std::make_shared<const AddedModel>(std::move(model));
  }
  std::optional<bool> probabilistic() const override { return learner_->probabilistic(); }

 private:
  std::shared_ptr<const Learner> learner_;
};

constexpr std::array built_in{"logistic", "boosted", "points", "known", "random", "external"};

bool is_name(const std::string& text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

void add_learner(const std::string& name, std::shared_ptr<const Learner> learner) {
  guarded([&] {
    VALIDATE(is_name(name),
             "a learner cannot be called '" + name + "': use letters, digits and _, with a letter at the beginning");
    VALIDATE(std::find(built_in.begin(), built_in.end(), name) == built_in.end(),
             "a learner cannot be called '" + name + "': a built-in one has that name");
    VALIDATE(learner, "add_learner: there is no learner");
    register_outside_learner(name, std::make_shared<const AddedLearner>(std::move(learner)));
  });
}

std::vector<std::string> added_learners() { return outside_learner_names(); }

}  // namespace streetlight::library
