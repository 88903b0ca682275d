/// The standard library's functions for numbers as texts, made of those of number_text.hpp, in place of its own.

#include "web/engine/number_text.hpp"

_LIBCPP_BEGIN_NAMESPACE_STD

to_chars_result to_chars(char* first, char* last, double x) { return streetlight::page::write_number(first, last, x); }

to_chars_result to_chars(char* first, char* last, double x, chars_format wanted) {
  return streetlight::page::write_number(first, last, x, wanted);
}

to_chars_result to_chars(char* first, char* last, double x, chars_format wanted, int precision) {
  return streetlight::page::write_number(first, last, x, wanted, precision);
}

template <class Number>
__from_chars_result<Number> __from_chars_floating_point(_LIBCPP_NOESCAPE const char* first,
                                                        _LIBCPP_NOESCAPE const char* last, chars_format wanted) {
  const auto read = streetlight::page::read_number(first, last, wanted);
  return {read.value, read.length, read.error};
}

template __from_chars_result<double> __from_chars_floating_point<double>(_LIBCPP_NOESCAPE const char*,
                                                                         _LIBCPP_NOESCAPE const char*, chars_format);

_LIBCPP_END_NAMESPACE_STD
