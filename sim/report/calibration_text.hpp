#pragma once
/// What a calibration did and found, in words and tables.

#include <string>

#include "sim/calibration/calibrate.hpp"

namespace streetlight {

/// One line for a finished wave.
std::string wave_line(const WaveReport& wave);

/// The whole, at the end. `fitted` are the task's goals.
std::string calibration_text(const CalibrationTask& task, const Calibration& result);

}  // namespace streetlight
