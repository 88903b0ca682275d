# streetlight_library(NAME sources... ) makes the static library streetlight_NAME with our flags and warnings.
function(streetlight_library name)
  add_library(streetlight_${name} STATIC ${ARGN})
  target_link_libraries(streetlight_${name} PUBLIC streetlight_flags PRIVATE streetlight_warnings)
endfunction()
