#pragma once
/// A comparison as text: a table for the terminal, Markdown for a paper, CSV and JSON for programs.

#include <string>
#include <vector>

#include "sim/results/comparison.hpp"

namespace streetlight {

/// Aligned, a block for each scenario (and design point), rounded to what the intervals are worth.
std::string as_table(const RunSource& panel, const ComparisonRequest& request, const std::vector<ComparisonRow>& rows);
/// The same as Markdown tables.
std::string as_markdown(const RunSource& panel, const ComparisonRequest& request,
                        const std::vector<ComparisonRow>& rows);
/// One line a comparison, every number in full; empty where there is none.
std::string as_csv(const RunSource& panel, const ComparisonRequest& request, const std::vector<ComparisonRow>& rows,
                   bool guard);
/// An object with what was compared and a list of comparisons; null where there is none.
std::string as_json(const RunSource& panel, const ComparisonRequest& request, const std::vector<ComparisonRow>& rows);

/// What the reader of a table must know, as sentences: dropped replicates, missing runs, which rows have
/// no interval and why, and how many intervals chance alone would make exclude zero.
std::vector<std::string> comparison_notes(const RunSource& panel, const std::vector<ComparisonRow>& rows);
/// "-12.3 [-14.0, -10.6]": a mean difference with its 95 % interval, rounded to what the interval is worth.
std::string difference_text(const PairedComparison& result);
/// "TITLE: difference from "BASELINE", months 24 to 143 (from the first difference between scenarios), 10 replicates".
std::string comparison_title(const RunSource& panel, const ComparisonRequest& request);
/// "point 2 (programme.capacity = 0.002)", or "" when the design has one point.
std::string point_label(const PanelShape& shape, std::size_t point);

}  // namespace streetlight
