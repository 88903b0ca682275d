#pragma once
/// Reads what a call was given.

#include <nlohmann/json.hpp>

namespace streetlight::page {

/// `otherwise` where it was left out.
template <class Value>
Value given(const nlohmann::ordered_json& request, const char* name, Value otherwise) {
  const auto found = request.find(name);
  return found == request.end() || found->is_null() ? otherwise : found->get<Value>();
}

}  // namespace streetlight::page
