#pragma once
/// Rows of the table that are measured outside the model's own process, or need files.

#include <optional>
#include <string>

namespace streetlight::bench {

/// What writing costs: a panel of England's columns, groups and 144 months, journal and final file included.
struct Writing {
  double rows_a_second = 0;  ///< of one month, one group, all columns
  double seconds_a_run = 0;
};
Writing measure_writing();

/// The NumPy peer, which measures itself and the program in turn; nothing when it cannot run here.
struct NumpyPeer {
  double nanoseconds = 0;  ///< a family-month
  double ratio = 0;        ///< to the program's, set-up taken off both
};
std::optional<NumpyPeer> measure_numpy(const std::string& families);

}  // namespace streetlight::bench
