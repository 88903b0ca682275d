/// Ranks over Open MPI: the only file that knows MPI.
///
/// Rank 0 deals units of work to whoever asks, its own threads included. A thread of its own answers the others, so
/// that dealing does not wait for a run to end. It deals in batches that shrink as the work runs out (guided
/// self-scheduling: Polychronopoulos and Kuck 1987, IEEE Transactions on Computers 36(12)), so that a sweep of short
/// runs is not a sweep of messages, and ranks still end together.

#define OMPI_SKIP_MPICXX 1
#include <mpi.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "sim/core/check.hpp"
#include "sim/running/ranks.hpp"

namespace streetlight {

namespace {

constexpr int request_tag = 1, answer_tag = 2;
constexpr std::chrono::milliseconds between_looks{1};
/// Batches that each thread would get if all were as large as the next one.
constexpr std::size_t batches_a_thread = 4;

/// What a rank asks for and says with it.
struct Request {
  double units = 0;  ///< 0: this rank takes no more
  double runs_done = 0, steps_done = 0;
};
constexpr int request_size = sizeof(Request) / sizeof(double);

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
    int thread_support = 0, rank = 0, size = 0, local = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &thread_support);
    VALIDATE(thread_support >= MPI_THREAD_SERIALIZED,
             "streetlight: this MPI does not let threads call it; start one process for each part with --shard K/N");
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    rank_ = static_cast<unsigned>(rank);
    size_ = static_cast<unsigned>(size);
    others_.resize(size_);
    MPI_Comm machine{};
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &local);
    MPI_Comm_free(&machine);
    ranks_here_ = static_cast<unsigned>(local);
  }

  ~MpiRanks() override {
    // Only what nobody foresaw leads here before the end; the others would wait for ever.
    if (!concluded_) MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
  }

  unsigned rank() const override { return rank_; }
  unsigned size() const override { return size_; }

  unsigned default_threads() const override {
    const auto cores = static_cast<unsigned>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
    return std::clamp(cores / ranks_here_, 1u, std::max(1u, std::thread::hardware_concurrency()));
  }

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
    MPI_Bcast(&size, 1, MPI_UNSIGNED_LONG, 0, MPI_COMM_WORLD);
    bytes.resize(size);
    constexpr unsigned long at_once = 1ul << 30;
    for (unsigned long done = 0; done < size; done += at_once)
      MPI_Bcast(bytes.data() + done, static_cast<int>(std::min(at_once, size - done)), MPI_CHAR, 0, MPI_COMM_WORLD);
  }

  unsigned sum(unsigned number) override {
    unsigned total = 0;
    MPI_Allreduce(&number, &total, 1, MPI_UNSIGNED, MPI_SUM, MPI_COMM_WORLD);
    workers_ = total;  // it is the threads that are summed before the work begins
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
    for (const Request& other : others_) {
      sum.runs_done += other.runs_done;
      sum.steps_done += other.steps_done;
    }
    return sum;
  }

  RankWork conclude(const RankWork& own) override {
    if (server_.joinable())
      server_.join();
    else if (rank_ > 0 && workers_ > 0)
      send_request(0);
    RankWork total;
    const std::array<double, 4> mine{own.runs_done, own.runs_failed, own.steps_done, own.troubles};
    std::array<double, 4> all{};
    MPI_Request request{};
    MPI_Iallreduce(mine.data(), all.data(), 4, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD, &request);
    wait(request);
    MPI_Finalize();
    concluded_ = true;
    return {all[0], all[1], all[2], all[3]};
  }

 private:
  /// The next units, at most `most` of them.
  Batch deal(std::size_t units, std::size_t most) {
    const std::lock_guard lock(dealing_);
    const std::size_t left = units - std::min(units, dealt_);
    const std::size_t fair = left / (batches_a_thread * std::max(1u, workers_));
    const Batch batch{dealt_, std::min({left, most, std::max<std::size_t>(1, fair)})};
    dealt_ += batch.count;
    return batch;
  }

  void send_request(std::size_t units) {
    Request request{static_cast<double>(units), 0, 0};
    {
      const std::lock_guard lock(telling_);
      request.runs_done = own_.runs_done;
      request.steps_done = own_.steps_done;
    }
    MPI_Send(&request, request_size, MPI_DOUBLE, 0, request_tag, MPI_COMM_WORLD);
  }

  Batch ask(std::size_t units) {
    send_request(units);
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
      MPI_Iprobe(MPI_ANY_SOURCE, request_tag, MPI_COMM_WORLD, &waiting, &status);
      if (!waiting) {
        std::this_thread::sleep_for(between_looks);
        continue;
      }
      Request request;
      MPI_Recv(&request, request_size, MPI_DOUBLE, status.MPI_SOURCE, request_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      {
        const std::lock_guard lock(telling_);
        others_[static_cast<std::size_t>(status.MPI_SOURCE)] = request;
      }
      if (request.units > 0) {
        const auto units = static_cast<std::size_t>(request.units);
        const Batch batch = deal(units, units);
        MPI_Send(&batch, 2, MPI_UINT64_T, status.MPI_SOURCE, answer_tag, MPI_COMM_WORLD);
      } else {
        --present;
      }
    }
  }

  unsigned rank_ = 0, size_ = 1, ranks_here_ = 1, workers_ = 0;
  bool concluded_ = false;
  Batch batch_;  // what this rank has been dealt and not begun
  std::mutex dealing_;
  std::size_t dealt_ = 0;  // on rank 0
  std::thread server_;     // on rank 0
  mutable std::mutex telling_;
  RankWork own_;
  std::vector<Request> others_;  // on rank 0: the last word of each
};

}  // namespace

std::unique_ptr<Ranks> join_ranks() {
  // mpirun says in the environment what it has started; a process that nobody launched does not pay for MPI.
  const char* launched = std::getenv("OMPI_COMM_WORLD_SIZE");
  if (launched == nullptr || std::atoi(launched) <= 1) return std::make_unique<Ranks>();
  return std::make_unique<MpiRanks>();
}

}  // namespace streetlight
