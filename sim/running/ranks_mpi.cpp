/// Ranks over Open MPI: the only file that knows MPI.
///
/// Rank 0 deals units of work to whoever asks, its own threads included. A thread of its own answers the others, so
/// that dealing does not wait for a run to end. It deals in batches that shrink as the work runs out (guided
/// self-scheduling: Polychronopoulos and Kuck 1987, IEEE Transactions on Computers 36(12)), so that a sweep of short
/// runs is not a sweep of messages, and ranks still end together.

#define OMPI_SKIP_MPICXX 1
#include <mpi.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <numeric>
#include <thread>

#include "sim/core/check.hpp"
#include "sim/experiment/processors.hpp"
#include "sim/running/ranks.hpp"

namespace streetlight {

namespace {

constexpr int request_tag = 1, answer_tag = 2, leave_tag = 3;
constexpr std::chrono::milliseconds between_looks{1};
/// Batches that each thread would get if all were as large as the next one.
constexpr std::size_t batches_a_thread = 4;

/// What a rank says when it asks for work, and when it takes its leave.
struct Word {
  double units = 0;  ///< units of work that there are; there may be none
  double runs_done = 0, steps_done = 0;
  double early = 0;  ///< in a leave: 1 when the rank ends before the work does
};
constexpr int word_size = sizeof(Word) / sizeof(double);

struct Batch {
  std::uint64_t first = 0, count = 0;
};

/// Waits without keeping the core busy: the ranks that wait share it with one that works.
void wait(MPI_Request& request) {
  for (int done = 0;;) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done) return;
    std::this_thread::sleep_for(between_looks);
  }
}

