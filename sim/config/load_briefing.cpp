#include <algorithm>
#include <cmath>

#include "sim/config/load_parts.hpp"
#include "sim/core/check.hpp"

namespace streetlight {

namespace {

using Names = std::vector<std::string>;

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class BriefingCheck {
 public:
  BriefingCheck(const LocatedExperiment& located, const AnyParameters& parameters, const LoadContext& context)
      : published_(located), context_(context) {
    for (const auto& column : parameters.columns()) columns_.push_back(column.name);
    groups_ = {"all"};
    for (const auto& group : located.experiment.groups) groups_.push_back(group.name);
  }

  void run() const {
    each_name("briefing.outcomes", [this](const std::string& name, const Position& at) { check_column(name, at, ""); });
    each_name("briefing.groups", [this](const std::string& name, const Position& at) {
      if (!holds(groups_, name))
        add_unknown(at, "briefing.groups names '" + name + "', which is not a group of this experiment", name, groups_);
    });
    for (const auto& [column, margin] : published_.experiment.briefing.margins)
      if (const auto* at = position_of(published_.file, "briefing.margins." + column))
        check_column(column, *at, "margins.");
    check_window();
  }

 private:
  template <class Check>
  void each_name(const std::string& key, Check check) const {
    const TomlEntry* entry = context_.document.find(key);
    if (!entry || !published_.file.at.contains(key)) return;
    Names seen;
    for (const auto& item : elements_of(entry->value)) {
      const auto& name = std::get<std::string>(item.value);
      if (holds(seen, name)) context_.errors.add(item.at, key + " names '" + name + "' twice");
      seen.push_back(name);
      check(name, item.at);
    }
  }

  void add_unknown(const Position& at, const std::string& what, const std::string& name, const Names& known) const {
    const auto near = nearest_word(name, known);
    context_.errors.add(at, what + (near.empty() ? "" : "; did you mean '" + near + "'?"));
  }

  void check_column(const std::string& name, const Position& at, const std::string& below) const {
    const std::string says = below.empty() ? "briefing.outcomes names '" + name + "'" : "briefing." + below + name;
    if (!holds(columns_, name))
      add_unknown(at,
                  says + (below.empty() ? ", which is not a" : " is for no") + " column of model " +
                      published_.experiment.model->name,
                  name, columns_);
  }

  void check_window() const {
    const auto* at = position_of(published_.file, "briefing.window");
    const TomlEntry* entry = context_.document.find("briefing.window");
    if (!at || !entry) return;
    const auto* months = std::get_if<std::vector<double>>(&published_.file.values.at("briefing.window"));
    const auto& run = published_.experiment.run;
    const auto interval = static_cast<std::int64_t>(published_.experiment.output.interval);
    const std::string example = ", the first and the last month, as in [" +
                                std::to_string(std::min<Month>(24, run.months - 1)) + ", " +
                                std::to_string(run.months - 1) + "]";
    if (months->empty()) return;
    if (months->size() != 2 || (*months)[0] != std::floor((*months)[0]) || (*months)[1] != std::floor((*months)[1]))
      return context_.errors.add(*at, "briefing.window must be two whole numbers" + example);
    const auto first = static_cast<std::int64_t>((*months)[0]), last = static_cast<std::int64_t>((*months)[1]);
    if (first > last) return context_.errors.add(*at, "briefing.window ends before it begins" + example);
    if (last >= run.months)
      return context_.errors.add(*at, "briefing.window ends in month " + std::to_string(last) + ", but the run has " +
                                          std::to_string(run.months) + " months, counted from 0");
    if (first % interval != 0 || ((last + 1) % interval != 0 && last + 1 != run.months))
      context_.errors.add(
          *at, "briefing.window cuts an interval in two: with output.interval = " + std::to_string(interval) +
                   " months it can begin in month " + std::to_string(first - first % interval) + " and end in month " +
                   std::to_string(std::min<std::int64_t>((last / interval + 1) * interval, run.months) - 1));
  }

  const LocatedExperiment& published_;
  const LoadContext& context_;
  Names columns_, groups_;
};

}  // namespace

void keep_written(Briefing& briefing, const std::vector<std::string>& names, const std::vector<Column>& columns) {
  if (names.empty()) return;
  Names written = names;
  for (const auto& column : columns)  // a ratio that is written brings its two counts along
    if (holds(names, column.name))
      for (const auto& part : {column.numerator, column.denominator}) written.push_back(part);
  const auto absent = [&](const std::string& name) { return !holds(written, name); };
  std::erase_if(briefing.outcomes, absent);
  std::erase_if(briefing.margins, [&](const auto& margin) { return absent(margin.first); });
}

void check_briefing(const LocatedExperiment& located, const AnyParameters& parameters, const LoadContext& context) {
  BriefingCheck(located, parameters, context).run();
}

}  // namespace streetlight
