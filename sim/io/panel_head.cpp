#include "sim/io/panel_head.hpp"

#include <concepts>
#include <cstring>
#include <type_traits>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

template <class T>
concept Plain = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// T or const T.
template <class Given, class T>
concept MaybeConst = std::same_as<std::remove_const_t<Given>, T>;

// One function a struct serves both ways. The bindings name every field: one that is added to a struct does not
// compile until it is carried too.
void carry(auto& to, MaybeConst<Leading> auto& value) {
  auto& [compared, judged, explained, more_is_better] = value;
  to(compared, judged, explained, more_is_better);
}
void carry(auto& to, MaybeConst<Column> auto& value) {
  auto& [name, unit, meaning, kind, type, numerator, denominator, may_miss, leading] = value;
  to(name, unit, meaning, kind, type, numerator, denominator, may_miss, leading);
}
void carry(auto& to, MaybeConst<TableColumn> auto& value) {
  auto& [name, unit, meaning, type, labels] = value;
  to(name, unit, meaning, type, labels);
}
void carry(auto& to, MaybeConst<TableShape> auto& value) {
  auto& [name, meaning, columns] = value;
  to(name, meaning, columns);
}
void carry(auto& to, MaybeConst<TableSummary> auto& value) {
  auto& [shape, rows] = value;
  to(shape, rows);
}
void carry(auto& to, MaybeConst<DesignShape> auto& value) {
  auto& [keys, text, number] = value;
  to(keys, text, number);
}
void carry(auto& to, MaybeConst<PanelShape> auto& value) {
  auto& [scenarios, points, replicates, times, interval, end, time_unit, authorities, groups, columns, tables, design] =
      value;
  to(scenarios, points, replicates, times, interval, end, time_unit, authorities, groups, columns, tables, design);
}
void carry(auto& to, MaybeConst<ParameterRecord> auto& value) {
  auto& [key, unit, default_value, grade, source, meaning] = value;
  to(key, unit, default_value, grade, source, meaning);
}
void carry(auto& to, MaybeConst<FileDigest> auto& value) {
  auto& [bytes, sha256] = value;
  to(bytes, sha256);
}
void carry(auto& to, MaybeConst<InputRecord> auto& value) {
  auto& [path, digest] = value;
  to(path, digest);
}
void carry(auto& to, MaybeConst<MatchRecord> auto& value) {
  auto& [scenario, as_in, column, by, point, found, wanted, got, tolerated] = value;
  to(scenario, as_in, column, by, point, found, wanted, got, tolerated);
}
void carry(auto& to, MaybeConst<Provenance> auto& value) {
  auto& [program_version, commit, config, title, scenario_toml, parameters, inputs, matches, seed, schema, model] =
      value;
  to(program_version, commit, config, title, scenario_toml, parameters, inputs, matches, seed, schema, model);
}
void carry(auto& to, MaybeConst<PanelHead> auto& value) {
  auto& [shape, provenance, tables, done] = value;
  to(shape, provenance, tables, done);
}

class Packing {
 public:
  void operator()(const auto&... values) { (put(values), ...); }
  Bytes take() { return std::move(out_); }

 private:
  void add(const void* bytes, std::size_t size) {
    const auto* from = static_cast<const unsigned char*>(bytes);
    out_.insert(out_.end(), from, from + size);
  }
  void put(const Plain auto& value) { add(&value, sizeof value); }
  void put(const std::string& text) {
    put(text.size());
    add(text.data(), text.size());
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put(values.size());
    for (const T& value : values) put(value);
  }
  void put(const auto& value) { carry(*this, value); }

  Bytes out_;
};

class Unpacking {
 public:
  explicit Unpacking(std::span<const unsigned char> bytes) : rest_(bytes) {}
  void operator()(auto&... values) { (take(values), ...); }

 private:
  std::span<const unsigned char> next(std::size_t size) {
    VALIDATE(size <= rest_.size(), "what was read is cut off");
    const auto part = rest_.first(size);
    rest_ = rest_.subspan(size);
    return part;
  }
  template <Plain T>
  void take(T& value) {
    std::memcpy(&value, next(sizeof value).data(), sizeof value);
  }
  void take(std::string& text) {
    const auto part = next(size());
    text.assign(part.begin(), part.end());
  }
  template <class T>
  void take(std::vector<T>& values) {
    const std::size_t count = size();
    VALIDATE(count <= rest_.size(), "what was read is cut off");  // no element takes less than a byte
    values.resize(count);
    for (T& value : values) take(value);
  }
  void take(auto& value) { carry(*this, value); }
  std::size_t size() {
    std::size_t count = 0;
    take(count);
    return count;
  }

  std::span<const unsigned char> rest_;
};

}  // namespace

Bytes to_bytes(const PanelHead& head) {
  Packing packing;
  packing(head);
  return packing.take();
}

PanelHead head_from(std::span<const unsigned char> bytes) {
  PanelHead head;
  Unpacking unpacking(bytes);
  unpacking(head);
  return head;
}

}  // namespace streetlight
