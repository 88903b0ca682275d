#pragma once
/// Legal settings of a model out of any bytes: which parameters, and a value of each that its declaration allows, at an
/// end of its range oftener than not. Few bytes decide each of them, so that a changed byte changes one setting.

#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "sim/core/parameters.hpp"

namespace streetlight::fuzz {

/// Choices, one after the other; where the bytes end, the first of each.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool left() const { return !bytes_.empty(); }
  /// A number below `many`, of one byte; of two where one does not do.
  std::size_t below(std::size_t many);
  template <class Items>
  const auto& one_of(const Items& items) {
    return items[below(std::size(items))];
  }

 private:
  std::size_t byte();
  std::span<const std::uint8_t> bytes_;
};

/// What names may stand in values: of attributes in lists and texts, of levels and columns in maps.
struct Names {
  std::vector<std::string> attributes;
  std::vector<std::string> members;
};

/// Adds a setting of `parameter` to `into`. Numbers are at most `most`.
void add_legal(const Parameter& parameter, double most, const Names& names, Choices& choices, Settings& into);

}  // namespace streetlight::fuzz
