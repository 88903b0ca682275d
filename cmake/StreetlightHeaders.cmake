# What most files need, once for libraries that are compiled moderately and once for those that are compiled quickly.
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
set(STREETLIGHT_COMMON_HEADERS
  <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory> <numeric> <optional> <set>
  <span> <string> <string_view> <tuple> <variant> <vector>
  ${CMAKE_SOURCE_DIR}/sim/core/check.hpp ${CMAKE_SOURCE_DIR}/sim/core/format.hpp
  ${CMAKE_SOURCE_DIR}/sim/experiment/execute.hpp)
streetlight_headers(headers ${STREETLIGHT_COMMON_HEADERS})
streetlight_headers(text_headers ${STREETLIGHT_COMMON_HEADERS} ${CMAKE_SOURCE_DIR}/sim/results/run_source.hpp
                    <fmt/format.h> <nlohmann/json.hpp> LINK fmt::fmt nlohmann_json::nlohmann_json)
if(TARGET streetlight_headers)
  streetlight_compile_moderately(streetlight_headers)
  streetlight_compile_quickly(streetlight_text_headers)
endif()
