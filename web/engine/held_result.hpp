#pragma once
/// A result that was written to a file, given back by a page's script: the script reads the file (a page has no HDF5
/// library of ours), and what it says is checked here as the program checks a file of its own.

#include <memory>
#include <nlohmann/json.hpp>

#include "sim/results/memory_results.hpp"

namespace streetlight::page {

/// A result without its runs. {"schema", "title", "program_version", "commit", "model", "seed" (in digits), "config",
/// "scenarios", "points", "replicates", "times", "interval", "end", "time_unit", "authorities", "groups", "columns":
/// [{"name", "unit", "meaning", "kind", "measure", "numerator", "denominator", "leading"}], "design": [{"key",
/// "values": [number or word of each point]}], "tables": [{"name", "meaning", "columns": [{"name", "unit", "meaning",
/// "labels"}]}], of which each run brings its rows}. Throws InvalidInput where it cannot be a result's.
std::unique_ptr<MemoryResults> held_result(const nlohmann::ordered_json& head);

}  // namespace streetlight::page
