#include "tests/fuzz/legal_settings.hpp"

#include <algorithm>
#include <cmath>

namespace streetlight::fuzz {

namespace {

std::int64_t whole_number(const Range& range, double most, Choices& choices) {
  const double low = std::max(range.low, -1e6), high = std::min({range.high, most, 1e6});
  const double candidates[] = {low, high, low + static_cast<double>(choices.below(256))};
  return static_cast<std::int64_t>(std::clamp(choices.one_of(candidates), low, high));
}

double real_number(const Range& range, double most, double otherwise, Choices& choices) {
  constexpr double widest = 1e300;  // where no end is
  const double low = std::max(range.low, -widest), high = std::min({range.high, most, widest});
  const double share = static_cast<double>(choices.below(256)) / 255;
  const double tiny = std::pow(10.0, -324 * share), little = std::pow(10.0, -18 * share);
  const double moderate = std::pow(10.0, 3 - 6 * share);
  const double candidates[] = {low,
                               high,
                               std::nextafter(low, high),
                               std::nextafter(high, low),
                               low + little,
                               high - little,
                               low + share * (std::min(high, low + 1e3) - low),
                               share,
                               moderate,
                               -moderate,
                               tiny,
                               -tiny,
                               0.0,
                               otherwise};
  const double chosen = choices.one_of(candidates);
  return range.contains(chosen) && chosen <= high ? chosen : otherwise;
}

double default_number(const Parameter& parameter) {
  if (const auto* real = std::get_if<double>(&parameter.default_value)) return *real;
  const auto& range = parameter.doc.range;
  for (const double candidate : {0.0, 1.0, range.low, range.high})
    if (range.contains(candidate) && std::isfinite(candidate)) return candidate;
  return (range.low + range.high) / 2;
}

std::vector<std::string> some_of(const std::vector<std::string>& names, Choices& choices) {
  std::vector<std::string> some;
  for (std::size_t most = choices.below(5); most > 0; --most)
    if (const auto& name = choices.one_of(names); std::find(some.begin(), some.end(), name) == some.end())
      some.push_back(name);
  return some;
}

}  // namespace

std::size_t Choices::byte() {
  if (bytes_.empty()) return 0;
  const std::size_t first = bytes_.front();
  bytes_ = bytes_.subspan(1);
  return first;
}

std::size_t Choices::below(std::size_t many) {
  const std::size_t number = many > 256 ? 256 * byte() + byte() : byte();
  return many > 0 ? number % many : 0;
}

void add_legal(const Parameter& parameter, double most, const Names& names, Choices& choices, Settings& into) {
  const auto& range = parameter.doc.range;
  const auto real = [&] { return real_number(range, most, default_number(parameter), choices); };
  const std::string& key = parameter.doc.key;
  switch (parameter.type) {
    case ParameterType::flag:
      into[key] = choices.below(2) == 1;
      break;
    case ParameterType::whole:
      into[key] = whole_number(range, most, choices);
      break;
    case ParameterType::real:
      into[key] = real();
      break;
    case ParameterType::optional_real:
      into[key] = choices.below(3) == 0 ? Value(std::string("none")) : Value(real());
      break;
    case ParameterType::choice:
      into[key] = choices.one_of(parameter.choices);
      break;
    case ParameterType::text:
      into[key] = choices.one_of(names.attributes);
      break;
    case ParameterType::texts:
      into[key] = some_of(names.attributes, choices);
      break;
    case ParameterType::reals: {
      auto numbers = std::get<std::vector<double>>(parameter.default_value);
      for (double& number : numbers) number = real();
      into[key] = numbers;
      break;
    }
    case ParameterType::map:
      into[key + "." + choices.one_of(names.members)] = real();
      break;
  }
}

}  // namespace streetlight::fuzz
