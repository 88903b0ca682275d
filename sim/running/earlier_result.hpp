#pragma once
/// An earlier result at the output's name, which a new one replaces when it is finished: nothing is lost without a
/// word.

#include <filesystem>
#include <functional>

#include "sim/core/panel.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight {

/// What is done about an earlier result that the new one cannot stand for.
enum class Earlier {
  refuse,  ///< nobody named the output: the work is refused
  tell,    ///< the user named it: a note says what will be gone
  replace  ///< the same without a word
};

/// Looks at what is at `output`. The same experiment's result is replaced silently; what is of another experiment, or
/// holds runs that `makes` does not, is treated as `earlier` says. Throws InvalidInput when that is to refuse, or when
/// the file has been changed since it was written.
void check_earlier_result(const std::filesystem::path& output, const PanelShape& shape, const Provenance& provenance,
                          const std::function<bool(const RunKey&)>& makes, Earlier earlier);

/// The experiment with the values of its matches that the result at `output` found, for who compares it with that
/// result without looking for them: the same experiment finds the same. Where there is no such result, nothing is
/// filled in.
Experiment with_matches_of(const std::filesystem::path& output, Experiment experiment);

}  // namespace streetlight
