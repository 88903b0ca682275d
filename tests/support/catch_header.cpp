// Carries Catch2's precompiled header; every test binary uses that one (see tests/CMakeLists.txt).
#include <catch2/catch.hpp>
