#pragma once
/// The state of a run and what its processes share. Each process of the month is a free function on it
/// (month.cpp lists them); the randomness of a process is addressed through `streams`.

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "models/targeting/families.hpp"
#include "models/targeting/outcomes/tally.hpp"
#include "models/targeting/outcomes/wanted.hpp"
#include "models/targeting/parameters.hpp"
#include "models/targeting/policy/programme.hpp"
#include "models/targeting/purposes.hpp"
#include "models/targeting/rates.hpp"
#include "models/targeting/records/decay.hpp"
#include "models/targeting/society.hpp"
#include "sim/core/blocks.hpp"
#include "sim/random/streams.hpp"

namespace streetlight::targeting {

/// A family about which there were concerns this month.
struct Filing {
  std::uint32_t family;
  std::uint32_t stored;                     ///< bit s: the concern of service s reached the file
  std::optional<std::uint32_t> referrer{};  ///< the service that refers the family, if one does
};

/// Lists that a month fills and empties; kept so that their storage is.
struct Scratch {
  std::vector<std::uint32_t> entrants;             ///< families that came in this month
  std::vector<std::uint32_t> visited;              ///< families visited this month
  std::vector<std::vector<std::uint32_t>> learnt;  ///< [block]: families that become aware this month
  std::vector<std::vector<Filing>> filed;          ///< [block]: families with a concern this month
  std::vector<float> column;  ///< [family]: risk scores while flags are chosen, trust at the month's end after
  std::vector<std::uint32_t> audit_words;  ///< [family], where there are audits
  std::vector<std::uint8_t> group;         ///< of risk.correction_group, [family]
};

/// Rows of the month for the tables beside the panel.
struct MonthTables {
  std::vector<double> models, coefficients;
};

/// Families that are recorded month by month, and what the selection of the month made of them.
struct Followed {
  std::vector<std::uint32_t> family;  ///< ascending
  std::vector<float> score;           ///< what the selection ranked by; NaN where the family was no candidate
  std::vector<std::uint8_t> audited;  ///< flagged by lot
};

struct World {
  std::shared_ptr<const Society> society;
  TargetingParameters parameters;  ///< in effect this month
  Rates rates;
  Families families;
  Remains remains;                    ///< of what is on file
  std::vector<Programme> programmes;  ///< [authority]
  std::vector<RiskPool> pools;        ///< authorities that share a risk model
  std::deque<FlagRecord> flags;       ///< flags not yet old enough to tell, by the month of judgement
  Wanted wanted;
  Tally tally;
  MonthTables tables;
  Followed followed;
  Scratch scratch;
  Streams streams;
  BlockRunner* blocks = nullptr;
  Month month = 0;

  float threshold() const { return society->need.threshold; }
  std::span<const std::uint16_t> groups_of(std::uint32_t family) const {
    return society->groups.groups_of(families.cell[family]);
  }
  std::uint32_t authority_of(std::uint32_t family) const { return society->neighbourhoods.authority_of(family); }
  float deprivation_of(std::uint32_t family) const {
    return society->neighbourhoods.deprivation[society->neighbourhoods.of(family)];
  }
  /// What remains of a family's records at a service, and of its social-care record.
  float count_of(std::uint32_t family, std::size_t service) const {
    return remains(families.records_of(service)[family], families.last_entry_of(service)[family]);
  }
  float care_of(std::uint32_t family) const { return remains(families.care[family], families.last_care[family]); }
  bool in_need(std::uint32_t family) const { return families.need[family] >= threshold(); }

  RandomWords words(Draw draw, std::uint32_t family, std::uint32_t quad = 0) const {
    return streams.words({family, families.generation[family], month, purpose(draw), quad});
  }
  /// Random words of an authority's own draws.
  RandomWords authority_words(Draw draw, std::uint32_t authority) const {
    return streams.words({authority, 0, month, purpose(draw), 0});
  }
  /// Four columns of words for a block of families.
  void fill(const Block& block, Draw draw, std::uint32_t quad, std::array<std::uint32_t*, 4> out) const {
    streams.fill(static_cast<std::uint32_t>(block.begin), {families.generation.data() + block.begin, block.size()},
                 month, purpose(draw), quad, out);
  }
  void count(Count what, std::uint32_t family, std::int64_t amount = 1) {
    tally.add(tally.authorities() == 1 ? 0 : authority_of(family), groups_of(family), tally.column(what), amount);
  }
  void count(ServiceCount what, std::size_t service, std::uint32_t family) {
    tally.add(tally.authorities() == 1 ? 0 : authority_of(family), groups_of(family), tally.column(what, service), 1);
  }
};

/// Lets processes that look at one family at a time go over all of them, block by block: each block goes through all of
/// them in turn while it stands in the cache.
template <class... Process>
void by_block(World& world, Process&&... process) {
  world.blocks->for_each_block(world.families.size(), [&](const Block& block) { (process(world, block), ...); });
}

/// Deprivation of each family of a block, [i - block.begin].
void fill_deprivation(const Neighbourhoods& neighbourhoods, const Block& block, float* out);

}  // namespace streetlight::targeting
