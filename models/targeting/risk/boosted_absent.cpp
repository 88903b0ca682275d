// The boosted learner of a build without XGBoost: refused, with a reason.

#include "models/targeting/risk/boosted.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {

bool boosted_available() { return false; }

std::unique_ptr<Learner> make_boosted(const BoostedParameters&) {
  throw InvalidInput(
      "risk.learner = \"boosted\" needs XGBoost, which this program was built without: install libxgboost-dev and "
      "build "
      "again, or use \"logistic\"");
}

}  // namespace streetlight::targeting
