#include "sim/io/panel_check.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/io/panel_identity.hpp"
#include "sim/io/panel_store.hpp"
#include "sim/io/stored_shape.hpp"
#include "sim/results/leading_columns.hpp"

namespace streetlight {

namespace {

bool same_column(const Column& a, const Column& b) {
  return a.name == b.name && a.unit == b.unit && a.meaning == b.meaning && a.kind == b.kind && a.type == b.type &&
         a.numerator == b.numerator && a.denominator == b.denominator &&
         leading_text(a.leading) == leading_text(b.leading);
}

bool same_head(const PanelStore& store, const PanelShape& shape, const Provenance& provenance) {
  const auto& columns = store.shape().columns;
  const PanelShape stored = stored_shape(shape);
  return panel_identity(store.shape(), store.provenance()) == panel_identity(shape, provenance) &&
         std::equal(columns.begin(), columns.end(), stored.columns.begin(), stored.columns.end(), same_column) &&
         store.shape().time_unit == shape.time_unit && store.provenance().title == provenance.title &&
         store.provenance().parameters == provenance.parameters;
}

/// Rows of a table: what was no number is one NaN in the file.
bool same_rows(const std::vector<double>& there, const std::vector<double>& here) {
  return std::equal(there.begin(), there.end(), here.begin(), here.end(),
                    [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); });
}

bool same_run(const Bytes& there, const Bytes& here, std::size_t chunks, std::size_t tables) {
  PackedParts stored(there), wanted(here);
  for (std::size_t chunk = 0; chunk < chunks; ++chunk)
    if (!std::ranges::equal(stored.next(), wanted.next())) return false;
  for (std::size_t table = 0; table < tables; ++table)
    if (!same_rows(stored.next_rows(), wanted.next_rows())) return false;
  return true;
}

}  // namespace

void check_result(const std::filesystem::path& path, const PanelShape& shape, const Provenance& provenance,
                  const PanelJournal& journal) {
  constexpr const char* wrong = "what was written is not what was to be written: ";
  PanelStore store(path);
  VALIDATE(same_head(store, shape, provenance), std::string(wrong) + "the description of the experiment differs.");
  const auto runs = store.runs();
  VALIDATE(std::ranges::equal(runs, journal.records(), {}, {}, [](const auto& record) { return record.first; }),
           std::string(wrong) + "the list of runs differs.");
  const std::size_t chunks = shape.columns.size() * ChunkGrid(shape).count();
  for (const RunKey& key : runs)
    VALIDATE(same_run(store.packed(key), journal.read(key), chunks, shape.tables.size()),
             std::string(wrong) + "a run's values differ.");
}

}  // namespace streetlight
