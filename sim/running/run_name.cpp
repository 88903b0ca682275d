#include "sim/running/run_name.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "sim/core/check.hpp"
#include "sim/running/output_name.hpp"

namespace streetlight {

namespace {

constexpr std::size_t runs_listed = 12;

}  // namespace

std::string run_name(const RunKey& key, const std::vector<std::string>& scenarios) {
  return scenarios[key.scenario] + "/" + std::to_string(key.point) + "/" + std::to_string(key.replicate);
}

RunKey run_of_name(const std::string& name, const PanelShape& shape) {
  for (std::uint32_t scenario = 0; scenario < shape.scenarios.size(); ++scenario) {
    const auto& stem = shape.scenarios[scenario];
    if (!name.starts_with(stem + "/")) continue;
    unsigned point = 0, replicate = 0;
    int length = 0;
    const std::string rest = name.substr(stem.size());
    if (std::sscanf(rest.c_str(), "/%9u/%9u%n", &point, &replicate, &length) == 2 &&
        static_cast<std::size_t>(length) == rest.size() && point < shape.points && replicate < shape.replicates)
      return {scenario, point, replicate};
  }
  throw InvalidInput(
      "--only " + name + ": must be SCENARIO/POINT/REPLICATE of this experiment, as in \"" +
      run_name({0, 0, 0}, shape.scenarios) + "\"; points and replicates count from 0" +
      (name.find(',') == std::string::npos ? "" : "; it is one run, and a list needs a command for each"));
}

std::string run_list(const std::vector<RunKey>& runs, const std::vector<std::string>& scenarios) {
  std::string text;
  for (std::size_t i = 0; i < std::min(runs.size(), runs_listed); ++i)
    text += "  " + run_name(runs[i], scenarios) + "\n";
  if (runs.size() > runs_listed) text += "  and " + std::to_string(runs.size() - runs_listed) + " more\n";
  return text;
}

std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  if (std::none_of(text.begin(), text.end(), is_control)) {
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
  }
  for (const char c : text) {
    std::array<char, 5> octal{};
    std::snprintf(octal.data(), octal.size(), "\\%03o", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += is_control(c) ? octal.data() : c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return "$" + out + "'";
}

}  // namespace streetlight
