// Months of a small England in which everything happens; prints what a broken promise says. test_bounds.py links it
// with processes of the month that were compiled from changed equations.

#include <cstdio>

#include "sim/core/check.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

int main() {
  auto parameters = small_parameters(3000);
  parameters.population.neighbourhood_size = 50;
  parameters.harm.base = 0.01;
  service_of(parameters, "early_help").capacity = 6.0;
  parameters.programme.enabled = true;
  parameters.programme.start = 2;
  parameters.programme.capacity = 0.03;
  parameters.awareness.press = 0.02;
  parameters.awareness.tie = 0.02;
  try {
    SmallWorld small(parameters.in_effect(-12), -12);
    small.run(parameters, -12, 9);
    if (small.count(Count::visits) == 0 || small.count(Count::aware) == 0) return 1;
    std::puts("every promise was kept");
    return 0;
  } catch (const BrokenPromise& broken) {
    std::puts(broken.what());
    return 3;
  }
}
