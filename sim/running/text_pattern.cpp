#include "sim/running/text_pattern.hpp"

#include <regex.h>

#include <memory>

#include "sim/core/check.hpp"

namespace streetlight {

std::optional<std::vector<std::string>> find_pattern(const char* pattern, const std::string& text) {
  regex_t compiled{};
  EXPECT(regcomp(&compiled, pattern, REG_EXTENDED) == 0);
  const std::unique_ptr<regex_t, decltype(&regfree)> freed(&compiled, regfree);
  std::vector<regmatch_t> found(compiled.re_nsub + 1);
  if (regexec(&compiled, text.c_str(), found.size(), found.data(), 0) != 0) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto& part : found)
    parts.push_back(part.rm_so < 0 ? std::string()
                                   : text.substr(static_cast<std::size_t>(part.rm_so),
                                                 static_cast<std::size_t>(part.rm_eo - part.rm_so)));
  return parts;
}

}  // namespace streetlight
