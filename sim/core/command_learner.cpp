#include "sim/core/command_learner.hpp"

#include <bit>
#include <cstring>
#include <map>
#include <mutex>

#include "sim/core/check.hpp"
#include "sim/core/child_program.hpp"

namespace streetlight {

namespace {

static_assert(std::endian::native == std::endian::little, "the protocol is little-endian");

constexpr std::int32_t protocol_version = 1;
constexpr std::size_t most_bytes = (std::size_t{1} << 31U) - 1;

using Bytes = std::vector<unsigned char>;

/// A question as bytes.
class Question {
 public:
  Question(const char (&kind)[5], const OutsideRows& on_file, bool weights) {
    put(kind, 4);
    for (const auto number :
         {protocol_version, static_cast<std::int32_t>(on_file.month), static_cast<std::int32_t>(on_file.seed),
          size(on_file.rows), size(on_file.names.size()), static_cast<std::int32_t>(weights)})
      put(&number, sizeof number);
    put_text(on_file.authority);
    for (const std::string& name : on_file.names) put_text(name);
  }

  /// Column by column, as R and Fortran lay out a matrix.
  void put_features(const OutsideRows& on_file) {
    const std::size_t columns = on_file.names.size();
    std::vector<float> column(on_file.rows);
    for (std::size_t j = 0; j < columns; ++j) {
      for (std::size_t r = 0; r < on_file.rows; ++r) column[r] = on_file.features[r * columns + j];
      put(column.data(), column.size() * sizeof(float));
    }
  }
  void put_bytes(const Bytes& bytes) {
    const std::int32_t count = size(bytes.size());
    put(&count, sizeof count);
    put(bytes.data(), bytes.size());
  }
  void put(const void* from, std::size_t count) {
    const auto* bytes = static_cast<const unsigned char*>(from);
    bytes_.insert(bytes_.end(), bytes, bytes + count);
  }
  const Bytes& bytes() const { return bytes_; }

 private:
  static std::int32_t size(std::size_t count) {
    VALIDATE(count <= most_bytes, "there is more than the protocol can count");
    return static_cast<std::int32_t>(count);
  }
  void put_text(const std::string& text) { put_bytes({text.begin(), text.end()}); }

  Bytes bytes_;
};

/// The copies of a program that wait for a question.
class Team {
 public:
  explicit Team(std::vector<std::string> command) : command_(std::move(command)) {}

  /// The answer. A program that fails is let go.
  Bytes ask(const Question& question) const {
    std::unique_ptr<ChildProgram> program = take();
    program->send(question.bytes().data(), question.bytes().size());
    std::int32_t status = 0, count = 0;
    program->receive(&status, sizeof status);
    program->receive(&count, sizeof count);
    VALIDATE((status == 0 || status == 1) && count >= 0,
             "\"" + command_.front() + "\" answered with something else than the protocol says: status " +
                 std::to_string(status) + ", " + std::to_string(count) + " bytes");
    Bytes answer(static_cast<std::size_t>(count));
    program->receive(answer.data(), answer.size());
    give_back(std::move(program));
    VALIDATE(status == 0, std::string(answer.begin(), answer.end()));
    return answer;
  }

 private:
  std::unique_ptr<ChildProgram> take() const {
    {
      const std::lock_guard lock(access_);
      if (!idle_.empty()) {
        auto program = std::move(idle_.back());
        idle_.pop_back();
        return program;
      }
    }
    return std::make_unique<ChildProgram>(command_);
  }
  void give_back(std::unique_ptr<ChildProgram> program) const {
    const std::lock_guard lock(access_);
    idle_.push_back(std::move(program));
  }

  std::vector<std::string> command_;
  mutable std::mutex access_;
  mutable std::vector<std::unique_ptr<ChildProgram>> idle_;
};

class CommandModel final : public OutsideModel {
 public:
  CommandModel(std::shared_ptr<const Team> team, Bytes learnt) : team_(std::move(team)), learnt_(std::move(learnt)) {}

  void score(OutsideRows rows, std::span<float> out) const override {
    Question question("SCOR", rows, false);
    question.put_bytes(learnt_);
    question.put_features(rows);
    const Bytes answer = team_->ask(question);
    VALIDATE(answer.size() == out.size_bytes(), "gave " + std::to_string(answer.size()) + " bytes for the scores of " +
                                                    std::to_string(out.size()) + " rows: 4 bytes a row are expected");
    std::memcpy(out.data(), answer.data(), answer.size());
  }

 private:
  std::shared_ptr<const Team> team_;
  Bytes learnt_;
};

class CommandLearner final : public OutsideLearner {
 public:
  explicit CommandLearner(const std::vector<std::string>& command) : team_(std::make_shared<const Team>(command)) {}

  std::shared_ptr<const OutsideModel> fit(OutsideTraining training) const override {
    Question question("FIT ", training.on_file, !training.weights.empty());
    question.put_features(training.on_file);
    question.put(training.labels.data(), training.labels.size());
    question.put(training.weights.data(), training.weights.size() * sizeof(float));
    return std::make_shared<const CommandModel>(team_, team_->ask(question));
  }

 private:
  std::shared_ptr<const Team> team_;
};

}  // namespace

std::shared_ptr<const OutsideLearner> command_learner(const std::vector<std::string>& command) {
  static std::mutex access;
  static std::map<std::vector<std::string>, std::weak_ptr<const OutsideLearner>> known;
  const std::lock_guard lock(access);
  auto& entry = known[command];
  auto learner = entry.lock();
  if (!learner) entry = learner = std::make_shared<const CommandLearner>(command);
  return learner;
}

}  // namespace streetlight
