#pragma once
/// A model driven step by step, by name, with the row it reports as a map from column to value.

#include <map>
#include <string>
#include <vector>

#include "sim/experiment/model.hpp"

namespace streetlight::testing {

class Driven {
 public:
  explicit Driven(const std::string& model, const Settings& settings = {}, std::vector<GroupSpec> groups = {},
                  std::uint64_t seed = 7)
      : type_(*find_model(model)), groups_(groups.size() + 1) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : settings) keys.push_back(key);
    parameters_ = type_.read(settings, keys);
    Complaints complaints;
    parameters_->check(complaints);
    parameters_->check_groups(groups, complaints);
    for (const auto& complaint : complaints) complaints_.push_back(complaint.key + " " + complaint.message);
    if (!complaints_.empty()) return;
    ModelContext context{.streams = Streams(seed, 0)};
    context.blocks = &blocks_;
    context.groups = groups;
    simulation_ = type_.start(*parameters_, context);
  }

  const std::vector<std::string>& complaints() const { return complaints_; }

  void step(int steps = 1) {
    for (int k = 0; k < steps; ++k) simulation_->step(month_++);
  }
  /// A plain column's value, as the model adds it.
  double operator()(const std::string& column, std::size_t group = 0) const {
    const auto columns = parameters_->columns();
    std::vector<double> row(groups_ * columns.size());
    simulation_->observe(row);
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (columns[c].name == column) return row[group * columns.size() + c];
    throw std::out_of_range(column);
  }

 private:
  const ModelType& type_;
  std::size_t groups_;
  std::shared_ptr<const AnyParameters> parameters_;
  std::vector<std::string> complaints_;
  BlockRunner blocks_;
  std::unique_ptr<Simulation> simulation_;
  Month month_ = 0;
};

using List = std::vector<double>;

}  // namespace streetlight::testing
