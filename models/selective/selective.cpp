#include "models/selective/selective.hpp"

#include <algorithm>
#include <cmath>

#include "models/targeting/risk/correction.hpp"
#include "models/targeting/risk/logistic.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::selective {

using targeting::Confusion;
using targeting::ObservationBlock;

namespace {

enum class Draw : Purpose { person = 1, lot = 2 };
const std::vector<std::string> levels{"known", "unknown"};

}  // namespace

const std::vector<std::string>& People::feature_names() const {
  static const std::vector<std::string> names{"signal", "unknown"};
  return names;
}

void People::read(std::size_t block, ObservationBlock& out) const {
  const Block range = block_at(block, rows());
  out.reset(range.size());
  for (std::size_t k = 0; k < range.size(); ++k) {
    const std::size_t i = range.begin + k;
    out.feature(0)[k] = signal[i];
    out.feature(1)[k] = unknown[i];
    out.label()[k] = learn_truth ? need[i] : recorded[i];
    out.observed()[k] = learn_truth || observed[i];
  }
}

Model::Model(const Parameters& parameters, const ModelContext& context)
    : parameters_(parameters), context_(context), groups_(context.groups, "standing", levels) {
  const auto people = static_cast<std::size_t>(parameters.people);
  people_.signal.resize(people);
  for (auto* column : {&people_.unknown, &people_.need, &people_.recorded, &people_.observed, &flags_})
    column->resize(people);
  people_.lots.resize(people);
  scores_.resize(people);
}

void Model::draw_people(Month step) {
  people_.learn_truth = parameters_.label == Label::truth;
  context_.blocks->for_each_block(people_.rows(), [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      const auto person = static_cast<std::uint32_t>(i);
      const RandomWords words =
          context_.streams.words({.entity = person, .month = step, .purpose = Purpose(Draw::person)});
      const RandomWords more = context_.streams.words({.entity = person, .month = step, .purpose = Purpose(Draw::lot)});
      people_.unknown[i] = uniform_double(words[0]) < parameters_.unknown;
      people_.need[i] = uniform_double(words[1]) < parameters_.need;
      people_.signal[i] = normal_of(words[2]) + (people_.need[i] ? static_cast<float>(parameters_.separation) : 0.0f);
      const double recording = people_.unknown[i] ? parameters_.recording_unknown : parameters_.recording_known;
      people_.observed[i] = uniform_double(words[3]) < recording;
      people_.recorded[i] = people_.need[i] && people_.observed[i];
      people_.lots[i] = more[0];
    }
  });
}

void Model::score_by_posterior() {
  const double gap = parameters_.separation;
  const double odds = log_odds_of(parameters_.need) - 0.5 * gap * gap;
  const bool of_records = parameters_.label == Label::recorded && parameters_.correction == Weighting::none;
  context_.blocks->for_each_block(people_.rows(), [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      const double recording = people_.unknown[i] ? parameters_.recording_unknown : parameters_.recording_known;
      const double posterior = logistic_of(odds + gap * static_cast<double>(people_.signal[i]));
      scores_[i] = static_cast<float>((of_records ? recording : 1.0) * posterior);
    }
  });
}

void Model::score_by_learner() {
  targeting::LogisticRegression learner;
  if (parameters_.correction == Weighting::inverse_propensity)
    targeting::fit_inverse_propensity(learner, people_, {}, *context_.blocks);
  else
    learner.fit(people_, *context_.blocks);
  targeting::for_each_read(
      people_, *context_.blocks, [] { return 0; },
      [&](std::size_t block, const ObservationBlock& rows, int) {
        learner.score(rows, std::span(scores_).subspan(block * block_size, rows.rows()));
      });
}

void Model::step(Month step) {
  draw_people(step);
  if (parameters_.score == Score::posterior)
    score_by_posterior();
  else
    score_by_learner();

  const auto seats = static_cast<std::size_t>(std::llround(parameters_.capacity * static_cast<double>(people_.rows())));
  std::fill(flags_.begin(), flags_.end(), std::uint8_t{0});
  for (const auto person :
       select_({.scores = scores_, .ties = people_.lots, .seats = seats}, *context_.blocks).entities)
    flags_[person] = 1;
}

std::vector<Column> Model::columns(const Parameters&) {
  using enum ColumnKind;
  using enum ColumnType;
  return {
      {"people", "people", "People.", flow, count},
      {"need", "people", "People in need.", flow, count},
      {"recorded", "people", "People in need whose need is on the records.", flow, count},
      {"flags", "flags", "People flagged.", flow, count},
      {"flags_in_need", "flags", "Flags on people in need.", flow, count},
      {"flags_recorded", "flags", "Flags on people whose need is on the records.", flow, count},
      {"need_absent", "people", "People not in need.", flow, count},
      {"false_flags", "flags", "Flags on people not in need.", flow, count},
      {"identity_residual",
       "share",
       "FPR - p/(1-p) (1-PPV)/PPV (1-FNR), on the truth and on the records, the larger size; missing when a rate is.",
       stock,
       real,
       {},
       {},
       true},
      {"flag_rate", "share", "Share of people flagged.", ratio, real, "flags", "people"},
      {"precision_true", "share", "Flags on people in need, of flags.", ratio, real, "flags_in_need", "flags"},
      {"precision_recorded", "share", "Flags on people whose need is recorded, of flags.", ratio, real,
       "flags_recorded", "flags"},
      {"recall_true", "share", "People in need flagged, of people in need.", ratio, real, "flags_in_need", "need"},
      {"recall_recorded", "share", "People with need on the records flagged, of all of them.", ratio, real,
       "flags_recorded", "recorded"},
      {"fpr_true", "share", "People not in need flagged, of people not in need.", ratio, real, "false_flags",
       "need_absent"},
      {"flag_ratio", "ratio", "The group's flags for its need, relative to all.", relative, real, "flags", "need"}};
}

void Model::check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints) {
  LevelGroups::check(groups, "standing", levels, complaints);
}

void Model::observe(std::span<double> row) const {
  const std::size_t columns = row.size() / groups_.size();
  std::vector<std::uint8_t> member(people_.rows());
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    for (std::size_t i = 0; i < member.size(); ++i) member[i] = groups_.holds(g, people_.unknown[i]);
    const Confusion truth = targeting::confusion(flags_, people_.need, {}, member);
    const Confusion records = targeting::confusion(flags_, people_.recorded, {}, member);
    const double on_truth = std::abs(targeting::chouldechova_residual(truth));
    const double on_records = std::abs(targeting::chouldechova_residual(records));
    const double residual = std::isnan(on_truth + on_records) ? on_truth + on_records : std::max(on_truth, on_records);
    const double values[] = {truth.all(),       truth.positives(),     records.positives(),
                             truth.flagged(),   truth.true_positives,  records.true_positives,
                             truth.negatives(), truth.false_positives, residual};
    for (std::size_t column = 0; column < std::size(values); ++column) row[g * columns + column] += values[column];
  }
}

}  // namespace streetlight::selective

namespace streetlight {

ModelType selective_model() {
  return model_type<selective::Model>("selective", "Need that is recorded more often in one group: selective labels", 1,
                                      0, "step", "person");
}

}  // namespace streetlight
