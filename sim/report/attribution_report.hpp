#pragma once
/// An attribution as text: a table for the terminal, Markdown for a paper, CSV and JSON for programs.

#include <string>
#include <vector>

#include "sim/report/text_table.hpp"
#include "sim/results/attribution.hpp"

namespace streetlight {

std::string attribution_table(const RunSource& panel, const AttributionRequest& request,
                              const std::vector<Attribution>& results, TextForm form);
/// One line a mechanism, and one each for v(none), v(all) and their difference, every number in full.
std::string attribution_csv(const RunSource& panel, const AttributionRequest& request,
                            const std::vector<Attribution>& results, bool guard);
/// The same as objects, with the shares of every replicate.
std::string attribution_json(const RunSource& panel, const AttributionRequest& request,
                             const std::vector<Attribution>& results);

/// What the reader must know, as sentences.
std::vector<std::string> attribution_notes(const RunSource& panel, const AttributionRequest& request,
                                           const std::vector<Attribution>& results);

}  // namespace streetlight
