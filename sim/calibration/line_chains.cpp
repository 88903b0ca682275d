#include "sim/calibration/line_chains.hpp"

#include <algorithm>
#include <cmath>

#include "sim/random/uniform_sequence.hpp"

namespace streetlight {

namespace {

constexpr Purpose step_purpose = 11;
constexpr int most_tries = 200;  // of a slice: the density is then flat to the last digit

/// One chain while it moves.
class Chain {
 public:
  Chain(CubePoint& x, const RegionDensity& density, const std::vector<const Quadratic*>& surfaces,
        const std::vector<CubePoint>& others, UniformSequence& uniforms)
      : x_(x), density_(density), surfaces_(surfaces), others_(others), uniforms_(uniforms), lines_(surfaces.size()) {
    for (const Quadratic* surface : surfaces_) here_.push_back((*surface)(x_));
  }

  void step() {
    if (others_.size() < 2 || uniforms_() < 0.5)
      along_axis();
    else
      along_difference();
  }

 private:
  std::size_t pick(std::size_t count) {
    return std::min(count - 1, static_cast<std::size_t>(uniforms_() * static_cast<double>(count)));
  }

  void along_axis() {
    const std::size_t j = pick(x_.size());
    for (std::size_t k = 0; k < surfaces_.size(); ++k) lines_[k] = surfaces_[k]->along_axis(x_, j, here_[k]);
    const double s = draw({-x_[j], 1 - x_[j]});
    x_[j] = std::clamp(x_[j] + s, 0.0, 1.0);
    arrive(s);
  }

  void along_difference() {
    const std::size_t first = pick(others_.size());
    std::size_t second = pick(others_.size() - 1);
    second += second >= first;
    direction_.resize(x_.size());
    bool any = false;
    for (std::size_t j = 0; j < x_.size(); ++j) {
      direction_[j] = others_[first][j] - others_[second][j];
      any = any || direction_[j] != 0;
    }
    if (!any) return;
    for (std::size_t k = 0; k < surfaces_.size(); ++k) {
      lines_[k] = surfaces_[k]->along(x_, direction_);
      lines_[k].a = here_[k];
    }
    const double s = draw(in_cube(x_, direction_));
    for (std::size_t j = 0; j < x_.size(); ++j) x_[j] = std::clamp(x_[j] + s * direction_[j], 0.0, 1.0);
    arrive(s);
  }

  void arrive(double s) {
    for (std::size_t k = 0; k < surfaces_.size(); ++k) here_[k] = lines_[k].at(s);
  }

  /// A point on the line; 0 is where the chain stands.
  double draw(const Stretch& whole) {
    stretches_.assign(1, whole);
    density_.cut(stretches_, lines_);
    const auto log_density = [&](double s) {
      return density_.log_density([&](std::size_t surface) { return lines_[surface].at(s); });
    };
    const double level = log_density(0) + std::log(uniforms_());
    for (int tries = 0; tries < most_tries; ++tries) {
      double length = 0;
      for (const Stretch& stretch : stretches_) length += stretch.length();
      if (!(length > 0)) return 0;
      double s = point_at(uniforms_() * length);
      if (log_density(s) >= level) return s;
      // What lies beyond it, seen from here, is taken away
      std::vector<Stretch> left;
      for (Stretch stretch : stretches_) {
        if (s > 0) stretch.last = std::min(stretch.last, s);
        if (s < 0) stretch.first = std::max(stretch.first, s);
        if (stretch.length() > 0) left.push_back(stretch);
      }
      stretches_ = std::move(left);
    }
    return 0;
  }

  double point_at(double length) const {
    for (const Stretch& stretch : stretches_) {
      if (length <= stretch.length()) return stretch.first + length;
      length -= stretch.length();
    }
    return stretches_.back().last;
  }

  CubePoint& x_;
  const RegionDensity& density_;
  const std::vector<const Quadratic*>& surfaces_;
  const std::vector<CubePoint>& others_;
  UniformSequence& uniforms_;
  std::vector<Parabola> lines_;
  std::vector<double> here_;
  std::vector<double> direction_;
  std::vector<Stretch> stretches_;
};

}  // namespace

void sweep(std::vector<CubePoint>& population, const RegionDensity& density, std::size_t lines, const Streams& streams,
           std::uint32_t number, BlockRunner& blocks) {
  const auto surfaces = density.surfaces();
  const std::size_t half = population.size() / 2;
  for (const bool second : {false, true}) {
    const std::size_t begin = second ? half : 0, end = second ? population.size() : half;
    const std::vector<CubePoint> others(
        population.begin() + static_cast<std::ptrdiff_t>(second ? 0 : half),
        population.begin() + static_cast<std::ptrdiff_t>(second ? half : population.size()));
    blocks.for_each(end - begin, [&](std::size_t task) {
      const auto chain = static_cast<std::uint32_t>(begin + task);
      UniformSequence uniforms(streams,
                               {.entity = chain, .month = static_cast<Month>(number), .purpose = step_purpose});
      Chain walker(population[chain], density, surfaces, others, uniforms);
      for (std::size_t line = 0; line < lines; ++line) walker.step();
    });
  }
}

}  // namespace streetlight
