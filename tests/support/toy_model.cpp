#include "tests/support/toy_model.hpp"

#include <algorithm>
#include <stdexcept>

namespace streetlight::toy {

void Parameters::declare(ParameterTable& table) {
  const auto doc = [](const char* key, Timing timing = Timing::monthly) {
    return ParameterDoc{.key = key, .unit = "", .source = "test", .sentence = "", .timing = timing};
  };
  table.add(doc("toy.walkers", Timing::structural), walkers);
  table.add(doc("toy.authorities", Timing::structural), authorities);
  table.add(doc("toy.spread"), spread);
  table.add(doc("toy.follow"), follow);
  table.add(doc("toy.policy_start"), policy_start);
  table.add(doc("toy.policy"), policy);
  table.add(doc("toy.fail_above"), fail_above);
}

Parameters Parameters::in_effect(Month month) const {
  Parameters effective = *this;
  if (month < policy_start) {
    effective.policy = 0;
    effective.fail_above = Parameters{}.fail_above;
  }
  effective.policy_start = 0;
  return effective;
}

Walk::Census::Census() {
  ++constructed;
  most_alive = std::max<std::int64_t>(most_alive, ++alive);
}

Walk::Census::Census(const Census&) {
  ++copied;
  most_alive = std::max<std::int64_t>(most_alive, ++alive);
}

Walk::Walk(const Parameters& parameters, const ModelContext& context)
    : parameters_(parameters),
      context_(context),
      position_(static_cast<std::size_t>(parameters.walkers)),
      next_(position_.size()),
      moved_up_(position_.size()) {
  for (std::uint32_t i = 0; i < position_.size(); ++i)
    position_[i] = context_.streams.uniform({.entity = i, .month = context_.first_month, .purpose = 1});
}

std::vector<Column> Walk::columns(const Parameters&) {
  return {{.name = "walkers", .unit = "walkers", .meaning = "Walkers.", .kind = ColumnKind::stock},
          {.name = "moved_up", .unit = "walkers", .meaning = "Steps up."},
          {.name = "position",
           .unit = "m",
           .meaning = "Sum of positions.",
           .kind = ColumnKind::stock,
           .type = ColumnType::real},
          {.name = "ahead", .unit = "walkers", .meaning = "Walkers above 0.", .kind = ColumnKind::stock},
          {.name = "share_ahead",
           .unit = "share",
           .meaning = "Their share.",
           .kind = ColumnKind::ratio,
           .type = ColumnType::real,
           .numerator = "ahead",
           .denominator = "walkers"},
          {.name = "relative_ahead",
           .unit = "ratio",
           .meaning = "Relative to all.",
           .kind = ColumnKind::relative,
           .type = ColumnType::real,
           .numerator = "ahead",
           .denominator = "walkers"},
          {.name = "up_rate",
           .unit = "steps",
           .meaning = "Steps up for each walker.",
           .kind = ColumnKind::ratio,
           .type = ColumnType::real,
           .numerator = "moved_up",
           .denominator = "walkers"},
          {.name = "applied", .unit = "calls", .meaning = "Calls of apply so far.", .kind = ColumnKind::stock},
          {.name = "month_seen", .unit = "month", .meaning = "The month.", .kind = ColumnKind::stock}};
}

std::vector<std::string> Walk::authorities(const Parameters& parameters) {
  std::vector<std::string> names;
  for (std::int64_t a = 0; a < parameters.authorities; ++a) names.push_back(std::string("A").append(std::to_string(a)));
  return names;
}

std::vector<TableShape> Walk::tables(const Parameters&, const ModelContext& context) {
  if (context.sample == 0) return {};
  return {{"walk",
           "Positions of the first walkers.",
           {{.name = "month", .unit = "month", .meaning = ""}, {.name = "position", .unit = "m", .meaning = ""}}}};
}

void Walk::apply(const Parameters& parameters) {
  parameters_ = parameters;
  ++applied_;
}

void Walk::step(Month month) {
  ++steps;
  if (parameters_.policy > parameters_.fail_above) throw std::runtime_error("the policy is too strong");
  context_.blocks->for_each_block(position_.size(), [&](Block block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      const double u =
          context_.streams.uniform({.entity = static_cast<std::uint32_t>(i), .month = month, .purpose = 2});
      const double neighbour = position_[(i + 1) % position_.size()];
      const double move = parameters_.spread * (u - 0.5) + parameters_.policy;
      moved_up_[i] = move > 0;
      next_[i] = position_[i] + move + parameters_.follow * (neighbour - position_[i]);
    }
  });
  position_.swap(next_);
  month_ = month;
}

void Walk::observe(std::span<double> row) const {
  const std::size_t groups = 1 + context_.groups.size();
  for (std::size_t i = 0; i < position_.size(); ++i) {
    const auto add = [&](std::size_t authority, std::size_t group) {
      double* cell = row.data() + (authority * groups + group) * column_count;
      cell[walkers] += 1;
      cell[moved_up] += moved_up_[i];
      cell[position] += position_[i];
      cell[ahead] += position_[i] > 0;
    };
    const std::size_t own = 1 + i % static_cast<std::size_t>(parameters_.authorities);
    for (std::size_t g = 0; g < groups; ++g) {
      if (g > 0 && i % (g + 1) != 0) continue;  // group g: every (g + 1)-th walker
      add(0, g);
      if (context_.by_authority) add(own, g);
    }
  }
  row[applied] += static_cast<double>(applied_);
  row[month_seen] += month_;
}

void Walk::emit(Month month, std::span<std::vector<double>> tables) const {
  if (tables.empty()) return;
  for (std::int64_t i = 0; i < context_.sample; ++i) {
    tables[0].push_back(month);
    tables[0].push_back(position_[static_cast<std::size_t>(i)]);
  }
}

const ModelType& model() {
  static const ModelType type = model_type<Walk>("toy", "walkers on a line", 12, 4);
  return type;
}

}  // namespace streetlight::toy
