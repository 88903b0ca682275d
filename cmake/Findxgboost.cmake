# XGBoost's C API as target xgboost::xgboost. Debian's own CMake file for it names the xgboost command, which is in
# another package, and stops the configuration where that one is not installed; so the library is found directly.
find_path(xgboost_INCLUDE_DIR xgboost/c_api.h)
find_library(xgboost_LIBRARY xgboost)
mark_as_advanced(xgboost_INCLUDE_DIR xgboost_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(xgboost REQUIRED_VARS xgboost_LIBRARY xgboost_INCLUDE_DIR)

if(xgboost_FOUND AND NOT TARGET xgboost::xgboost)
  add_library(xgboost::xgboost UNKNOWN IMPORTED)
  set_target_properties(xgboost::xgboost PROPERTIES
    IMPORTED_LOCATION ${xgboost_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${xgboost_INCLUDE_DIR})
endif()
