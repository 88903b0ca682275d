# Flags that results depend on, and warnings. Same bits on every x86-64 machine of the release build:
# one fixed instruction level, no contraction into fused operations, no reassociation. The two relaxations
# below change no result: they only say that nobody reads errno or the floating-point exception flags.
add_library(streetlight_flags INTERFACE)
target_include_directories(streetlight_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(streetlight_flags INTERFACE -ffp-contract=off -fno-math-errno -fno-trapping-math)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(STREETLIGHT_MARCH "x86-64-v3" CACHE STRING "Instruction level of the build")
  target_compile_options(streetlight_flags INTERFACE -march=${STREETLIGHT_MARCH})
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC looks for memory to free each time that it needs twice as much. A fifth more memory (1.5 GB for the largest
  # unit) takes 6 to 27 % of its time away.
  target_compile_options(streetlight_flags INTERFACE --param=ggc-min-expand=1000 --param=ggc-min-heapsize=1000000)
endif()

add_library(streetlight_warnings INTERFACE)
target_compile_options(streetlight_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused -Wnull-dereference
  -Wdouble-promotion -Wimplicit-fallthrough)

if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # Several source files in one: what each keeps to itself is not a header's, and their names may meet. The preset dev
  # compiles them one by one with every warning.
  target_compile_options(streetlight_warnings INTERFACE -Wno-subobject-linkage -Wno-shadow)
endif()
if(STREETLIGHT_SANITIZE)
  target_compile_options(streetlight_flags INTERFACE -fsanitize=${STREETLIGHT_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(streetlight_flags INTERFACE -fsanitize=${STREETLIGHT_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # What the sanitizers add keeps GCC from seeing what is set and what is not null; other builds have the warnings.
    target_compile_options(streetlight_warnings INTERFACE -Wno-maybe-uninitialized -Wno-null-dereference)
  endif()
endif()
if(STREETLIGHT_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "STREETLIGHT_FUZZ needs clang, which has libFuzzer (clang, libclang-rt-14-dev): use the preset fuzz")
  endif()
  target_compile_options(streetlight_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(STREETLIGHT_TIDY)
  find_program(CLANG_TIDY clang-tidy REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY ${CLANG_TIDY})
endif()
