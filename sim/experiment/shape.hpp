#pragma once
/// What the executor derives from an experiment before it runs: contexts, layouts, points.

#include <memory>
#include <vector>

#include "sim/experiment/experiment.hpp"
#include "sim/experiment/recorder.hpp"

namespace streetlight {

/// What a model of replicate `replicate` gets beside its parameters. `blocks` may be null where nothing is started.
ModelContext model_context(const Experiment& experiment, std::uint32_t replicate, BlockRunner* blocks);

/// The same for a run that a Recorder with this layout observes, and nobody else.
ModelContext recorded_context(const Experiment& experiment, std::uint32_t replicate, BlockRunner* blocks,
                              const RecordLayout& layout);

/// Names of the panel's authority rows for these parameters; the first is "all".
std::vector<std::string> authority_rows(const Experiment& experiment, const AnyParameters& parameters);

/// The layout that every run of the experiment records in: that of its first scenario at its first point.
std::shared_ptr<const RecordLayout> record_layout(const Experiment& experiment, const Settings& first_point);

/// Throws InvalidInput when a version's columns or authorities differ from those the output is laid out for.
void check_same_rows(const Experiment& experiment, const AnyParameters& laid_out_for, const AnyParameters& version);

}  // namespace streetlight
