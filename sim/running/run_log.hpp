#pragma once
/// A line for each run that ends: when, how, which, and the how-manieth of this process.
///
///   2026-11-22T09:30:05Z done 17 of 80: Covert programme/3/1
///   2026-11-22T09:30:06Z failed 18 of 80: Covert programme/3/2: month 5: ...

#include <mutex>
#include <string>

namespace streetlight {

class RunLog {
 public:
  /// Throws InvalidInput when what is at `path` (of rank K > 0: path.K) is something else than an earlier log.
  static void check(const std::string& path, unsigned rank);
  /// Appends to `path`; with "" it is silent. `runs`: how many are to be done.
  /// Throws InvalidInput when the file cannot be written.
  RunLog(const std::string& path, unsigned rank, std::size_t runs);
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  void done(const std::string& run);
  void failed(const std::string& run, const std::string& why);

 private:
  void add(const std::string& what, const std::string& run);

  int file_ = -1;
  std::size_t runs_;
  std::mutex writing_;
  std::size_t ended_ = 0;
};

}  // namespace streetlight
