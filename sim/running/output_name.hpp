#pragma once
/// What a file may be called that a command is to write, and what may stand there already: asked before anything is
/// computed.

#include <filesystem>
#include <initializer_list>
#include <string>

namespace streetlight {

/// What the names of one kind of file end in, the usual ending first; "" stands for a name without an ending.
struct Endings {
  const char* kind;  ///< what is written: "a result (HDF5)"
  const char* noun;  ///< what the file is called: "result file"
  std::initializer_list<const char*> list;
};

extern const Endings result_endings, table_endings, script_endings, log_endings, worlds_endings;

/// The ending of `path` that is one of these, as it is written there ("T.CSV.GZ": ".CSV.GZ"); capitals and small
/// letters are the same. "" when it has none of them.
std::string ending_of(const std::filesystem::path& path, const Endings& endings);

/// Whether what is at `path` takes a stream of bytes and keeps none: a pipe, or a device such as a terminal.
bool is_stream(const std::filesystem::path& path);

/// Whether there is something at `path` that would be lost: a file that is not empty. Throws InvalidInput when it cannot be
/// looked at, which is not the same as that there is none.
bool holds_something(const std::filesystem::path& path);

/// `path`, or the file that it leads to when it is a link (which need not exist). Throws InvalidInput when links lead
/// in a circle.
std::filesystem::path resolved(const std::filesystem::path& path);

/// Throws InvalidInput when no file can be written at `path`: the name holds a control character; the folder is missing
/// or cannot be written; what is there is a folder, a device, a pipe or a file that is protected from writing; the name
/// leaves no room for the `room` bytes that are added while it is written. `option`: how the user names the file.
void check_destination(const std::filesystem::path& path, const Endings& endings, std::size_t room,
                       const std::string& option = "-o");

/// Throws InvalidInput when the name of `path` is another kind's.
void check_ending(const std::filesystem::path& path, const Endings& endings, const std::string& option = "-o");

/// For the command line: "" when `text` can name a file, else what is wrong with it.
std::string not_empty(const std::string& text);

/// `text` on one line, a control character as ?.
std::string on_one_line(std::string text);

inline bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace streetlight
