#pragma once
/// A risk model of your own, inside a simulation. It sees what an authority has on file, as the built-in ones do, and
/// nothing else; its scores are corrected, selected by and judged like theirs.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "streetlight/export.hpp"

namespace streetlight::library {

/// Rows of what is on file, one for each entity. Yours to keep.
struct OnFile {
  std::size_t rows = 0;
  std::vector<std::string> names;  ///< of the features
  std::vector<float> features;     ///< [row][feature]
  int month = 0;
  std::string authority;   ///< whose files; "all": of several that share a model
  std::uint32_t seed = 0;  ///< below 2^31, the same for the same seed, replicate, month and authority
};

struct TrainingSet {
  OnFile on_file;
  std::vector<std::uint8_t> labels;  ///< [row]: 1 when a finding followed
  std::vector<float> weights;        ///< [row], of a correction; empty: all alike
};

/// A fitted model. Threads may ask it at the same time; it must give the same scores for the same rows.
class STREETLIGHT_API FittedModel {
 public:
  virtual ~FittedModel();
  /// A score for each row; higher means flagged sooner.
  virtual std::vector<float> score(OnFile on_file) const = 0;
};

/// Threads may ask it at the same time; it must give the same model for the same training set.
class STREETLIGHT_API Learner {
 public:
  virtual ~Learner();
  /// Never called without rows of both labels: with nothing to learn from, every score is the base rate.
  virtual std::shared_ptr<const FittedModel> fit(TrainingSet training) const = 0;
  /// Whether scores are probabilities. Nothing: they are when all lie between 0 and 1.
  virtual std::optional<bool> probabilistic() const;
};

/// Makes `risk.learner = "name"` known in this process, instead of an earlier learner of that name. Throws Error for a
/// name that is none (letters, digits and _, a letter first) or that a built-in learner has.
STREETLIGHT_API void add_learner(const std::string& name, std::shared_ptr<const Learner> learner);
/// Those that were added.
STREETLIGHT_API std::vector<std::string> added_learners();

/// What a learner threw, as the cause of a run's Failure.
class STREETLIGHT_API LearnerError : public std::runtime_error {
 public:
  LearnerError(const std::string& text, std::string learner, int month, std::string authority, std::exception_ptr cause)
      : std::runtime_error(text),
        learner_(std::move(learner)),
        month_(month),
        authority_(std::move(authority)),
        cause_(std::move(cause)) {}
  ~LearnerError() override;

  const std::string& learner() const { return learner_; }
  int month() const { return month_; }
  const std::string& authority() const { return authority_; }
  /// The exception itself.
  const std::exception_ptr& cause() const { return cause_; }

 private:
  std::string learner_;
  int month_;
  std::string authority_;
  std::exception_ptr cause_;
};

}  // namespace streetlight::library
