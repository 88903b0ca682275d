#pragma once
/// What reports on a panel have in common as files: records of names and values, as CSV or within JSON.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace streetlight {

class RunSource;

/// A header of the names and a line a record; every record has the same names. Nothing for a value that does not exist.
/// `guard`: as csv_text has it.
std::string records_csv(const std::vector<nlohmann::ordered_json>& records, bool guard);

/// Where a report's numbers are from: title, program version, commit, seed, replicates.
nlohmann::ordered_json report_heading(const RunSource& panel);

/// A value as JSON: null where it does not exist (NaN).
nlohmann::ordered_json number_or_null(double value);

/// JSON as it is printed.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace streetlight
