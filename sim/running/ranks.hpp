#pragma once
/// The processes that work on one experiment together. Launched by mpirun there are several, called ranks; else
/// there is one, and everything here is trivial. What they exchange is small: who does what, and how far it is. Results
/// go into files, one a rank.

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

namespace streetlight {

/// What a rank has done.
struct RankWork {
  double runs_done = 0;
  double runs_failed = 0;
  double steps_done = 0;
  double troubles = 0;    ///< 1 when the rank had to give up
  double stopped = 0;     ///< 1 when a signal told it to end
  double lines_lost = 0;  ///< of the log
};

/// One process alone. Every call but next_unit() is for the thread that joined, and every rank must make it.
class Ranks {
 public:
  virtual ~Ranks() = default;
  virtual unsigned rank() const { return 0; }
  virtual unsigned size() const { return 1; }
  /// Threads for this rank where the user does not say: its share of the machine; 0 for a process alone.
  virtual unsigned default_threads() const { return 0; }

  /// The lowest rank that is in trouble; size() when none is.
  virtual unsigned first_in_trouble(bool trouble) { return trouble ? 0 : 1; }
  /// Rank 0's bytes, on every rank.
  virtual void share(std::vector<char>&) {}
  /// Every rank's bytes, by rank, on rank 0; on the others one empty entry.
  virtual std::vector<std::vector<char>> gather(const std::vector<char>& bytes) { return {bytes}; }
  /// The sum over the ranks, on every rank.
  virtual unsigned sum(unsigned number) { return number; }

  /// The next of `units` units of work that this rank shall do. Called from any thread, one at a time.
  virtual std::optional<std::size_t> next_unit(std::size_t) { return std::nullopt; }
  /// How far this rank is; and, on rank 0, how far the others were when they last took work.
  virtual void report(const RankWork&) {}
  virtual RankWork others() const { return {}; }

  /// The end of the common work: waits for every rank and gives the sum. When this rank was stopped or had to give up,
  /// the others get no more work. After it this object is of no use.
  virtual RankWork conclude(const RankWork& own) { return own; }
};

/// Joins the other processes when mpirun has launched several. Throws InvalidInput when it has and this program was
/// built without MPI.
std::unique_ptr<Ranks> join_ranks();

/// How many processes mpirun launched together, and which of them this one is; 1 and 0 for one that nobody launched.
/// Known without joining: what only one of them should do or say is done and said by the first.
unsigned launched_ranks();
unsigned launched_rank();

/// What is thrown on the ranks that have nothing to say about a trouble: another one says it.
class ToldElsewhere : public std::runtime_error {
 public:
  ToldElsewhere() : std::runtime_error("another rank says what went wrong") {}
};

/// Does `work` on every rank. When it throws on any, all end: the lowest such rank with what was thrown, the others
/// with ToldElsewhere.
template <class Work>
void together(Ranks& ranks, Work work) {
  std::exception_ptr error;
  try {
    work();
  } catch (...) {
    error = std::current_exception();
  }
  const unsigned first = ranks.first_in_trouble(error != nullptr);
  if (first == ranks.size()) return;
  ranks.conclude({});
  if (first == ranks.rank()) std::rethrow_exception(error);
  throw ToldElsewhere();
}

}  // namespace streetlight
