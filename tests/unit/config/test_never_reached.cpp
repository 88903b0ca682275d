#include "sim/config/never_reached.hpp"

#include <catch2/catch.hpp>

#include "sim/config/load_experiment.hpp"
#include "sim/core/check.hpp"
#include "tests/support/program_model.hpp"

using namespace streetlight;

namespace {

/// Says of every service that is never seen that its link does nothing, or what a test wants it to say.
struct Talkative : ToyModel {
  using ToyModel::ToyModel;
  static inline std::string instead;

  static std::vector<std::string> pointless(const Parameters& parameters, const Settings& set) {
    if (!instead.empty()) return {instead};
    std::vector<std::string> sentences;
    for (const auto& [name, service] : parameters.services)
      if (const std::string key = "services." + name + ".linked"; service.reach == 0 && set.contains(key))
        sentences.push_back(key + " does nothing: nobody is reached");
    return sentences;
  }
};

std::vector<std::string> said(const std::string& text) {
  static const ModelType talkative = model_type<Talkative>("toy", "Says much.", 24, 6);
  auto experiment = load_experiment(parse_toml("schema = 1\nmodel = 'toy'\n" + text, "f.toml"), "f").experiment;
  experiment.model = &talkative;
  return never_reached(experiment);
}

const std::string two_services = R"(
  [services."night school"]
  reach = 0
  linked = true
  [services.police]
  reach = 0
  linked = true
)";

}  // namespace

TEST_CASE("Settings that do nothing are told by the key with which each sentence begins") {
  Talkative::instead.clear();
  const std::vector<std::string> both{"services.night school.linked does nothing: nobody is reached",
                                      "services.police.linked does nothing: nobody is reached"};
  CHECK(said(two_services) == both);
  // In one scenario it does something: only what does nothing anywhere is told, whatever spaces the key has
  const std::string reached = "[[scenario]]\nname = 'a'\n[[scenario]]\nname = 'b'\nset = { services.";
  CHECK(said(two_services + reached + "'night school'.reach = 0.1 }\n") == std::vector<std::string>{both[1]});
  CHECK(said(two_services + reached + "police.reach = 0.1 }\n") == std::vector<std::string>{both[0]});
}

TEST_CASE("A model whose sentence does not begin with a key that is set breaks its promise") {
  for (const char* sentence : {"The link does nothing.", "services.police.linkeddoes nothing", "growth.rate is idle"}) {
    Talkative::instead = sentence;
    CHECK_THROWS_AS(said(two_services), BrokenPromise);
  }
  Talkative::instead.clear();
}
