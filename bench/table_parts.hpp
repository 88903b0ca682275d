#pragma once
/// Rows of the table that are measured outside the model's own process, need files, or need two processors.

#include <cstdint>
#include <optional>
#include <string>

namespace streetlight::bench {

/// The processor, its largest cache if the system tells, and the instructions that the program uses of it, in one line.
std::string machine_text();

/// What a second processor brings to a month with a programme, on the wall; the best of twelve months each, in turn.
struct TwoCores {
  double speed_up = 0;      ///< one model: one thread over two
  double side_by_side = 0;  ///< two models at once, a thread each, over one after the other: what the machine gives
  double serial = 0;        ///< share of a month that one thread spends outside parallel loops
};
TwoCores measure_two_cores(std::int64_t families);

/// What writing costs: a panel of England's columns, groups and 144 months, journal and final file included.
struct Writing {
  double rows_a_second = 0;  ///< of one month, one group, all columns
  double seconds_a_run = 0;
};
Writing measure_writing();

/// The highest resident memory of the program, run by itself for 26 months with a training: what a user sees.
struct PeakMemory {
  double base = 0;       ///< bytes of a run of hardly any families: the program, its libraries, the panel
  double plain = 0;      ///< bytes a family above it, without a programme
  double programme = 0;  ///< the same with a programme, whose trainings are the peak
};
std::optional<PeakMemory> measure_peak_memory(std::int64_t families);

/// The NumPy peer, which measures itself and the program in turn; nothing when it cannot run here.
struct NumpyPeer {
  double nanoseconds = 0;  ///< a family-month
  double ratio = 0;        ///< to the program's, set-up taken off both
};
std::optional<NumpyPeer> measure_numpy(const std::string& families);

}  // namespace streetlight::bench
