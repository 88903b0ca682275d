#include "models/targeting/risk/make_learner.hpp"

#include "models/targeting/risk/boosted.hpp"
#include "models/targeting/risk/logistic.hpp"
#include "models/targeting/risk/rules.hpp"
#include "sim/core/check.hpp"

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
  }
  throw BrokenPromise("a learner without a case");
}

}  // namespace streetlight::targeting
