# streetlight_library(NAME sources... ) makes the static library streetlight_NAME with our flags and warnings.
function(streetlight_library name)
  add_library(streetlight_${name} STATIC ${ARGN})
  target_link_libraries(streetlight_${name} PUBLIC streetlight_flags PRIVATE streetlight_warnings)
  streetlight_shareable(streetlight_${name})
endfunction()

# What is in `target` can be put into a shared library, which shows none of it (library/). Hidden names cost a program
# nothing: the compiler may inline them and call them directly.
function(streetlight_shareable target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden)
endfunction()

# streetlight_compile_quickly(TARGET) compiles what never runs in a loop over families (commands, reports, tests) with
# the optimisations that GCC means for debugging: the same bits, in four fifths of the time of -O1 and half of the
# time of -O3. GCC 12 then follows values less well, and takes a variant's other members for unset or out of bounds.
function(streetlight_compile_quickly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Og>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(${target} PRIVATE
      $<$<CONFIG:Release>:-Wno-maybe-uninitialized> $<$<CONFIG:Release>:-Wno-array-bounds>)
  endif()
endfunction()

# streetlight_compile_moderately(TARGET): what works on whole runs, not on families, without the last optimisations: the
# same bits, in four fifths of the compiler's time.
function(streetlight_compile_moderately target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O2>)
endfunction()

# streetlight_as_installed(TARGET): what is installed finds its libraries in the build folder by the same path. Otherwise
# CMake edits that path when it installs, and leaves room for the edit with an empty entry, by which the loader means the
# folder in which the program is started: a stranger's libfmt.so there would be loaded.
function(streetlight_as_installed target)
  set_target_properties(${target} PROPERTIES BUILD_WITH_INSTALL_RPATH ON)
endfunction()

# streetlight_setup(NAME sources... [LINK LIBRARIES...]): the part of the library streetlight_NAME that works once in a
# run or once in a training, compiled more quickly than the rest of it.
function(streetlight_setup name)
  cmake_parse_arguments(SETUP "" "" "LINK" ${ARGN})
  add_library(streetlight_${name}_setup OBJECT ${SETUP_UNPARSED_ARGUMENTS})
  target_link_libraries(streetlight_${name}_setup PRIVATE streetlight_flags streetlight_warnings fmt::fmt ${SETUP_LINK})
  streetlight_shareable(streetlight_${name}_setup)
  streetlight_compile_quickly(streetlight_${name}_setup)
  streetlight_take_headers(streetlight_${name}_setup text_headers)
  target_sources(streetlight_${name} PRIVATE $<TARGET_OBJECTS:streetlight_${name}_setup>)
endfunction()

# streetlight_headers(NAME HEADERS... [LINK LIBRARIES...]): headers that are read once for all files that take them.
# Where files are compiled one by one it does nothing: there each file shows that it includes what it uses.
function(streetlight_headers name)
  if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    cmake_parse_arguments(HEADERS "" "" "LINK" ${ARGN})
    file(WRITE ${CMAKE_BINARY_DIR}/no_source.cpp "")  # without a source CMake makes no headers
    add_library(streetlight_${name} OBJECT ${CMAKE_BINARY_DIR}/no_source.cpp)
    target_link_libraries(streetlight_${name} PRIVATE streetlight_flags streetlight_warnings ${HEADERS_LINK})
    streetlight_shareable(streetlight_${name})
    target_precompile_headers(streetlight_${name} PRIVATE ${HEADERS_UNPARSED_ARGUMENTS})
    target_compile_options(streetlight_${name} PRIVATE -fpch-preprocess)  # so that ccache sees what is in them
  endif()
endfunction()

# streetlight_take_headers(TARGET NAME): the target takes these. Both must be compiled at the same level: GCC takes headers
# of another one without a word, and then compiles what it finds in them, and much else, at that level.
function(streetlight_take_headers target name)
  if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    set_property(TARGET ${target} PROPERTY PRECOMPILE_HEADERS_REUSE_FROM streetlight_${name})
    add_dependencies(${target} streetlight_${name})
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()
