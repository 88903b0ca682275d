#include "sim/config/timeline_change.hpp"

#include "sim/config/experiment_keys.hpp"
#include "sim/config/load_parts.hpp"

namespace streetlight {

TimelineEntry timeline_change(const Experiment& experiment, Month month,
                              const std::vector<CommandLineSetting>& settings) {
  FileKeys keys(*experiment.model);
  ParameterTable file_table;
  keys.declare(file_table);
  const auto model_table = experiment.model->table(experiment.keys_in_use);

  TomlDocument table;  // as if they stood in an entry's set = { ... }
  for (const auto& setting : settings)
    for (auto& entry : parse_setting(setting.text, setting.option)) {
      entry.key.insert(0, "set.");
      table.at = entry.key_at;
      table.put(std::move(entry));
    }

  Diagnostics errors;
  LocatedSettings own_values;
  const LocatedScenario::Entry entry =
      load_change({table, *model_table, file_table, errors}, table, ParameterTable(), own_values);
  errors.raise_if_any();
  return {month, entry.set.values, entry.relative.values};
}

}  // namespace streetlight
