#include <catch2/catch.hpp>

#include "sim/core/check.hpp"
#include "sim/core/command_learner.hpp"
#include "sim/core/outside_learners.hpp"

using namespace streetlight;

namespace {

struct Unfitted final : OutsideLearner {
  std::shared_ptr<const OutsideModel> fit(OutsideTraining) const override { return nullptr; }
};

OutsideTraining two_rows() {
  return {.on_file = {.rows = 2, .names = {"a"}, .features = {0, 1}, .month = 3, .authority = "all", .seed = 7},
          .labels = {0, 1},
          .weights = {}};
}

/// What asking a program of the shell for a fit comes to.
std::string fit_by(const std::string& program) {
  const auto learner = command_learner({"sh", "-c", program});
  try {
    return learner->fit(two_rows()) ? "a model" : "none";
  } catch (const InvalidInput& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("A learner is found by its name until another takes its place or it is taken out") {
  const auto first = std::make_shared<const Unfitted>(), second = std::make_shared<const Unfitted>();
  CHECK(find_outside_learner("unfitted") == nullptr);
  register_outside_learner("unfitted", first);
  CHECK(find_outside_learner("unfitted") == first);
  register_outside_learner("unfitted", second);
  CHECK(find_outside_learner("unfitted") == second);
  CHECK(outside_learner_names() == std::vector<std::string>{"unfitted"});
  register_outside_learner("unfitted", nullptr);
  CHECK(find_outside_learner("unfitted") == nullptr);
  CHECK(outside_learner_names().empty());
}

TEST_CASE("The same command is the same learner while somebody holds it") {
  const std::vector<std::string> command{"sh", "-c", "exit 0"};
  const auto held = command_learner(command);
  CHECK(command_learner(command) == held);
  CHECK(command_learner({"sh", "-c", "exit 1"}) != held);
}

TEST_CASE("A program that answers is a learner; one that does not says why") {
  // status 0, three bytes of what was learnt
  CHECK(fit_by(R"(printf '\000\000\000\000\003\000\000\000abc'; cat >/dev/null)") == "a model");
  CHECK(fit_by(R"(printf '\001\000\000\000\007\000\000\000no rows'; cat >/dev/null)") == "no rows");
  CHECK(fit_by(R"(printf '\011\000\000\000\000\000\000\000'; cat >/dev/null)").find("status 9") != std::string::npos);
  for (const std::string program : {"exit 3", "cat >/dev/null & exit 0"}) CHECK(fit_by(program) != "a model");
  CHECK_THROWS_AS(command_learner({"no_such_program_anywhere"})->fit(two_rows()), InvalidInput);
}
