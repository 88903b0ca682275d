#pragma once
/// Lets tests written for Catch2 2 (Debian 12) build where the system has Catch2 3 (Debian 13, Ubuntu 24.04): the
/// names that moved.
#include <catch2/catch_all.hpp>

using Catch::Approx;

namespace Catch {
using Matchers::EndsWith;
using Matchers::StartsWith;
inline auto Contains(const std::string& part) { return Matchers::ContainsSubstring(part); }
namespace Matchers {
inline auto Contains(const char* part) { return ContainsSubstring(part); }
}  // namespace Matchers
}  // namespace Catch

#ifdef CATCH_CONFIG_MAIN
int main(int count, char* arguments[]) { return Catch::Session().run(count, arguments); }
#endif
