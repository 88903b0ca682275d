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
  /// The log at `path` (of rank K > 0: path.K); with "" it is silent. Opens what is there and makes nothing.
  /// Throws InvalidInput when that is something else than an earlier log, or when there can be no log.
  RunLog(const std::string& path, unsigned rank);
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  /// Makes the file where there is none. `runs`: how many are to be done. Throws InvalidInput when it cannot be made.
  void begin(std::size_t runs);
  void done(const std::string& run);
  void failed(const std::string& run, const std::string& why);
  /// Lines that could not be written: the log does not say how those runs ended.
  std::size_t lines_lost() const { return lost_; }

 private:
  /// Opens the file that is there. Whether there is one.
  bool open_present();
  void add(const std::string& what, const std::string& run);

  std::string path_;
  int file_ = -1;
  std::size_t runs_ = 0;
  std::mutex writing_;
  std::size_t ended_ = 0;
  std::size_t lost_ = 0;
  bool torn_ = false;  ///< the last line lacks its end
};

}  // namespace streetlight
