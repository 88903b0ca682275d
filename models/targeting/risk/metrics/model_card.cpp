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

/// Sums over the rows of one group while scores fall, in vectors: most of the time goes into adding to them.
struct GroupSweep {
  Lanes all{};                   ///< rows, scores, squared scores
  std::array<Lanes, 2> label{};  ///< of each view: rows with the label, lost pairs, precisions, scores of such rows

  double rows() const { return all[0]; }
  double scores() const { return all[1]; }
  double squares() const { return all[2]; }
  double positives(std::size_t view) const { return label[view][0]; }
  /// Pairs of a row with the label and one without in which the latter scores higher; ties count half.
  double lost_pairs(std::size_t view) const { return label[view][1]; }
  /// Precision down to each row with the label.
  double precisions(std::size_t view) const { return label[view][2]; }
  double label_scores(std::size_t view) const { return label[view][3]; }

  /// Adds `positives` rows with the label that stand in a run of `run` equal scores, when the run itself is in.
  void add_label(std::size_t view, double positives, double run, double score) {
    const double before = label[view][0], negatives_before = rows() - run - before;
    label[view] += Lanes{positives, positives * (negatives_before + 0.5 * (run - positives)),
                         positives * ((before + positives) / rows()), positives * score};
  }
};

template <class Visit>
void for_each_bit(std::uint64_t bits, Visit&& visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<std::size_t>(std::countr_zero(bits)));
}

/// Adds rows that share their score with no others.
void add_apart(const CardRow& row, std::uint64_t members, std::vector<GroupSweep>& groups) {
  const double count = row.count, score = static_cast<double>(row.score);
  const Lanes all{count, count * score, count * score * score, 0.0};
  if (!(row.recorded | row.truth)) return for_each_bit(members, [&](std::size_t g) { groups[g].all += all; });
  for_each_bit(members, [&](std::size_t g) {
    groups[g].all += all;
    if (row.recorded) groups[g].add_label(0, count, count, score);
    if (row.truth) groups[g].add_label(1, count, count, score);
  });
}

/// Adds a run of equal scores: its labels when all of its rows are in.
class TiedRows {
 public:
  explicit TiedRows(std::size_t groups) : runs_(groups) {}
  void operator()(std::span<const CardRow> rows, std::span<const std::uint64_t> members, std::uint64_t used,
                  std::vector<GroupSweep>& groups) {
    const double score = static_cast<double>(rows.front().score);
    std::uint64_t labelled = 0;
    for (const CardRow& row : rows)
      if (row.recorded | row.truth) labelled |= members[row.kind] & used;
    for_each_bit(labelled, [&](std::size_t g) { runs_[g] = {groups[g].rows(), {}}; });
    for (const CardRow& row : rows) {
      const double count = row.count;
      const Lanes all{count, count * score, count * score * score, 0.0};
      for_each_bit(members[row.kind] & used, [&](std::size_t g) { groups[g].all += all; });
      if (!(row.recorded | row.truth)) continue;
      for_each_bit(members[row.kind] & used, [&](std::size_t g) {
        if (row.recorded) runs_[g].positives[0] += count;
        if (row.truth) runs_[g].positives[1] += count;
      });
    }
    for_each_bit(labelled, [&](std::size_t g) {
      const double run = groups[g].rows() - runs_[g].rows_before;
      for (std::size_t view = 0; view < 2; ++view)
        if (runs_[g].positives[view] > 0) groups[g].add_label(view, runs_[g].positives[view], run, score);
    });
  }

 private:
  struct Run {
    double rows_before = 0;
    std::array<double, 2> positives{};
  };
  std::vector<Run> runs_;
};

/// Calibration over tenths of all rows: sum over bins of |sum of scores - rows with the label|.
class Calibration {
 public:
  explicit Calibration(std::size_t groups) : before_(groups), gaps_(groups) {}
  void close_bin(const std::vector<GroupSweep>& groups) {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const double scores = groups[g].scores() - before_[g].scores();
      for (std::size_t view = 0; view < 2; ++view)
        gaps_[g][view] += std::abs(scores - (groups[g].positives(view) - before_[g].positives(view)));
    }
    before_ = groups;
  }
  double gaps(std::size_t group, std::size_t view) const { return gaps_[group][view]; }

 private:
  std::vector<GroupSweep> before_;
  std::vector<std::array<double, 2>> gaps_;
};

