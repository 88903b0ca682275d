#include "streetlight/calibration.hpp"

#include <atomic>
#include <cmath>

#include "library/guarded.hpp"
#include "sim/config/calibration_file.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/report/calibration_text.hpp"
#include "sim/running/calibration_work.hpp"

namespace streetlight::library {

namespace {

CalibrationSummary summary_of(const CalibrationTask& task, const Calibration& result) {
  CalibrationSummary summary;
  summary.worlds = result.worlds.size();
  summary.checked = result.checked;
  summary.points = result.runs;
  summary.reason = result.reason;
  summary.report = calibration_text(task, result);
  for (const WaveReport& wave : result.waves)
    summary.waves.push_back({wave.number, wave.points, wave.hits, std::pow(10, wave.log10_volume)});
  return summary;
}

}  // namespace

CalibrationSummary calibrate(const std::filesystem::path& file, const std::filesystem::path& output,
                             const CalibrationOptions& options) {
  std::exception_ptr thrown;
  CalibrationSummary summary = guarded([&]() -> CalibrationSummary {
    std::atomic<bool> stop = false;
    const std::stop_callback on_stop(options.stop, [&] { stop = true; });
    const CalibrationFile read = read_calibration(file);
    CalibrationWork work(read, {output, options.threads, options.resume, options.replace, &stop});

    CalibrationProgress now{.wanted = read.task.worlds};
    const auto tell = [&] {
      now.points = work.points();
      if (!options.progress || thrown) return;
      try {
        options.progress(now);
      } catch (...) {
        thrown = std::current_exception();
        stop = true;
      }
    };
    CalibrationEvents events;
    events.wave_done = [&](const WaveReport& wave) {
      now.waves = wave.number;
      tell();
    };
    events.checked = [&](std::size_t worlds, std::size_t checked) {
      now.worlds = worlds;
      now.checked = checked;
      tell();
    };
    try {
      work.run(std::move(events));
    } catch (const WorkUnwanted&) {
      CalibrationSummary stopped = summary_of(read.task, work.result());
      stopped.stopped = true;
      stopped.points = work.points();
      return stopped;
    }
    const std::string why = work.write();
    if (!why.empty())
      throw Error(Fault::work, why + "\n" + calibration_text(read.task, work.result()), {{"", 0, 0, why, ""}});
    return summary_of(read.task, work.result());
  });
  if (thrown) std::rethrow_exception(thrown);
  return summary;
}

}  // namespace streetlight::library
