#pragma once
/// Experiments of the toy model, made by hand and kept in memory.

#include <map>
#include <vector>

#include "sim/experiment/execute.hpp"
#include "sim/experiment/memory_sink.hpp"
#include "tests/support/toy_model.hpp"

namespace streetlight::toy {

/// Equal to the last bit, NaN included.
bool same_bits(const std::vector<double>& a, const std::vector<double>& b);
bool same_bits(const RunResult& a, const RunResult& b);
bool same_bits(const std::map<RunKey, RunResult>& a, const std::map<RunKey, RunResult>& b);

/// 12 months after 4 of spin-up, one baseline.
Experiment small_experiment();
/// The same with scenarios that part at the start, at month 3, through timelines and never.
Experiment branching_experiment();

std::map<RunKey, RunResult> run_all(const Experiment& experiment, ExecuteOptions options = {});

/// One value of a run.
double value_at(const PanelShape& shape, const RunResult& run, std::size_t time, std::size_t authority,
                std::size_t group, const std::string& column);

}  // namespace streetlight::toy