/// What the highest `seats` rows hold of each group: they end within a run of equal scores, of which a share counts.
class Cut {
 public:
  struct Held {
    double rows = 0;
    std::array<double, 2> positives{};
  };
  explicit Cut(std::size_t seats) : seats_(seats) {}
  bool within(std::size_t first, std::size_t end) const { return first <= seats_ && seats_ < end; }
  void before_run(const std::vector<GroupSweep>& groups) { held_ = held_of(groups); }
  void after_run(const std::vector<GroupSweep>& groups, std::size_t first, std::size_t end) {
    const double taken = static_cast<double>(seats_ - first) / static_cast<double>(end - first);
    const std::vector<Held> now = held_of(groups);
    for (std::size_t g = 0; g < held_.size(); ++g) {
      held_[g].rows += taken * (now[g].rows - held_[g].rows);
      for (std::size_t view = 0; view < 2; ++view)
        held_[g].positives[view] += taken * (now[g].positives[view] - held_[g].positives[view]);
    }
  }
  /// There are no more rows than seats: all are held.
  void after_all(const std::vector<GroupSweep>& groups) {
    if (held_.empty()) held_ = held_of(groups);
  }
  const Held& operator[](std::size_t group) const { return held_[group]; }

 private:
  static std::vector<Held> held_of(const std::vector<GroupSweep>& groups) {
    std::vector<Held> held;
    for (const GroupSweep& group : groups) held.push_back({group.rows(), {group.positives(0), group.positives(1)}});
    return held;
  }
  std::size_t seats_;
  std::vector<Held> held_;
};

Performance performance_of(const GroupSweep& group, std::size_t view, double gaps, const Cut::Held& flagged,
                           const Cut::Held& tenth, bool probabilistic) {
  const double nothing = std::nan(""), rows = group.rows(), positives = group.positives(view);
  const double pairs = positives * (rows - positives);
  Performance p;
  p.rows = rows;
  p.base_rate = share(positives, rows);
  p.auc = share(pairs - group.lost_pairs(view), pairs);
  p.average_precision = share(group.precisions(view), positives);
  // The mean of (score - label)^2, multiplied out.
  p.brier = probabilistic ? share(group.squares() - 2.0 * group.label_scores(view) + positives, rows) : nothing;
  p.mean_score = probabilistic ? share(group.scores(), rows) : nothing;
  p.calibration_error = probabilistic ? share(gaps, rows) : nothing;
  p.flagged = flagged.rows;
  p.precision = share(flagged.positives[view], flagged.rows);
  p.recall = share(flagged.positives[view], positives);
  p.enrichment = share(share(tenth.positives[view], tenth.rows) * rows, positives);
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
  TiedRows add_tied(request.groups);
  Calibration calibration(request.groups);
  std::array<Cut, 2> cuts{Cut(request.seats), Cut(all / 10)};
  std::size_t bin = bins - 1;
  for (std::size_t row = 0, next = 0, first = 0, end = 0; row < rows.size(); row = next, first = end) {
    for (; next < rows.size() && rows[next].score == rows[row].score; ++next) end += rows[next].count;
    const std::size_t bin_here = bins - 1 - first * bins / all;
    if (bin_here != bin) calibration.close_bin(groups);
    bin = bin_here;
    for (Cut& cut : cuts)
      if (cut.within(first, end)) cut.before_run(groups);
    if (next == row + 1)
      add_apart(rows[row], request.members[rows[row].kind] & used, groups);
    else
      add_tied({rows.data() + row, next - row}, request.members, used, groups);
    for (Cut& cut : cuts)
      if (cut.within(first, end)) cut.after_run(groups, first, end);
  }
  calibration.close_bin(groups);
  for (Cut& cut : cuts) cut.after_all(groups);

  std::vector<GroupCard> cards;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto performance = [&](std::size_t view) {
      return performance_of(groups[g], view, calibration.gaps(g, view), cuts[0][g], cuts[1][g], request.probabilistic);
    };
    cards.push_back({performance(0), performance(1)});
  }
  return cards;
}

}  // namespace streetlight::targeting
