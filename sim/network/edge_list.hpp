#pragma once
/// Networks from a plain text file, one tie a line as two entity numbers counted from 0, with blanks, tabs, a comma or
/// a semicolon between them. The rest of a line from # or % on is a comment, and empty lines are allowed:
///
///     # who knows whom
///     0 1
///     1 2
///
/// Lines may end as on Linux (LF), Windows (CR LF) or old Macs (CR); a byte order mark of UTF-8 is read over.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>

#include "sim/network/network.hpp"

namespace streetlight {

struct EdgeList {
  Network network;
  std::size_t repeats = 0;  ///< lines that name a tie which an earlier line named, in either direction: merged
};

/// Reads ties between `entities` entities. `name` stands in messages. Throws InvalidInput as
/// "name:line:column: problem" for what is not a text or compressed, no whole number, a number out of range, a self
/// tie, or a line that does not have two numbers.
EdgeList read_edge_list(std::istream& in, const std::string& name, std::uint32_t entities);
/// The same from a file; throws InvalidInput when it cannot be read.
EdgeList read_edge_list(const std::filesystem::path& path, std::uint32_t entities);

/// What can be said of a list without building its network.
struct EdgeListSummary {
  std::size_t lines = 0;                  ///< that name a tie
  std::uint32_t tied = 0;                 ///< entities with a tie
  std::uint32_t lowest = 0, highest = 0;  ///< entity numbers
};
/// Throws InvalidInput for what read_edge_list refuses, and for a list without ties.
EdgeListSummary summarise_edge_list(std::istream& in, const std::string& name, std::uint32_t entities);

}  // namespace streetlight
