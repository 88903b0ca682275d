/// A locale of the standard library that has nothing in it: a stream asks for one when it begins, and with the
/// library's own come its formats for money, dates and numbers in all character types (some 30 KB of what is sent).
/// Nothing in the engine reads or writes by a locale: numbers go through std::to_chars and {fmt}. What would ask one
/// for something ends the engine (Boost, for the message of a quantile that cannot be computed).

#include <cstdio>
#include <cstdlib>
#include <istream>
#include <locale>

_LIBCPP_BEGIN_NAMESPACE_STD

class locale::__imp {};

locale::locale() noexcept : __locale_(nullptr) {}
locale::locale(const locale&) noexcept : __locale_(nullptr) {}
locale::~locale() = default;
const locale& locale::operator=(const locale&) noexcept { return *this; }

const locale::facet* locale::use_facet(id&) const {
  std::fputs("something asked for a locale: web/engine/locale_alone.cpp has none\n", stderr);
  std::abort();
}

// What the library's streams ask by: they bring the rest of the library's locales unless it is here.
locale::id ctype<char>::id;
locale::id ctype<wchar_t>::id;
template locale::id num_get<char, istreambuf_iterator<char>>::id;
template locale::id num_get<wchar_t, istreambuf_iterator<wchar_t>>::id;
template locale::id num_put<char, ostreambuf_iterator<char>>::id;
template locale::id num_put<wchar_t, ostreambuf_iterator<wchar_t>>::id;

_LIBCPP_END_NAMESPACE_STD
