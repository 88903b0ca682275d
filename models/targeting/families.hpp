#pragma once
/// The families: one column a quantity, families of a neighbourhood side by side. Months stand as 16-bit stamps;
/// `never` is before every run. About 120 bytes a family with eight services, ties apart.

#include <cstdint>
#include <span>
#include <vector>

#include "models/targeting/population/attributes.hpp"
#include "models/targeting/services/parameters.hpp"
#include "sim/core/month.hpp"

namespace streetlight::targeting {

static_assert(most_services <= 32, "a family keeps a bit a service in 32-bit words");

using Stamp = std::int16_t;
inline constexpr Stamp never = -32768;
inline constexpr Month first_stamp = -32767, last_stamp = 32767;  ///< a run lies within (model.cpp)
constexpr Stamp stamp_of(Month month) { return static_cast<Stamp>(month); }
/// Whether `then` lies within the `months` months that end with `now` (now itself included).
constexpr bool within(Stamp then, Month now, Month months) { return then != never && then > now - months; }

/// Whether the last flag was made in the 12 months before this one.
constexpr bool flagged_before(Stamp last_flag, Month now) {
  return last_flag != stamp_of(now) && within(last_flag, now - 1, 12);
}

/// What is true of a family for longer than a month, as bits.
using Status = std::uint16_t;
inline constexpr Status aware = 1;
inline constexpr Status opted_out = 2;
inline constexpr Status asked = 4;
inline constexpr Status consented = 8;
inline constexpr Status open_case = 16;
inline constexpr Status ever_referred = 32;
inline constexpr Status ever_found = 64;

/// What happened to a family this month, as bits.
using Event = std::uint16_t;
inline constexpr Event harmed = 1;
inline constexpr Event in_need_now = 2;  ///< at the start of the services of the month, after its shock
inline constexpr Event visited = 4;
inline constexpr Event unwarranted = 8;
inline constexpr Event investigated = 16;
inline constexpr Event helped = 32;
inline constexpr Event became_aware = 64;
inline constexpr Event harmed_outside = 128;  ///< from outside the family; harmed is set as well
inline constexpr Event turned_away = 256;

struct Families {
  Families() = default;
  Families(std::size_t families, std::size_t services);

  std::size_t size() const { return need.size(); }
  std::span<float> records_of(std::size_t service) { return {records.data() + service * size(), size()}; }
  std::span<const float> records_of(std::size_t service) const { return {records.data() + service * size(), size()}; }
  std::span<Stamp> last_entry_of(std::size_t service) { return {last_entry.data() + service * size(), size()}; }
  std::span<const Stamp> last_entry_of(std::size_t service) const {
    return {last_entry.data() + service * size(), size()};
  }

  // Static until the family leaves.
  std::vector<Profile> profile;
  std::vector<std::uint16_t> cell;         ///< of its groups (outcomes/groups.hpp)
  std::vector<std::uint16_t> generation;   ///< how many families lived here before
  std::vector<float> need_setpoint;        ///< mu
  std::vector<float> trust_setpoint;       ///< tau0
  std::vector<std::uint32_t> links;        ///< bit s: linked at service s
  std::vector<std::uint32_t> false_links;  ///< bit s: another family's records at s count as its own
  std::vector<std::uint8_t> age;           ///< of the youngest child, months

  // Dynamic.
  std::vector<float> need;            ///< theta
  std::vector<float> trust;           ///< tau, log-odds
  std::vector<float> care;            ///< social-care record, in units (records/decay.hpp)
  std::vector<float> scrutiny;        ///< q
  std::vector<float> records;         ///< counts in units (records/decay.hpp), [service][family]
  std::vector<Stamp> last_entry;      ///< [service][family]
  std::vector<std::uint16_t> status;  ///< of Status
  std::vector<float> trace;           ///< what harm has added to mu; empty where harm leaves nothing
  std::vector<Stamp> last_need;       ///< the last month that began in need, as in_need_now
  std::vector<Stamp> last_care;       ///< referral or finding put on file
  std::vector<Stamp> last_referral;
  std::vector<Stamp> last_relief;
  std::vector<Stamp> last_flag;
  std::vector<Stamp> last_visit;
  std::vector<Stamp> last_finding;

  // This month's, overwritten every month.
  std::vector<std::uint32_t> contacts;  ///< bit s: contact with service s
  std::vector<std::uint32_t> deterred;  ///< bit s: a contact that distrust prevented
  std::vector<std::uint16_t> distrust;  ///< how many contacts were avoided in all; in the upper byte, regained
  std::vector<std::uint32_t> concerns;  ///< bit s: a concern recorded
  std::vector<std::uint16_t> events;    ///< of Event
  std::vector<std::uint8_t> hearsay;    ///< ties visited this month without being in need
};

}  // namespace streetlight::targeting
