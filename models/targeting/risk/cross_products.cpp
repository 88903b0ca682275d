#include "models/targeting/risk/cross_products.hpp"

#include <array>

#include "models/targeting/risk/lanes.hpp"

namespace streetlight::targeting {

DesignChunk::DesignChunk(std::size_t columns)
    : columns_(columns), padded_((columns + 3) / 4 * 4), values_(padded_ * chunk_rows) {}

void DesignChunk::predict(std::span<const double> beta, std::span<double, chunk_rows> eta) const {
  for (std::size_t r = 0; r < rows_; r += row_padding) {
    std::array<Lanes, row_padding / lane_width> total{};
    for (std::size_t j = 0; j < columns_; ++j) {
      const Lanes slope = all_lanes(beta[j]);
      for (std::size_t i = 0; i < total.size(); ++i)
        total[i] = multiply_add(slope, load(column(j) + r + i * lane_width), total[i]);
    }
    for (std::size_t i = 0; i < total.size(); ++i) store(eta.data() + r + i * lane_width, total[i]);
  }
}

void DesignChunk::add_gradient(std::span<const double, chunk_rows> residual, std::span<double> gradient) const {
  for (std::size_t j = 0; j < columns_; j += 4) {
    std::array<Lanes, 4> total{};
    for (std::size_t r = 0; r < rows_; r += lane_width) {
      const Lanes e = load(residual.data() + r);
      for (std::size_t i = 0; i < 4; ++i) total[i] = multiply_add(load(column(j + i) + r), e, total[i]);
    }
    for (std::size_t i = 0; i < 4 && j + i < columns_; ++i) gradient[j + i] += sum(total[i]);
  }
}

namespace {

/// Registers of one precision or the other.
template <class Real>
struct Registers;
template <>
struct Registers<float> {
  using Type = FloatLanes;
  static Type load(const float* from) { return load_floats(from); }
};
template <>
struct Registers<double> {
  using Type = Lanes;
  static Type load(const float* from) { return targeting::load(from); }
  static Type load(const double* from) { return targeting::load(from); }
};

template <class Real>
void add_cross_products(const DesignChunk& chunk, std::size_t padded_columns,
                        std::span<const Real, chunk_rows> curvature, std::vector<Real>& weighted,
                        std::span<double> hessian) {
  using Register = Registers<Real>;
  constexpr std::size_t width = sizeof(typename Register::Type) / sizeof(Real);
  const std::size_t rows = chunk.padded_rows(), columns = chunk.columns();
  weighted.resize(4 * chunk_rows);
  for (std::size_t j = 0; j < columns; j += 4) {
    for (std::size_t i = 0; i < 4; ++i) {
      const float* x = chunk.column(j + i);
      Real* w = weighted.data() + i * chunk_rows;
      for (std::size_t r = 0; r < rows; ++r) w[r] = static_cast<Real>(x[r]) * curvature[r];
    }
    // Tiles of 4 x 2: eight running sums and six operands stay in registers.
    const Real* w = weighted.data();
    for (std::size_t k = j; k < padded_columns; k += 2) {
      std::array<std::array<typename Register::Type, 2>, 4> total{};
      const float* left = chunk.column(k);
      const float* right = chunk.column(k + 1);
      for (std::size_t r = 0; r < rows; r += width) {
        const auto a = Register::load(left + r);
        const auto b = Register::load(right + r);
        for (std::size_t i = 0; i < 4; ++i) {
          const auto v = Register::load(w + i * chunk_rows + r);
          total[i][0] = multiply_add(v, a, total[i][0]);
          total[i][1] = multiply_add(v, b, total[i][1]);
        }
      }
      for (std::size_t i = 0; i < 4 && j + i < columns; ++i)
        for (std::size_t o = 0; o < 2 && k + o < columns; ++o) hessian[(j + i) * columns + k + o] += sum(total[i][o]);
    }
  }
}

}  // namespace

void DesignChunk::add_hessian(std::span<const float, chunk_rows> curvature, std::span<double> hessian) {
  add_cross_products(*this, padded_, curvature, weighted_, hessian);
}

void DesignChunk::add_hessian(std::span<const double, chunk_rows> curvature, std::span<double> hessian) {
  add_cross_products(*this, padded_, curvature, weighted_wide_, hessian);
}

}  // namespace streetlight::targeting
