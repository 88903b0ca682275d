#include <nlohmann/json.hpp>
#include <string>

#include "models/targeting/risk/forest.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

Forest Forest::from_json(std::string_view text) {
  const auto model = nlohmann::json::parse(text).at("learner");
  Forest forest;
  const double base = std::stod(model.at("learner_model_param").at("base_score").get<std::string>());
  forest.base_ = static_cast<float>(log_odds_of(base));
  forest.gain_.assign(std::stoul(model.at("learner_model_param").at("num_feature").get<std::string>()), 0.0);
  for (const auto& tree : model.at("gradient_booster").at("model").at("trees")) {
    const auto root = static_cast<std::int32_t>(forest.nodes_.size());
    forest.roots_.push_back(root);
    const auto& left = tree.at("left_children");
    for (std::size_t i = 0; i < left.size(); ++i) {
      const auto child = left[i].get<std::int32_t>();
      const auto feature = tree.at("split_indices")[i].get<std::uint32_t>();
      const bool leaf = child < 0;
      forest.nodes_.push_back({tree.at("split_conditions")[i].get<float>(), leaf ? no_child : root + child,
                               leaf ? no_child : root + tree.at("right_children")[i].get<std::int32_t>(), feature});
      if (!leaf) forest.gain_.at(feature) += tree.at("loss_changes")[i].get<double>();
    }
  }
  return forest;
}

}  // namespace streetlight::targeting
