# Writes the file that holds the commit, only when it changed. Run at each build:
#   cmake -DSOURCE=<source folder> -DOUTPUT=<file.cpp> -P commit.cmake
set(commit "")
find_package(Git QUIET)
if(GIT_FOUND)
  # A copy unpacked inside another repository must not take that one's commit.
  execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --show-toplevel WORKING_DIRECTORY ${SOURCE}
                  OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(REAL_PATH "${SOURCE}" source)
  if(top STREQUAL source)
    execute_process(COMMAND ${GIT_EXECUTABLE} describe --always --dirty --abbrev=12 WORKING_DIRECTORY ${SOURCE}
                    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
endif()
if(commit STREQUAL "")
  # `git archive` fills in the commit here (see .gitattributes).
  file(READ ${SOURCE}/sim/running/commit.txt commit)
  string(STRIP "${commit}" commit)
  if(commit MATCHES "Format")
    set(commit "unknown")
  endif()
endif()

set(text "#include \"sim/running/version.hpp\"\n\nnamespace streetlight {\n\nconst char* program_commit() { return \"${commit}\"; }\n\n}  // namespace streetlight\n")
set(before "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} before)
endif()
if(NOT text STREQUAL before)
  file(WRITE ${OUTPUT} "${text}")
endif()
