#include "models/targeting/population/places.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <optional>

#include "models/targeting/population/csv_lines.hpp"
#include "models/targeting/population/neighbourhoods.hpp"
#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/core/order.hpp"

namespace streetlight::targeting {

namespace {

constexpr std::size_t most_problems = 20;

/// "1,234.5" or "1234.5", and a % sign after it or after a blank; nothing for anything else.
std::optional<double> number_in(const std::string& text) {
  std::string digits = text;
  if (digits.ends_with('%')) {
    digits.pop_back();
    if (digits.ends_with(' ')) digits.pop_back();
  }
  const auto whole = digits.substr(0, digits.find('.'));
  if (whole.find(',') != std::string::npos) {
    // Groups of three after the first, which is not 0: "0,125" has a decimal comma
    if (whole.starts_with('0')) return std::nullopt;
    for (std::size_t at = whole.size(), group = 0; at-- > 0;)
      if (whole[at] == ',') {
        if (group != 3 || at == 0) return std::nullopt;
        group = 0;
      } else if (++group > 3) {
        return std::nullopt;
      }
    std::erase(digits, ',');
  }
  if (digits.empty() || digits.find_first_not_of("0123456789.eE+-") != std::string::npos) return std::nullopt;
  char* end = nullptr;
  const double number = std::strtod(digits.c_str(), &end);
  if (*end != '\0' || !std::isfinite(number)) return std::nullopt;
  return number;
}

/// Whether a number may be another one where thousands are marked by points, and decimals by a comma: "1.250", "1,250".
bool has_two_readings(const std::string& text) {
  const auto mark = text.find_first_of(".,");
  const auto digits = [&](std::size_t from, std::size_t to) {
    return text.find_first_not_of("0123456789", from) >= to && from < to;
  };
  return mark != std::string::npos && mark <= 3 && !text.starts_with('0') && text.size() == mark + 4 &&
         digits(0, mark) && digits(mark + 1, text.size());
}

class Reading {
 public:
  Reading(std::istream& in, const std::string& name, const TargetingParameters& parameters)
      : name_(name), parameters_(parameters), csv_(read_csv(in, name)) {}

  Places read() {
    if (lines_.size() < 2) throw InvalidInput(name_ + ": no neighbourhood: give a line of names and a line for each");
    for (const auto& [what, column] : parameters_.places.given()) find(what, column);
    raise();
    Places places = read_lines();
    raise();
    return places;
  }

 private:
  void say(std::size_t line, std::size_t column, std::string problem) {
    for (char& c : problem)
      if (c == '\n' || c == '\r') c = ' ';  // of a name in quotes: a problem has one line
    if (++problems_ <= most_problems) text_ += csv_position(name_, line, column) + problem + "\n";
  }
  void say(const CsvField& field, const std::string& problem) { say(field.line, field.column, problem); }
  void raise() {
    if (problems_ == 0) return;
    if (problems_ > most_problems) text_ += "and " + std::to_string(problems_ - most_problems) + " more problems\n";
    text_.pop_back();
    throw InvalidInput(text_);
  }

