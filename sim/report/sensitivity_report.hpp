#pragma once
/// Sensitivity of outcomes to parameters as text: a table for the terminal, Markdown for a paper, CSV and JSON for
/// programs.

#include <string>
#include <vector>

#include "sim/report/text_table.hpp"
#include "sim/results/sensitivity.hpp"

namespace streetlight {

std::string sensitivity_table(const RunSource& panel, const SensitivityRequest& request,
                              const std::vector<Sensitivity>& results, TextForm form);
std::string sensitivity_csv(const RunSource& panel, const SensitivityRequest& request,
                            const std::vector<Sensitivity>& results, bool guard);
std::string sensitivity_json(const RunSource& panel, const SensitivityRequest& request,
                             const std::vector<Sensitivity>& results);
/// What the reader must know, as sentences.
std::vector<std::string> sensitivity_notes(const RunSource& panel, const SensitivityRequest& request,
                                           const std::vector<Sensitivity>& results);

}  // namespace streetlight
