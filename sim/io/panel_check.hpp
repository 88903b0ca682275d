#pragma once
/// Reads a result that was just written and compares it with the journal that it was made from. What a disk has
/// swallowed without a word, or HDF5 has, is found here, while the journal is still there.

#include <filesystem>

#include "sim/io/panel_journal.hpp"
#include "sim/io/provenance.hpp"

namespace streetlight {

/// Throws InvalidInput or std::runtime_error, with the difference, unless the sealed file at `path` is whole and holds
/// the journal's runs and no others, every chunk byte for byte, and what `shape` and `provenance` say.
void check_result(const std::filesystem::path& path, const PanelShape& shape, const Provenance& provenance,
                  const PanelJournal& journal);

}  // namespace streetlight
