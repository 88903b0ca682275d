#pragma once
/// What verify found, as text.

#include <string>
#include <vector>

#include "sim/experiment/verify_rows.hpp"

namespace streetlight {

std::string verify_text(const std::vector<VerifyRow>& rows);
std::string verify_markdown(const std::vector<VerifyRow>& rows, const std::string& command);
std::string verify_json(const std::vector<VerifyRow>& rows);

}  // namespace streetlight
