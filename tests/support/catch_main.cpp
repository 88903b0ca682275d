// The one translation unit that carries the test runner.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
