#include "models/retention/retention.hpp"

#include <cmath>

#include "sim/core/elementary.hpp"
#include "sim/random/counts.hpp"

namespace streetlight::retention {

namespace {

enum class Draw : Purpose { step = 1 };
const std::vector<std::string> levels{"first", "second"};

}  // namespace

void Parameters::declare(ParameterTable& table) {
  const char* const paper = "Hashimoto et al. 2018, the example of two groups";
  table.add({.key = "users.positions",
             .unit = "outcome",
             .range = {-1e3, 1e3},
             .grade = Grade::choice,
             .source = paper,
             .sentence = "What the first and the second group would have predicted for themselves."},
            positions);
  table.add({.key = "users.start",
             .unit = "users",
             .range = {0, 1e7},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Users of each group at the start.",
             .timing = Timing::structural},
            start);
  table.add({.key = "users.inflow",
             .unit = "users/step",
             .range = {0, 1e6},
             .grade = Grade::choice,
             .source = paper,
             .sentence = "Newcomers of each group in a step."},
            inflow);
  table.add({.key = "users.sensitivity",
             .unit = "1/loss",
             .range = {0, 1e6},
             .grade = Grade::choice,
             .source = "experimenter; the even split is stable above 1.25643",
             .sentence = "How readily users leave (c): they stay a step with probability exp(-c loss)."},
            sensitivity);
  table.add_choice({.key = "users.counts",
                    .grade = Grade::choice,
                    .source = "experimenter; the published dynamics are of expected numbers",
                    .sentence = "Users as expected numbers, or drawn one by one: binomial stays, Poisson newcomers.",
                    .timing = Timing::structural},
                   counts, {{"expected", Counts::expected}, {"drawn", Counts::drawn}});
  table.add_choice(
      {.key = "learner.objective",
       .grade = Grade::choice,
       .source = "experimenter",
       .sentence =
           "What the learner minimises: the average loss of users present, or the loss of the group worst off."},
      objective, {{"average", Objective::average}, {"worst_off", Objective::worst_off}});
}

void Parameters::check(Complaints& complaints) const {
  const auto two = [&](const char* key, const std::vector<double>& list) {
    if (list.size() != 2) complaints.push_back({key, "must have two elements, one a group"});
  };
  two("users.positions", positions);
  two("users.start", start);
  two("users.inflow", inflow);
  if (counts != Counts::drawn) return;
  for (const double users : start)
    if (users != std::floor(users))
      complaints.push_back({"users.start", "must be whole numbers when users.counts = \"drawn\""});
}

Model::Model(const Parameters& parameters, const ModelContext& context)
    : parameters_(parameters), context_(context), groups_(context.groups, "group", levels) {
  for (std::size_t g = 0; g < 2; ++g) users_[g] = parameters.start[g];
}

double Model::fitted() const {
  const auto& x = parameters_.positions;
  const double all = users_[0] + users_[1];
  if (all == 0) return prediction_;
  if (parameters_.objective == Objective::worst_off && users_[0] > 0 && users_[1] > 0) return 0.5 * (x[0] + x[1]);
  return (users_[0] * x[0] + users_[1] * x[1]) / all;
}

void Model::step(Month step) {
  prediction_ = fitted();
  for (std::size_t g = 0; g < 2; ++g) {
    const double distance = prediction_ - parameters_.positions[g];
    loss_[g] = distance * distance;
    const double stays = exp_of(-parameters_.sensitivity * loss_[g]);
    double kept = users_[g] * stays, newcomers = parameters_.inflow[g];
    if (parameters_.counts == Counts::drawn) {
      UniformSequence uniforms(
          context_.streams, {.entity = static_cast<std::uint32_t>(g), .month = step, .purpose = Purpose(Draw::step)});
      kept = static_cast<double>(BinomialDistribution(stays)(static_cast<std::int64_t>(users_[g]), uniforms));
      newcomers = static_cast<double>(PoissonDistribution(parameters_.inflow[g])(uniforms));
    }
    left_[g] = users_[g] - kept;
    users_[g] = kept + newcomers;
  }
}

std::vector<Column> Model::columns(const Parameters&) {
  using enum ColumnKind;
  using enum ColumnType;
  return {{"users", "users", "Users after the step.", stock, real},
          {"users_of_all", "users", "Users of both groups, in every group's row.", stock, real},
          {"left", "users", "Users who left.", flow, real},
          {"loss", "outcome^2", "Sum over the groups of their loss.", stock, real},
          {"prediction", "outcome", "The step's prediction.", stock, real},
          {"share", "share", "The group's share of users.", ratio, real, "users", "users_of_all"}};
}

void Model::check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints) {
  LevelGroups::check(groups, "group", levels, complaints);
}

void Model::observe(std::span<double> row) const {
  const std::size_t columns = row.size() / groups_.size();
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    double* const into = row.data() + group * columns;
    for (std::size_t g = 0; g < 2; ++g)
      if (groups_.holds(group, g)) {
        into[0] += users_[g];
        into[2] += left_[g];
        into[3] += loss_[g];
      }
    into[1] += users_[0] + users_[1];
    into[4] += prediction_;
  }
}

}  // namespace streetlight::retention

namespace streetlight {

ModelType retention_model() {
  return model_type<retention::Model>(
      "retention", "Those whom a model serves badly leave, and then it serves them worse", 1000, 0, "step", "group");
}

}  // namespace streetlight