  /// Where the column of that name is, or those of the names with " + " between.
  void find(const std::string& what, const std::string& column) {
    if (const auto place = place_of(column)) {
      columns_[what] = {*place};
      return;
    }
    for (std::size_t from = 0; from <= column.size();) {
      const std::size_t to = std::min(column.find(" + ", from), column.size());
      const std::string part = column.substr(from, to - from);
      from = to + 3;
      if (const auto place = place_of(part)) {
        columns_[what].push_back(*place);
        continue;
      }
      std::vector<std::string> known;
      for (const auto& field : lines_.front().fields) known.push_back(field.text);
      const std::string near = nearest_word(part, known);
      say(lines_.front().number, 1,
          "no column \"" + part + "\" (places.columns." + what + ")" +
              (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
    }
  }
  std::optional<std::size_t> place_of(const std::string& column) {
    std::optional<std::size_t> found;
    const auto& head = lines_.front().fields;
    for (std::size_t i = 0; i < head.size(); ++i) {
      if (head[i].text != column) continue;
      if (found) say(head[i], "the column \"" + column + "\" is there twice");
      found = i;
    }
    return found;
  }

  std::string text_at(const CsvLine& line, const std::string& what) {
    const auto& field = line.fields[columns_.at(what).front()];
    if (field.text.empty()) say(field, what + " is empty");
    return field.text;
  }
  /// A number of `low` or more; several columns add up.
  double number_at(const CsvLine& line, const std::string& what, double low) {
    double sum = 0;
    for (const std::size_t column : columns_.at(what)) {
      const auto& field = line.fields[column];
      const auto number = number_in(field.text);
      if (!number || *number < low) {
        say(field, what + " = \"" + field.text + "\" must be a number, " + shortest(low) + " or more" +
                       (field.text.empty() ? "; the field is empty" : ""));
        return std::nan("");
      }
      if (csv_.separator == ';' && what != "score" && has_two_readings(field.text))
        say(field,
            what + " = \"" + field.text +
                "\" may be a thousand or a decimal where semicolons separate the fields: write 1250 for a thousand "
                "or more, and 1.25 or 1.2500 for a decimal");
      sum += *number;
    }
    return sum;
  }

  double deprivation_at(const CsvLine& line) {
    if (columns_.contains("score")) {
      const double score = number_at(line, "score", -1e300);
      return (score - *parameters_.places.score_mean) / *parameters_.places.score_sd;
    }
    const bool by_rank = columns_.contains("rank");
    const char* what = by_rank ? "rank" : "decile";
    const double places = by_rank ? static_cast<double>(parameters_.places.ranked) : 10.0;
    const double place = number_at(line, what, 1);
    if (place > places || (place != std::floor(place) && !std::isnan(place)))  // one that is not a number has been told
      say(line.fields[columns_.at(what).front()], std::string(what) + " = " + shortest(place) +
                                                      " must be a whole number from 1 (most deprived) to " +
                                                      shortest(places) + (by_rank ? " (places.ranked)" : ""));
    return normal_quantile((places - place + 0.5) / places);
  }

  std::size_t authority_at(const CsvLine& line) {
    if (!columns_.contains("authority")) return 0;
    const std::string name = text_at(line, "authority");
    const auto& names = parameters_.authorities.names;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    if (std::find(unknown_.begin(), unknown_.end(), name) == unknown_.end()) {
      unknown_.push_back(name);
      const std::string near = nearest_word(name, names);
      say(line.fields[columns_.at("authority").front()],
          "\"" + name + "\" is not among authorities.names" + (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
    }
    return 0;
  }

  Places read_lines() {
    const auto attributes = parameters_.population.attributes_in_use();
    Places read;
    for (std::size_t k = 0; k < attributes.size(); ++k)
      if (columns_.contains(attributes[k]->levels.front())) read.shares.push_back({k, {}});
    std::map<std::string, std::size_t> line_of;
    for (std::size_t i = 1; i < lines_.size(); ++i) {
      const CsvLine& line = lines_[i];
      if (line.fields.size() != lines_.front().fields.size()) {
        say(line.number, 1,
            "has " + std::to_string(line.fields.size()) + " fields, and the line of names has " +
                std::to_string(lines_.front().fields.size()));
        continue;
      }
      const std::string code = text_at(line, "code");
      if (const auto [before, is_new] = line_of.try_emplace(code, line.number); !is_new)
        say(line.fields[columns_.at("code").front()],
            "the neighbourhood \"" + code + "\" is there twice (before: line " + std::to_string(before->second) + ")");
      read.code.push_back(code);
      read.authority.push_back(authority_at(line));
      const double families = number_at(line, "families", 0);
      if (families == 0) say(line.fields[columns_.at("families").front()], "no families: leave the neighbourhood out");
      read.families.push_back(families);
      read.deprivation.push_back(deprivation_at(line));
      for (auto& shares : read.shares) {
        double sum = 0;
        const auto& levels = attributes[shares.attribute]->levels;
        for (const auto& level : levels) sum += shares.share.emplace_back(number_at(line, level, 0));
        if (sum == 0)
          say(line.fields[columns_.at(levels.front()).front()],
              "no family at any level of \"" + attributes[shares.attribute]->name + "\"");
        for (std::size_t l = shares.share.size() - levels.size(); l < shares.share.size(); ++l) shares.share[l] /= sum;
      }
    }
    check_authorities(read);
    return by_authority(read, attributes);
  }

  void check_authorities(const Places& read) {
    const auto& names = parameters_.authorities.names;
    for (std::size_t a = 0; a < names.size(); ++a)
      if (std::find(read.authority.begin(), read.authority.end(), a) == read.authority.end())
        say(lines_.front().number, 1, "no neighbourhood of \"" + names[a] + "\", which authorities.names has");
  }

  /// Authorities stand together, as families are kept.
  static Places by_authority(const Places& read, const std::vector<const AttributeParameters*>& attributes) {
    const auto order = indices_in_order(
        read.size(), [&](std::size_t a, std::size_t b) { return read.authority[a] < read.authority[b]; });
    Places sorted;
    for (const auto& shares : read.shares) sorted.shares.push_back({shares.attribute, {}});
    for (const std::size_t h : order) {
      sorted.code.push_back(read.code[h]);
      sorted.authority.push_back(read.authority[h]);
      sorted.families.push_back(read.families[h]);
      sorted.deprivation.push_back(read.deprivation[h]);
      for (std::size_t k = 0; k < read.shares.size(); ++k) {
        const std::size_t levels = attributes[read.shares[k].attribute]->levels.size();
        for (std::size_t l = 0; l < levels; ++l) sorted.shares[k].share.push_back(read.shares[k].share[h * levels + l]);
      }
    }
    return sorted;
  }

  const std::string& name_;
  const TargetingParameters& parameters_;
  const CsvText csv_;
  const std::vector<CsvLine>& lines_ = csv_.lines;
  std::map<std::string, std::vector<std::size_t>> columns_;
  std::vector<std::string> unknown_;
  std::size_t problems_ = 0;
  std::string text_;
};

}  // namespace

double Places::all_families() const { return std::accumulate(families.begin(), families.end(), 0.0); }

std::vector<std::uint32_t> Places::sizes(std::uint32_t wanted) const {
  EXPECT(wanted >= size());
  const double per_family = (static_cast<double>(wanted) - static_cast<double>(size())) / all_families();
  std::vector<std::uint32_t> made;
  std::vector<std::pair<double, std::size_t>> rest;  // largest remainder first, then in order
  std::uint32_t given = 0;
  const bool as_they_are = all_families() == static_cast<double>(wanted);
  for (std::size_t h = 0; h < size(); ++h) {
    const double part = as_they_are ? families[h] : 1.0 + families[h] * per_family;
    made.push_back(static_cast<std::uint32_t>(std::floor(part)));
    given += made.back();
    rest.emplace_back(std::floor(part) - part, h);
  }
  std::sort(rest.begin(), rest.end());
  for (std::size_t i = 0; given < wanted; ++i, ++given) ++made[rest[i % rest.size()].second];
  return made;
}

Places read_places(std::istream& in, const std::string& name, const TargetingParameters& parameters) {
  return Reading(in, name, parameters).read();
}

std::vector<std::string> examine_places(const TargetingParameters& parameters, std::istream& in,
                                        const std::string& name) {
  const Places places = read_places(in, name, parameters);
  const auto families = parameters.population.families;
  if (static_cast<std::int64_t>(places.size()) > families)
    throw InvalidInput(name + ": " + std::to_string(places.size()) + " neighbourhoods are more than the " +
                       std::to_string(families) + " families of population.families");
  std::vector<std::string> notes;
  if (places.all_families() != static_cast<double>(families))
    notes.push_back(name + ": has " + shortest(places.all_families()) + " families, and population.families is " +
                    std::to_string(families) + ": each neighbourhood is simulated at that share of its size");
  return notes;
}

}  // namespace streetlight::targeting
