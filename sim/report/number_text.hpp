#pragma once
/// Numbers for people: as many digits as they are worth, thousands marked. The same in every locale.

#include <string>

namespace streetlight {

/// Decimals that show `scale` (a half width, say) with two significant digits: 0 for 123, 3 for 0.012.
int decimals_for(double scale);
/// With so many decimals and commas between thousands: "1,234.50". "n/a" for NaN; "inf". A value that rounds
/// to zero has no sign.
std::string grouped(double value, int decimals);
/// The same with its sign: "+3.20". Zero stays "0.00".
std::string signed_grouped(double value, int decimals);

/// Columns that text takes up on a terminal (a character of UTF-8 counts as one), and padding to a width.
std::size_t display_width(const std::string& text);
std::string pad_left(const std::string& text, std::size_t width);
std::string pad_right(const std::string& text, std::size_t width);

}  // namespace streetlight
