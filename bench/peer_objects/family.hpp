#pragma once
/// A family as an object: the plain way to write an agent-based model, one struct an agent with everything that belongs
/// to it inside, ties as pointers, doubles throughout.

#include <vector>

#include "models/targeting/population/attributes.hpp"

namespace streetlight::peer {

using targeting::Profile;

constexpr int never = -1'000'000;
inline bool within(int then, int now, int months) { return then > now - months; }

/// What a service has on file of a family.
struct File {
  double concerns = 0;  ///< decayed count
  int last_entry = never;
  bool linked = false;
  int taken_for = -1;  ///< slot of the family whose concerns here are counted as its own, too; -1: nobody
};

/// What happened with one service in the month.
struct Meeting {
  bool contact = false, deterred = false, concern = false;
};

struct Family {
  // Who they are.
  int slot = 0, generation = 0;
  double deprivation = 0;
  int decile = 1;
  Profile profile = 0;
  std::vector<int> groups;  ///< of the panel, that it belongs to
  std::vector<Family*> ties;
  int age = 0;  ///< of the youngest child, months

  // How they are.
  double need_setpoint = 0, need = 0;
  double trust_setpoint = 0, trust = 0, trust_next = 0;
  bool aware = false;

  // What is on file.
  std::vector<File> files;  ///< [service]
  double care = 0, scrutiny = 0;
  bool open_case = false;
  int last_care = never, last_referral = never, last_relief = never, last_flag = never, last_visit = never,
      last_finding = never;

  // What happened this month.
  std::vector<Meeting> meetings;  ///< [service]
  bool in_need_bit = false, harmed = false, flagged = false, referred = false;
  bool visited = false, unwarranted = false, helped = false, becomes_aware = false;
  int hearsay = 0;
};

}  // namespace streetlight::peer
