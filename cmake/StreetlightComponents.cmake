# Components the program can do without. One that is missing turns off by name, with one line that says so.

# streetlight_component(NAME PACKAGE SENTENCE): where option STREETLIGHT_NAME is on and the CMake package is not found,
# says the sentence ("benchmarks are off") and turns the option off for this build. A macro, so that it is the
# caller's variable that changes.
macro(streetlight_component name package sentence)
  if(STREETLIGHT_${name})
    find_package(${package} QUIET)
    if(NOT ${package}_FOUND)
      message(STATUS "streetlight: ${sentence} (${package} was not found)")
      set(STREETLIGHT_${name} OFF)
    endif()
  endif()
endmacro()

# ccache, where it is there and nobody chose a launcher. The sloppiness is what it needs to cache a compilation that
# uses a precompiled header.
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(STREETLIGHT_CCACHE ccache)
  mark_as_advanced(STREETLIGHT_CCACHE)
  if(STREETLIGHT_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${STREETLIGHT_CCACHE})
  endif()
endif()