class MpiRanks final : public Ranks {
 public:
  MpiRanks() {
    int thread_support = 0, rank = 0, size = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &thread_support);
    VALIDATE(thread_support >= MPI_THREAD_SERIALIZED,
             "streetlight: this MPI does not let threads call it; start one process for each part with --shard K/N");
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    rank_ = static_cast<unsigned>(rank);
    size_ = static_cast<unsigned>(size);
    others_.resize(size_);
    own_threads_ = share_of_this_machine(rank);
  }

  ~MpiRanks() override {
    // Only what nobody foresaw leads here before the end; the others would wait for ever.
    if (!concluded_) MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
  }

  unsigned rank() const override { return rank_; }
  unsigned size() const override { return size_; }

  unsigned default_threads() const override { return own_threads_; }

  unsigned first_in_trouble(bool trouble) override {
    const unsigned mine = trouble ? rank_ : size_;
    unsigned first = 0;
    MPI_Request request{};
    MPI_Iallreduce(&mine, &first, 1, MPI_UNSIGNED, MPI_MIN, MPI_COMM_WORLD, &request);
    wait(request);
    return first;
  }

  void share(std::vector<char>& bytes) override {
    unsigned long size = bytes.size();
    MPI_Request request{};
    MPI_Ibcast(&size, 1, MPI_UNSIGNED_LONG, 0, MPI_COMM_WORLD, &request);
    wait(request);  // it may be long until rank 0 has something to share
    bytes.resize(size);
    constexpr unsigned long at_once = 1ul << 30;
    for (unsigned long done = 0; done < size; done += at_once)
      MPI_Bcast(bytes.data() + done, static_cast<int>(std::min(at_once, size - done)), MPI_CHAR, 0, MPI_COMM_WORLD);
  }

  std::vector<std::vector<char>> gather(const std::vector<char>& bytes) override {
    const bool first = rank_ == 0;
    const int size = static_cast<int>(bytes.size());
    std::vector<int> sizes(first ? size_ : 1), offsets(sizes.size());
    MPI_Request request{};
    MPI_Igather(&size, 1, MPI_INT, sizes.data(), 1, MPI_INT, 0, MPI_COMM_WORLD, &request);
    wait(request);
    std::exclusive_scan(sizes.begin(), sizes.end(), offsets.begin(), 0);
    std::vector<char> all(first ? static_cast<std::size_t>(offsets.back()) + static_cast<std::size_t>(sizes.back())
                                : 0);
    MPI_Igatherv(bytes.data(), size, MPI_CHAR, all.data(), sizes.data(), offsets.data(), MPI_CHAR, 0, MPI_COMM_WORLD,
                 &request);
    wait(request);
    std::vector<std::vector<char>> by_rank(sizes.size());
    for (std::size_t rank = 0; first && rank < by_rank.size(); ++rank)
      by_rank[rank].assign(all.data() + offsets[rank], all.data() + offsets[rank] + sizes[rank]);
    return by_rank;
  }

  unsigned sum(unsigned number) override {
    unsigned total = 0;
    MPI_Allreduce(&number, &total, 1, MPI_UNSIGNED, MPI_SUM, MPI_COMM_WORLD);
    workers_ = total;  // it is the threads that are summed before the work begins
    working_ = true;
    if (rank_ == 0 && !server_.joinable()) server_ = std::thread([this] { serve(); });
    return total;
  }

  std::optional<std::size_t> next_unit(std::size_t units) override {
    if (rank_ == 0) {
      const Batch one = deal(units, 1);
      return one.count > 0 ? std::optional<std::size_t>(one.first) : std::nullopt;
    }
    if (batch_.count == 0) batch_ = ask(units);
    if (batch_.count == 0) return std::nullopt;
    --batch_.count;
    return batch_.first++;
  }

  void report(const RankWork& work) override {
    const std::lock_guard lock(telling_);
    own_ = work;
  }

  RankWork others() const override {
    const std::lock_guard lock(telling_);
    RankWork sum;
    for (const Word& other : others_) {
      sum.runs_done += other.runs_done;
      sum.steps_done += other.steps_done;
    }
    return sum;
  }

  RankWork conclude(const RankWork& own) override {
    if (working_) end_work(own.stopped > 0 || own.troubles > 0);
    const std::array<double, 6> mine{own.runs_done, own.runs_failed, own.steps_done,
                                     own.troubles,  own.stopped,     own.lines_lost};
    std::array<double, 6> all{};
    MPI_Request request{};
    MPI_Iallreduce(mine.data(), all.data(), mine.size(), MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD, &request);
    wait(request);
    MPI_Finalize();
    concluded_ = true;
    return {all[0], all[1], all[2], all[3], all[4], all[5]};
  }

 private:
  /// This rank's threads where the user does not say: of each processor that it may use, the part that the ranks with
  /// which it shares the processor leave it (mpirun may tie ranks to processors of their own, or not); of a group's
  /// limit, an equal part.
  static unsigned share_of_this_machine(int rank) {
    MPI_Comm machine{};
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &machine);
    int ranks_here = 0;
    MPI_Comm_size(machine, &ranks_here);
    const std::vector<int> own = allowed_processors();
    int width = own.back() + 1, widest = 0;
    MPI_Allreduce(&width, &widest, 1, MPI_INT, MPI_MAX, machine);
    std::vector<int> used(static_cast<std::size_t>(widest), 0), users(used.size());
    for (const int processor : own) used[static_cast<std::size_t>(processor)] = 1;
    MPI_Allreduce(used.data(), users.data(), widest, MPI_INT, MPI_SUM, machine);
    MPI_Comm_free(&machine);
    double share = 0;
    for (const int processor : own) share += 1.0 / users[static_cast<std::size_t>(processor)];
    share = std::min(share, processor_quota() / ranks_here);
    return std::max(1u, static_cast<unsigned>(share + 1e-9));  // thirds add up to a little less than one
  }

  /// Says that this rank takes no more, and on rank 0 waits until every rank has said so.
  void end_work(bool early) {
    if (early) {
      const std::lock_guard lock(dealing_);
      ended_early_ = true;
    }
    if (rank_ > 0)
      send(leave_tag, 0, early);
    else if (server_.joinable())
      server_.join();
    else
      serve();  // the thread could not be started: then here, or the others would wait for ever
  }

  /// The next units, at most `most` of them. None once a rank has ended early: what it was told ends the others too.
  Batch deal(std::size_t units, std::size_t most) {
    const std::lock_guard lock(dealing_);
    const std::size_t left = ended_early_ ? 0 : units - std::min(units, dealt_);
    const std::size_t fair = left / (batches_a_thread * std::max(1u, workers_));
    const Batch batch{dealt_, std::min({left, most, std::max<std::size_t>(1, fair)})};
    dealt_ += batch.count;
    return batch;
  }

  void send(int tag, std::size_t units, bool early) {
    Word word{static_cast<double>(units), 0, 0, early ? 1.0 : 0.0};
    {
      const std::lock_guard lock(telling_);
      word.runs_done = own_.runs_done;
      word.steps_done = own_.steps_done;
    }
    MPI_Send(&word, word_size, MPI_DOUBLE, 0, tag, MPI_COMM_WORLD);
  }

  Batch ask(std::size_t units) {
    send(request_tag, units, false);
    Batch batch;
    MPI_Request receiving{};
    MPI_Irecv(&batch, 2, MPI_UINT64_T, 0, answer_tag, MPI_COMM_WORLD, &receiving);
    wait(receiving);
    return batch;
  }

  /// On rank 0: answers the others until each has taken its leave.
  void serve() {
    for (unsigned present = size_ - 1; present > 0;) {
      int waiting = 0;
      MPI_Status status{};
      MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &waiting, &status);
      if (!waiting) {
        std::this_thread::sleep_for(between_looks);
        continue;
      }
      Word word;
      MPI_Recv(&word, word_size, MPI_DOUBLE, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      {
        const std::lock_guard lock(telling_);
        others_[static_cast<std::size_t>(status.MPI_SOURCE)] = word;
      }
      if (status.MPI_TAG == leave_tag) {
        --present;
        const std::lock_guard lock(dealing_);
        ended_early_ = ended_early_ || word.early > 0;
      } else {
        const auto units = static_cast<std::size_t>(word.units);
        const Batch batch = deal(units, units);
        MPI_Send(&batch, 2, MPI_UINT64_T, status.MPI_SOURCE, answer_tag, MPI_COMM_WORLD);
      }
    }
  }

  unsigned rank_ = 0, size_ = 1, own_threads_ = 1, workers_ = 0;
  bool working_ = false;  // work is dealt
  bool concluded_ = false;
  Batch batch_;  // what this rank has been dealt and not begun
  std::mutex dealing_;
  std::size_t dealt_ = 0;     // on rank 0
  bool ended_early_ = false;  // some rank, as far as is known here
  std::thread server_;        // on rank 0
  mutable std::mutex telling_;
  RankWork own_;
  std::vector<Word> others_;  // on rank 0: the last word of each
};

}  // namespace

std::unique_ptr<Ranks> join_ranks() {
  // A process that nobody launched does not pay for MPI.
  if (launched_ranks() <= 1) return std::make_unique<Ranks>();
  return std::make_unique<MpiRanks>();
}

}  // namespace streetlight
