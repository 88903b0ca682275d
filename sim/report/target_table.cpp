#include "sim/report/target_table.hpp"

#include <cmath>

#include "sim/report/number_text.hpp"
#include "sim/report/text_table.hpp"

namespace streetlight {

namespace {

/// Decimals in which the range can be told apart from what misses it.
int decimals_of(const Target& target) { return decimals_for((target.range[1] - target.range[0]) / 4); }

/// With as many decimals as the range, and more where an error that is not 0 would be shown as 0.
std::string with_error(const Measured& measured, int decimals) {
  const double error = measured.standard_error;
  if (error > 0 && grouped(error, decimals) == grouped(0, decimals)) decimals = decimals_for(error);
  const std::string value = grouped(measured.value, decimals);
  return std::isnan(error) ? value : value + " +- " + grouped(error, decimals);
}

}  // namespace

std::string targets_text(const std::vector<Target>& targets, const std::vector<Measured>& measured) {
  TextTable table(
      {{"target", true}, {"unit", true}, {"published"}, {"tolerance"}, {"got"}, {"verdict", true}, {"source", true}});
  for (std::size_t k = 0; k < targets.size(); ++k) {
    const Target& target = targets[k];
    const int decimals = decimals_of(target);
    table.add({target.name, target.unit, grouped(target.published, decimals),
               grouped(target.range[0], decimals) + " to " + grouped(target.range[1], decimals),
               with_error(measured[k], decimals),
               measured[k].reached ? "reached"
               : target.judged     ? "MISSED"
                                   : "(missed)",
               target.source});
  }
  std::string text = table.text();
  for (const auto& target : targets)
    if (!target.note.empty()) text += "\n" + target.name + ": " + target.note;
  return text + "\n";
}

}  // namespace streetlight
