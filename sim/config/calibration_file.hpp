#pragma once
/// A calibration file: which experiment, which published figures, which parameters with what priors, and how much work.
///
///     experiment = "../targets_england.toml"
///     targets = "../targets.toml"
///     worlds = 500
///     budget = { runs = 6000 }
///     wave = { set = { applicants.count = 2000 } }
///     check = { set = { applicants.count = 5000 } }
///     [[parameter]]
///     key = "casework.referral"
///     range = [0.5, 0.9]
///     scale = "logit"
///     why = "..."
///     [[target]]
///     name = "recorded cases, factor a decile"
///     discrepancy = 0.05
///     reason = "..."
///
/// Paths are relative to the file. `extends` works as in experiments; the lists of parameters and targets are replaced
/// whole.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/calibration/calibrate.hpp"
#include "sim/config/load_experiment.hpp"
#include "sim/config/target_list.hpp"

namespace streetlight {

struct CalibrationFile {
  std::filesystem::path path;
  std::string title;
  std::filesystem::path experiment;
  TargetList targets;                     ///< every target of the file, judged or not
  CalibrationTask task;                   ///< its goals are the judged ones
  std::vector<std::size_t> goal_targets;  ///< by goal: its index in `targets`
  double minutes = 0;                     ///< of computing; 0: no limit
  LoadedExperiment wave;                  ///< as the waves run it
  LoadedExperiment check;                 ///< as the worlds are checked
  std::vector<std::string> notes;
  std::string identity;  ///< what the worlds depend on, but not how many are asked for nor the work allowed
  std::string text;      ///< everything that the result depends on, for a journal's identity
};

/// Throws ConfigErrors with every problem of the file, and of the files that it names.
CalibrationFile read_calibration(const std::filesystem::path& path);

}  // namespace streetlight
