#include "models/targeting/risk/metrics/model_card.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "models/targeting/risk/lanes.hpp"
#include "models/targeting/risk/metrics/confusion.hpp"
#include "models/targeting/risk/score_order.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {
namespace {

constexpr std::size_t bins = 10;

/// Running sums of one group while scores fall. What all rows enter is one vector; the rest is touched only where a
/// row has a label, and few have.
struct GroupSweep {
  Lanes total{};            ///< rows, sum of scores, sum of squared scores
  double rows_before = 0;   ///< before the present run of equal scores, where that has a label
  double score_before = 0;  ///< before the present bin
  struct Label {
    double positives = 0;
    double run = 0;   ///< of these in the present run
    double lost = 0;  ///< pairs of a positive and a negative in which the negative scores higher; ties count half
    double precision_sum = 0;
    double score = 0;  ///< sum over positives
    double positives_before = 0;
    double gaps = 0;  ///< sum over bins of |sum of scores - positives|
  };
  std::array<Label, 2> label;

  double rows() const { return total[0]; }
  double scores() const { return total[1]; }
  double squares() const { return total[2]; }
};

template <class Visit>
void for_each_bit(std::uint64_t bits, Visit&& visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<std::size_t>(std::countr_zero(bits)));
}

/// Closes a run of equal scores.
void close_run(GroupSweep& group, double score) {
  const double rows = group.rows() - group.rows_before;
  for (auto& label : group.label) {
    if (label.run == 0) continue;
    label.lost += label.run * ((group.rows_before - label.positives) + 0.5 * (rows - label.run));
    label.positives += label.run;
    label.precision_sum += label.run * (label.positives / group.rows());
    label.score += label.run * score;
    label.run = 0;
  }
}

void close_bin(GroupSweep& group) {
  const double scores = group.scores() - std::exchange(group.score_before, group.scores());
  for (auto& label : group.label)
    label.gaps += std::abs(scores - (label.positives - std::exchange(label.positives_before, label.positives)));
}

/// What the highest `places` rows hold of each group: they end within a run of equal scores, of which a share counts.
class Cut {
 public:
  struct Held {
    double rows = 0;
    std::array<double, 2> positives{};
  };
  explicit Cut(std::size_t places) : places_(places) {}
  bool within(std::size_t first, std::size_t end) const { return first <= places_ && places_ < end; }
  void before_run(const std::vector<GroupSweep>& groups) { held_ = held_of(groups); }
  void after_run(const std::vector<GroupSweep>& groups, std::size_t first, std::size_t end) {
    const double taken = static_cast<double>(places_ - first) / static_cast<double>(end - first);
    const std::vector<Held> now = held_of(groups);
    for (std::size_t g = 0; g < held_.size(); ++g) {
      held_[g].rows += taken * (now[g].rows - held_[g].rows);
      for (std::size_t view = 0; view < 2; ++view)
        held_[g].positives[view] += taken * (now[g].positives[view] - held_[g].positives[view]);
    }
  }
  /// There are no more rows than places: all are held.
  void after_all(const std::vector<GroupSweep>& groups) {
    if (held_.empty()) held_ = held_of(groups);
  }
  const Held& operator[](std::size_t group) const { return held_[group]; }

 private:
  static std::vector<Held> held_of(const std::vector<GroupSweep>& groups) {
    std::vector<Held> held;
    for (const GroupSweep& group : groups)
      held.push_back({group.rows(), {group.label[0].positives, group.label[1].positives}});
    return held;
  }
  std::size_t places_;
  std::vector<Held> held_;
};

Performance performance_of(const GroupSweep& group, std::size_t view, const Cut::Held& flagged, const Cut::Held& tenth,
                           bool probabilistic) {
  const auto& label = group.label[view];
  const double nothing = std::nan(""), rows = group.rows(), pairs = label.positives * (rows - label.positives);
  Performance p;
  p.rows = rows;
  p.base_rate = share(label.positives, rows);
  p.auc = share(pairs - label.lost, pairs);
  p.average_precision = share(label.precision_sum, label.positives);
  // The mean of (score - label)^2, multiplied out.
  p.brier = probabilistic ? share(group.squares() - 2.0 * label.score + label.positives, rows) : nothing;
  p.mean_score = probabilistic ? share(group.scores(), rows) : nothing;
  p.calibration_error = probabilistic ? share(label.gaps, rows) : nothing;
  p.flagged = flagged.rows;
  p.precision = share(flagged.positives[view], flagged.rows);
  p.recall = share(flagged.positives[view], label.positives);
  p.enrichment = share(share(tenth.positives[view], tenth.rows) * rows, label.positives);
  return p;
}

}  // namespace

std::vector<GroupCard> card_groups(CardRequest request) {
  EXPECT(request.groups <= 64);
  const std::uint64_t used = request.groups == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << request.groups) - 1;
  auto& rows = request.rows;
  std::erase_if(rows, [](const CardRow& row) { return !in_scope(row.score); });
  sort_descending(rows, [](const CardRow& row) { return row.score; });
  std::size_t all = 0;
  for (const CardRow& row : rows) all += row.count;

  std::vector<GroupSweep> groups(request.groups);
  std::array<Cut, 2> cuts{Cut(request.places), Cut(all / 10)};
  std::size_t bin = bins - 1;
  for (std::size_t row = 0, next = 0, first = 0, end = 0; row < rows.size(); row = next, first = end) {
    // The run of rows that score the same, and the groups of those with a label.
    const float score = rows[row].score;
    std::uint64_t labelled = 0;
    for (; next < rows.size() && rows[next].score == score; ++next) {
      end += rows[next].count;
      if (rows[next].recorded | rows[next].truth) labelled |= request.members[rows[next].kind] & used;
    }
    const std::size_t bin_here = bins - 1 - first * bins / all;
    if (bin_here != bin) std::for_each(groups.begin(), groups.end(), close_bin);
    bin = bin_here;
    for (Cut& cut : cuts)
      if (cut.within(first, end)) cut.before_run(groups);

    // Add it to its groups.
    for_each_bit(labelled, [&](std::size_t g) { groups[g].rows_before = groups[g].rows(); });
    const double s = static_cast<double>(score);
    for (std::size_t k = row; k < next; ++k) {
      const double count = rows[k].count;
      const Lanes share_of_total{count, count * s, count * s * s, 0.0};
      const std::uint64_t members = request.members[rows[k].kind] & used;
      for_each_bit(members, [&](std::size_t g) { groups[g].total += share_of_total; });
      if (rows[k].recorded) for_each_bit(members, [&](std::size_t g) { groups[g].label[0].run += count; });
      if (rows[k].truth) for_each_bit(members, [&](std::size_t g) { groups[g].label[1].run += count; });
    }
    for_each_bit(labelled, [&](std::size_t g) { close_run(groups[g], s); });
    for (Cut& cut : cuts)
      if (cut.within(first, end)) cut.after_run(groups, first, end);
  }
  std::for_each(groups.begin(), groups.end(), close_bin);
  for (Cut& cut : cuts) cut.after_all(groups);

  std::vector<GroupCard> cards;
  for (std::size_t g = 0; g < groups.size(); ++g)
    cards.push_back({performance_of(groups[g], 0, cuts[0][g], cuts[1][g], request.probabilistic),
                     performance_of(groups[g], 1, cuts[0][g], cuts[1][g], request.probabilistic)});
  return cards;
}

ModelCard model_card(const Learner& learner, const FitReport& fit, CardRequest request) {
  return {fit, learner.coefficients(), card_groups(std::move(request))};
}

}  // namespace streetlight::targeting
