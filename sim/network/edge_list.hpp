#pragma once
/// Networks from a plain text file, one tie a line as two entity numbers counted from 0 and separated by blanks or
/// tabs; the rest of a line from # on is a comment, and empty lines are allowed:
///
///     # who knows whom
///     0 1
///     1 2

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
/// "name:line:column: problem" for what is no whole number, a number out of range, a self tie, or a line that does
/// not have two numbers.
EdgeList read_edge_list(std::istream& in, const std::string& name, std::uint32_t entities);
/// The same from a file; throws InvalidInput when it cannot be read.
EdgeList read_edge_list(const std::filesystem::path& path, std::uint32_t entities);

}  // namespace streetlight
