# What most files need, once for each level of optimisation: what runs for each family and month, what works on whole
# runs, and commands, reports and files.
find_package(fmt REQUIRED)
set(STREETLIGHT_LOOP_HEADERS
  <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory> <numeric> <optional> <set>
  <span> <string> <string_view> <tuple> <variant> <vector>
  ${CMAKE_SOURCE_DIR}/sim/core/check.hpp ${CMAKE_SOURCE_DIR}/sim/core/format.hpp)
set(STREETLIGHT_RUN_HEADERS ${STREETLIGHT_LOOP_HEADERS} ${CMAKE_SOURCE_DIR}/sim/experiment/execute.hpp)
streetlight_headers(loop_headers ${STREETLIGHT_LOOP_HEADERS})
streetlight_headers(run_headers ${STREETLIGHT_RUN_HEADERS})
streetlight_headers(text_headers ${STREETLIGHT_RUN_HEADERS} ${CMAKE_SOURCE_DIR}/sim/results/run_source.hpp
                    <fmt/format.h> LINK fmt::fmt)
if(TARGET streetlight_run_headers)
  streetlight_compile_moderately(streetlight_run_headers)
  streetlight_compile_quickly(streetlight_text_headers)
endif()
