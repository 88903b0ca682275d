#pragma once
/// Lets tests written for Catch2 2 (Debian 12) build where the system has Catch2 3 (Debian 13, Ubuntu 24.04).
#include <catch2/catch_all.hpp>

using Catch::Approx;

#ifdef CATCH_CONFIG_MAIN
int main(int count, char* arguments[]) { return Catch::Session().run(count, arguments); }
#endif
