/// The functions that a page's script calls. A request is written to room(size), call() answers it, and the answer
/// lies at answer_at(); numbers and bytes lie beside it. Addresses hold until the next call.

#include <cstring>
#include <filesystem>
#include <new>

#include "web/engine/session.hpp"

#define EXPORTED(name) __attribute__((export_name(#name)))

extern "C" __attribute__((import_module("page"), import_name("progress"))) void page_progress(double share);
extern "C" __attribute__((import_module("page"), import_name("searching"))) void page_searching(std::size_t match,
                                                                                                std::size_t matches,
                                                                                                std::size_t trial,
                                                                                                std::size_t most);
extern "C" __attribute__((import_module("page"), import_name("out_of_memory"))) void page_out_of_memory();

namespace {

using streetlight::page::Session;

/// Without memory there is no exception either (the C++ library is built without), so the engine ends here: whoever
/// called it must know why, and begin another one.
[[noreturn]] void out_of_memory() {
  page_out_of_memory();
  __builtin_trap();
}
const std::new_handler handler_before = std::set_new_handler(out_of_memory);

Session& session() {
  static Session only;
  return only;
}

std::string& request() {
  static std::string text;
  return text;
}

std::string& answer() {
  static std::string text;
  return text;
}

}  // namespace

extern "C" {

EXPORTED(room) char* room(std::size_t size) {
  request().assign(size, '\0');
  return request().data();
}

EXPORTED(call) std::size_t call() {
  session().progress = [](double share) { page_progress(share); };
  session().searching = [](const streetlight::MatchTrial& now) {
    page_searching(now.match, now.matches, now.trial, now.most);
  };
  answer() = session().answer(request());
  return answer().size();
}

EXPORTED(answer_at) const char* answer_at() { return answer().data(); }

/// The request holds the name, a zero byte, and the text of a file.
EXPORTED(place) void place() {
  const std::string& text = request();
  const auto end = text.find('\0');
  streetlight::place_file(text.substr(0, end), end == std::string::npos ? "" : text.substr(end + 1));
}

EXPORTED(numbers_room) double* numbers_room(std::size_t count) {
  session().numbers.assign(count, 0.0);
  return session().numbers.data();
}
EXPORTED(numbers_at) const double* numbers_at() { return session().numbers.data(); }
EXPORTED(numbers_count) std::size_t numbers_count() { return session().numbers.size(); }
EXPORTED(bytes_at) const std::uint8_t* bytes_at() { return session().bytes.data(); }
EXPORTED(bytes_count) std::size_t bytes_count() { return session().bytes.size(); }

}  // extern "C"
