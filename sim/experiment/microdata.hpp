#pragma once
/// Records of single entities as a table for students, with the truth beside it. A model `M` that can write them has
///
///     struct M::Microdata {
///       explicit Microdata(const M&);           // at the end of the chosen month
///       void follow(const M&);                  // at the end of each month after it
///       LinkedRecords take(const M&) const;     // once `horizon` months have been followed
///       static Month horizon(const Parameters&);
///       static LinkedRecords columns(const Parameters&);  // both tables without rows
///     };

#include <cstdint>
#include <vector>

#include "sim/core/panel.hpp"

namespace streetlight {

struct EntityTable {
  std::vector<TableColumn> columns;
  std::vector<double> values;  ///< [row][column]; NaN where there is nothing

  std::size_t rows() const { return columns.empty() ? 0 : values.size() / columns.size(); }
};

/// The same rows in both tables; the first column of each is the number by which they belong together.
struct LinkedRecords {
  EntityTable records;        ///< what an authority sees
  EntityTable truth;          ///< what only the simulation knows
  std::int64_t unlinked = 0;  ///< entities left out because the records do not show them
  std::int64_t left = 0;      ///< entities left out because they went before the horizon's end
};

class Simulation;

/// Collects the records of one run.
class MicrodataCollector {
 public:
  virtual ~MicrodataCollector() = default;
  virtual void follow(const Simulation&) = 0;
  virtual LinkedRecords take(const Simulation&) const = 0;
};

}  // namespace streetlight
