#include "sim/core/outside_learners.hpp"

#include <map>
#include <mutex>

namespace streetlight {

namespace {

struct Registry {
  std::mutex access;
  std::map<std::string, std::shared_ptr<const OutsideLearner>> learners;
};

Registry& registry() {
  static Registry* const here = new Registry;  // it outlives what the language that made a learner takes down
  return *here;
}

}  // namespace

void register_outside_learner(const std::string& name, std::shared_ptr<const OutsideLearner> learner) {
  const std::lock_guard lock(registry().access);
  if (learner)
    registry().learners[name].swap(learner);  // the earlier one goes when this returns
  else
    registry().learners.erase(name);
}

std::shared_ptr<const OutsideLearner> find_outside_learner(const std::string& name) {
  const std::lock_guard lock(registry().access);
  const auto found = registry().learners.find(name);
  return found == registry().learners.end() ? nullptr : found->second;
}

std::vector<std::string> outside_learner_names() {
  const std::lock_guard lock(registry().access);
  std::vector<std::string> names;
  for (const auto& [name, learner] : registry().learners) names.push_back(name);
  return names;
}

}  // namespace streetlight
