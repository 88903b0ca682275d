#pragma once
/// The targeting model again, agent by agent: what a competent programmer writes without thinking of the machine. One
/// struct a family (family.hpp), one std::mt19937, a virtual-free loop over objects for each process of the month.
/// Written from docs/odd.md, for England's scenario: one authority, a covert investigative programme with a logistic
/// model that is retrained every year. Parameters that this scenario leaves at "off" (capacities, consent, audits,
/// campaigns, oversight) are not here; the constructor refuses them. Model cards are not made either.
///
/// Shared with the program is what is computed once: the population's intercepts, the scale and threshold of need, the
/// neighbourhoods, the network and the first families' attributes (which the network was formed with).

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "bench/peer_objects/family.hpp"
#include "bench/peer_objects/risk_model.hpp"
#include "models/targeting/society.hpp"

namespace streetlight::peer {

enum class Tallied : std::uint8_t {
  families,
  need,
  harm,
  contacts,
  deterred,
  concerns,
  records,
  known,
  linked,
  open_cases,
  aware,
  licensed,
  unmet_need,
  referrals,
  flags,
  flags_in_need,
  overrides,
  visits,
  programme_visits,
  unwarranted_visits,
  findings,
  false_findings,
  support,
  relieved,
  leavers,
  trust,
  end
};
inline constexpr auto tallied = static_cast<std::size_t>(Tallied::end);

/// The program's column of the same meaning, [Tallied].
const std::vector<std::string>& column_names();

class Nation {
 public:
  /// Throws std::invalid_argument for parameters of other scenarios.
  Nation(const targeting::TargetingParameters& parameters, const ModelContext& context, std::uint32_t seed);

  void step(int month);
  /// The month's counts, [group][Tallied]; trust is summed in log-odds.
  const std::vector<std::vector<double>>& counts() const { return counts_; }

 private:
  void age_and_replace();
  void enter(Family& family);
  void move_needs();
  void meet_services(Family& family);
  void relieve(Family& family);
  void keep_records(Family& family);
  void train();
  std::vector<Family*> select();
  std::vector<Family*> refer();
  void review(const std::vector<Family*>& flagged, std::vector<Family*>& followed);
  void visit(Family& family, bool by_programme);
  void move_trust();
  void observe();

  bool running() const;
  bool in_need(const Family& family) const { return family.need >= threshold_; }
  bool in_scope(const Family& family) const;
  double deterrence(double trust) const;
  std::vector<double> features(const Family& family) const;
  double seen(const Family& family, std::size_t service) const;
  double uniform() { return uniform_(random_); }
  double normal() { return normal_(random_); }
  void count(Tallied what, const Family& family, double amount = 1) {
    for (const int group : family.groups)
      counts_[static_cast<std::size_t>(group)][static_cast<std::size_t>(what)] += amount;
  }

  /// What a training remembers of a family a horizon ago.
  struct Remembered {
    std::vector<double> features;
    int generation;
  };

  targeting::TargetingParameters parameters_;
  targeting::Society society_;
  std::mt19937 random_;
  std::uniform_real_distribution<double> uniform_{0.0, 1.0};
  std::normal_distribution<double> normal_;
  double threshold_, stationary_sd_;
  std::vector<double> trust_of_profile_;
  std::vector<Family> families_;
  std::vector<std::vector<double>> counts_;
  std::vector<Remembered> snapshot_;
  RiskModel risk_;
  int month_ = 0;
};

}  // namespace streetlight::peer
