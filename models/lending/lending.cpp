#include "models/lending/lending.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace streetlight::lending {

namespace {

enum class Draw : Purpose { start = 1, step = 2 };
const std::vector<std::string> levels{"majority", "minority"};

/// The grid score at which the cumulated weights pass a uniform.
double score_at(double uniform, const std::vector<double>& cumulated, const std::vector<double>& grid) {
  const auto found = std::upper_bound(cumulated.begin(), cumulated.end(), uniform * cumulated.back());
  // Weights near 0 may round the product up to their sum
  return grid[std::min(static_cast<std::size_t>(found - cumulated.begin()), grid.size() - 1)];
}

}  // namespace

Model::Model(const Parameters& parameters, const ModelContext& context)
    : parameters_(parameters),
      context_(context),
      groups_(context.groups, "group", levels),
      applicants_(static_cast<std::size_t>(parameters.applicants)) {
  std::vector<double> cumulated[2]{parameters.majority_scores, parameters.minority_scores};
  for (auto& weights : cumulated) std::partial_sum(weights.begin(), weights.end(), weights.begin());
  for (std::size_t i = 0; i < applicants_.size(); ++i) {
    const RandomWords words = context.streams.words(
        {.entity = static_cast<std::uint32_t>(i), .month = context.first_month, .purpose = Purpose(Draw::start)});
    applicants_[i].group = uniform_double(words[0]) < parameters.minority;
    applicants_[i].score = score_at(uniform_double(words[1]), cumulated[applicants_[i].group], parameters.grid);
  }
}

void Model::step(Month step) {
  const auto draw = [&](std::size_t i) {
    return context_.streams.words(
        {.entity = static_cast<std::uint32_t>(i), .month = step, .purpose = Purpose(Draw::step)});
  };
  for (std::size_t i = 0; i < applicants_.size(); ++i) {
    applicants_[i].repays = parameters_.repayment(applicants_[i].score);
    applicants_[i].lot = draw(i)[1];
  }
  decide(applicants_, parameters_);

  const double lowest = parameters_.grid.front(), highest = parameters_.grid.back();
  for (std::size_t i = 0; i < applicants_.size(); ++i) {
    Applicant& applicant = applicants_[i];
    applicant.change = applicant.expected_change = 0;
    applicant.repaid = false;
    if (!applicant.lent) continue;
    const double up = std::min(applicant.score + parameters_.rise, highest) - applicant.score;
    const double down = std::max(applicant.score - parameters_.fall, lowest) - applicant.score;
    applicant.repaid = uniform_double(draw(i)[0]) < applicant.repays;
    applicant.change = applicant.repaid ? up : down;
    applicant.expected_change = applicant.repays * up + (1 - applicant.repays) * down;
    applicant.score += applicant.change;
  }
}

std::vector<Column> Model::columns(const Parameters&) {
  using enum ColumnKind;
  using enum ColumnType;
  return {{"applicants", "applicants", "Applicants.", stock, count},
          {"applications", "applications", "Applications for a loan.", flow, count},
          {"loans", "loans", "Loans given.", flow, count},
          {"repaid", "loans", "Loans repaid.", flow, count},
          {"would_repay", "applicants", "Applicants expected to repay, were all given a loan.", flow, real},
          {"would_repay_lent", "applicants", "Of those, applicants given a loan.", flow, real},
          {"utility", "utility", "The lender's gains less losses.", flow, real},
          {"score_sum", "score", "Sum of the scores after the step.", stock, real},
          {"score_change", "score", "Sum of the changes of scores.", flow, real},
          {"score_change_expected", "score", "Sum of the changes expected before the outcomes.", flow, real},
          {"least_granted",
           "probability",
           "Lowest probability of repaying among applicants given a loan; missing without loans.",
           stock,
           real,
           {},
           {},
           true},
          {"most_refused",
           "probability",
           "Highest probability of repaying among applicants refused; missing when none is.",
           stock,
           real,
           {},
           {},
           true},
          {"loan_rate", "share", "Loans, of applications.", ratio, real, "loans", "applications"},
          {"repay_rate", "share", "Loans repaid, of loans.", ratio, real, "repaid", "loans"},
          {"recall", "share", "Those given a loan, of those who would repay.", ratio, real, "would_repay_lent",
           "would_repay"},
          {"score", "score", "Mean score after the step.", ratio, real, "score_sum", "applicants"},
          {"change", "score", "Mean change of the score for each application.", ratio, real, "score_change",
           "applications"},
          {"change_expected", "score", "Mean expected change of the score for each application.", ratio, real,
           "score_change_expected", "applications"}};
}

void Model::check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints) {
  LevelGroups::check(groups, "group", levels, complaints);
}

void Model::observe(std::span<double> row) const {
  const std::size_t columns = row.size() / groups_.size();
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    double* const into = row.data() + group * columns;
    double least = std::numeric_limits<double>::quiet_NaN(), most = least;
    for (const Applicant& one : applicants_) {
      if (!groups_.holds(group, one.group)) continue;
      const double utility = !one.lent ? 0 : one.repaid ? parameters_.gain : -parameters_.loss;
      const double values[] = {
          1,       1,         double(one.lent), double(one.repaid), one.repays, one.lent ? one.repays : 0,
          utility, one.score, one.change,       one.expected_change};
      for (std::size_t column = 0; column < std::size(values); ++column) into[column] += values[column];
      if (one.lent)
        least = std::fmin(least, one.repays);
      else
        most = std::fmax(most, one.repays);
    }
    into[10] += least;
    into[11] += most;
  }
}

}  // namespace streetlight::lending

namespace streetlight {

ModelType lending_model() {
  return model_type<lending::Model>(
      "lending", "Loans that are not repaid hurt those who got them: the delayed impact of lending rules", 20, 0,
      "step", "applicant");
}

}  // namespace streetlight
