#pragma once
/// Training: snapshots are taken risk.horizon months ahead, and a model is fitted to a snapshot once the labels of the
/// horizon since are known. With each model go its card (policy/cards.hpp), the thresholds by group when
/// risk.correction asks for them, the minimum standard and the audit before use (policy/oversight.hpp).

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Takes the snapshots that are due, retrains the models that are due.
void train_models(World& world);

}  // namespace streetlight::targeting
