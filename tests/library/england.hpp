#pragma once
/// England made small, for tests of the library.

#include <streetlight/streetlight.hpp>

namespace streetlight::test {

inline std::filesystem::path england_file() {
  return std::filesystem::path(STREETLIGHT_SOURCE_DIR) / "configs/england.toml";
}

inline Experiment small_england() {
  Experiment england(england_file());
  england.set({{"population.families", 1500},
               {"run.months", 36},
               {"run.spin_up", 12},
               {"run.replicates", 2},
               {"programme.start", 6},
               {"programme.capacity", 0.02}});
  return england;
}

/// The same for the command line.
inline const char* const small_settings =
    " --set population.families=1500 --set run.months=36 --set run.spin_up=12 --replicates 2"
    " --set programme.start=6 --set programme.capacity=0.02 ";

}  // namespace streetlight::test
