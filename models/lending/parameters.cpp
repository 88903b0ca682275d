#include <algorithm>
#include <numeric>

#include "models/lending/lending.hpp"

namespace streetlight::lending {

void Parameters::declare(ParameterTable& table) {
  const char* const own = "experimenter";
  const char* const paper = "Liu et al. 2018";
  const auto list = [&](const char* key, const char* unit, Range range, const char* source, const char* sentence,
                        std::vector<double>& target, Timing timing = Timing::monthly) {
    table.add({.key = key,
               .unit = unit,
               .range = range,
               .grade = Grade::choice,
               .source = source,
               .sentence = sentence,
               .timing = timing},
              target);
  };
  const auto number = [&](const char* key, const char* unit, Range range, const char* source, const char* sentence,
                          double& target) {
    table.add(
        {.key = key, .unit = unit, .range = range, .grade = Grade::choice, .source = source, .sentence = sentence},
        target);
  };
  table.add({.key = "applicants.count",
             .unit = "applicants",
             .range = {1, 1e8},
             .grade = Grade::choice,
             .source = own,
             .sentence = "Applicants, all of whom apply in every step.",
             .timing = Timing::structural},
            applicants);
  table.add({.key = "applicants.minority",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = own,
             .sentence = "Share of applicants in the minority group.",
             .timing = Timing::structural},
            minority);
  list("scores.grid", "score", {-1e6, 1e6}, own,
       "Scores of the grid, ascending; the first and the last bound every score.", grid, Timing::structural);
  list("scores.repay", "probability", {0, 1}, "experimenter; an illustration shaped like US credit scores",
       "Probability of repaying at each score of the grid, linear in between.", repay);
  list("scores.majority", "weight", {0, 1e12}, "experimenter; an illustration",
       "How the majority's scores are spread over the grid at the start.", majority_scores, Timing::structural);
  list("scores.minority", "weight", {0, 1e12}, "experimenter; an illustration",
       "How the minority's scores are spread over the grid at the start.", minority_scores, Timing::structural);
  table.add_choice(
      {.key = "lender.policy",
       .grade = Grade::choice,
       .source = own,
       .sentence = "Who gets a loan: whoever profits the lender, whose expected score rises, or the most profitable "
                   "under equal loan rates (parity) or equal loan rates among those who would repay (opportunity)."},
      policy,
      {{"utility", Policy::utility},
       {"improvement", Policy::improvement},
       {"parity", Policy::parity},
       {"opportunity", Policy::opportunity}});
  number("lender.gain", "utility", {0, 1e6}, paper, "The lender's gain from a loan that is repaid.", gain);
  number("lender.loss", "utility", {0, 1e6}, paper, "The lender's loss from a loan that is not.", loss);
  number("scores.rise", "score", {0, 1e6}, paper, "How far a score rises when the loan is repaid.", rise);
  number("scores.fall", "score", {0, 1e6}, paper, "How far a score falls when it is not.", fall);
}

void Parameters::check(Complaints& complaints) const {
  if (grid.size() < 2 || std::adjacent_find(grid.begin(), grid.end(), std::greater_equal<>()) != grid.end())
    complaints.push_back({"scores.grid", "must have at least two scores, each higher than the one before"});
  const auto along = [&](const char* key, const std::vector<double>& values) {
    if (values.size() != grid.size())
      complaints.push_back({key, "must have one element for each score of scores.grid: " + std::to_string(grid.size()) +
                                     ", not " + std::to_string(values.size())});
  };
  along("scores.repay", repay);
  along("scores.majority", majority_scores);
  along("scores.minority", minority_scores);
  const auto some = [&](const char* key, const std::vector<double>& values) {
    if (std::accumulate(values.begin(), values.end(), 0.0) <= 0) complaints.push_back({key, "must not all be 0"});
  };
  some("scores.majority", majority_scores);
  some("scores.minority", minority_scores);
}

double Parameters::repayment(double score) const {
  const auto above = std::upper_bound(grid.begin(), grid.end(), score);
  if (above == grid.begin()) return repay.front();
  if (above == grid.end()) return repay.back();
  const auto k = static_cast<std::size_t>(above - grid.begin());
  const double along = (score - grid[k - 1]) / (grid[k] - grid[k - 1]);
  return repay[k - 1] + along * (repay[k] - repay[k - 1]);
}

}  // namespace streetlight::lending
