#include "sim/running/shared_points.hpp"

#include <cstring>
#include <span>
#include <type_traits>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

class BytesOut {
 public:
  template <class T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    put_all(std::span(&value, 1));
  }
  template <class T>
  void put_list(const std::vector<T>& values) {
    put(values.size());
    put_all(std::span(values));
  }
  void put_rows(const std::vector<std::vector<double>>& rows) {
    put(rows.size());
    for (const auto& row : rows) put_list(row);
  }
  std::vector<char> take() { return std::move(bytes_); }

 private:
  template <class T, std::size_t Extent>
  void put_all(std::span<const T, Extent> values) {
    const auto* const from = reinterpret_cast<const char*>(values.data());
    bytes_.insert(bytes_.end(), from, from + values.size_bytes());
  }
  std::vector<char> bytes_;
};

class BytesIn {
 public:
  explicit BytesIn(const std::vector<char>& bytes) : bytes_(bytes) {}
  template <class T>
  T get() {
    T value;
    copy(&value, 1);
    return value;
  }
  template <class T>
  std::vector<T> get_list() {
    std::vector<T> values(get<std::size_t>());
    copy(values.data(), values.size());
    return values;
  }
  std::vector<std::vector<double>> get_rows() {
    std::vector<std::vector<double>> rows(get<std::size_t>());
    for (auto& row : rows) row = get_list<double>();
    return rows;
  }

 private:
  template <class T>
  void copy(T* to, std::size_t count) {
    EXPECT(count <= (bytes_.size() - at_) / sizeof(T));
    if (count > 0) std::memcpy(to, bytes_.data() + at_, count * sizeof(T));
    at_ += count * sizeof(T);
  }
  const std::vector<char>& bytes_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<char> bytes_of(const std::vector<PointPiece>& pieces) {
  BytesOut out;
  out.put(pieces.size());
  for (const auto& [batch, indices] : pieces) {
    out.put(batch.stage);
    out.put(batch.number);
    out.put(batch.seed);
    out.put_rows(batch.values);
    out.put_list(indices);
  }
  return out.take();
}

std::vector<PointPiece> pieces_of(const std::vector<char>& bytes) {
  BytesIn in(bytes);
  std::vector<PointPiece> pieces(in.get<std::size_t>());
  for (auto& [batch, indices] : pieces) {
    batch.stage = in.get<std::uint32_t>();
    batch.number = in.get<std::uint32_t>();
    batch.seed = in.get<std::uint64_t>();
    batch.values = in.get_rows();
    indices = in.get_list<std::size_t>();
  }
  return pieces;
}

std::vector<char> bytes_of(const PieceOutcome& outcome) {
  BytesOut out;
  out.put_list(outcome.done);
  out.put_rows(outcome.got);
  out.put(outcome.failed);
  out.put_list(std::vector<char>(outcome.first_failure.begin(), outcome.first_failure.end()));
  out.put(outcome.stopped);
  return out.take();
}

PieceOutcome outcome_of(const std::vector<char>& bytes) {
  BytesIn in(bytes);
  PieceOutcome outcome;
  outcome.done = in.get_list<std::size_t>();
  outcome.got = in.get_rows();
  outcome.failed = in.get<std::size_t>();
  const auto text = in.get_list<char>();
  outcome.first_failure.assign(text.begin(), text.end());
  outcome.stopped = in.get<bool>();
  return outcome;
}

}  // namespace streetlight
