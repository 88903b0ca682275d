#include "models/targeting/risk/make_learner.hpp"

#include "models/targeting/risk/boosted.hpp"
#include "models/targeting/risk/logistic.hpp"
#include "models/targeting/risk/outside.hpp"
#include "models/targeting/risk/rules.hpp"
#include "sim/core/check.hpp"
#include "sim/core/command_learner.hpp"

namespace streetlight::targeting {

std::unique_ptr<Learner> make_learner(const RiskParameters& parameters, const std::vector<std::string>& feature_names) {
  switch (parameters.learner) {
    case LearnerKind::logistic:
      return std::make_unique<LogisticRegression>(LogisticSettings{.ridge = parameters.ridge});
    case LearnerKind::boosted:
      return make_boosted(parameters.boosted);
    case LearnerKind::points:
      return std::make_unique<Points>(parameters.criteria, feature_names);
    case LearnerKind::known:
      return std::make_unique<Known>(feature_names);
    case LearnerKind::random:
      return std::make_unique<Random>();
    case LearnerKind::external:
      return std::make_unique<Outside>("external", command_learner(parameters.external_command));
    case LearnerKind::outside: {
      const std::string& name = parameters.learner.name;
      auto learner = find_outside_learner(name);
      VALIDATE(learner, "the learner \"" + name + "\" is not in this process");
      return std::make_unique<Outside>(name, std::move(learner));
    }
  }
  throw BrokenPromise("a learner without a case");
}

}  // namespace streetlight::targeting
