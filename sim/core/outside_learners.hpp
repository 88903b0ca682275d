#pragma once
/// Risk models that are not part of this program: written in Python, in another program that uses the library, or in a
/// process that is spoken to over pipes. The risk model of the targeting model hands them tables of what an authority
/// has on file; nothing else of a simulation can be reached from here.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace streetlight {

/// Rows of what is on file: the features of entities, row by row. Owned, so that a learner may keep it.
struct OutsideRows {
  std::size_t rows = 0;
  std::vector<std::string> names;  ///< of the features
  std::vector<float> features;     ///< [row][feature]
  int month = 0;
  std::string authority;   ///< whose files; "all": of several that share a model
  std::uint32_t seed = 0;  ///< for a learner's own draws: addressed by seed, replicate, month and authority
};

/// Rows with what became of them.
struct OutsideTraining {
  OutsideRows on_file;
  std::vector<std::uint8_t> labels;  ///< [row]: 0 or 1
  std::vector<float> weights;        ///< [row], more than 0; empty: all alike
};

/// A fitted model. It may be asked from several threads at once, and never changes.
class OutsideModel {
 public:
  virtual ~OutsideModel() = default;
  /// Writes a score for each row; higher means flagged sooner.
  virtual void score(OutsideRows rows, std::span<float> out) const = 0;
};

/// How models are made. It may be asked from several threads at once, and never changes.
class OutsideLearner {
 public:
  virtual ~OutsideLearner() = default;
  /// Never called without rows of both labels. The same training set must give the same model.
  virtual std::shared_ptr<const OutsideModel> fit(OutsideTraining training) const = 0;
  /// Whether scores are probabilities; nothing: they are when all lie between 0 and 1.
  virtual std::optional<bool> probabilistic() const { return std::nullopt; }
};

/// What a learner threw, with where it was. `cause` is the exception itself.
class LearnerError : public std::exception {
 public:
  LearnerError(std::string learner, int month, std::string authority, const std::string& message,
               std::exception_ptr cause)
      : learner_(std::move(learner)),
        month_(month),
        authority_(std::move(authority)),
        text_("authority " + authority_ + ": the learner \"" + learner_ + "\": " + message),
        cause_(std::move(cause)) {}

  const char* what() const noexcept override { return text_.c_str(); }
  const std::string& learner() const { return learner_; }
  int month() const { return month_; }
  const std::string& authority() const { return authority_; }
  const std::exception_ptr& cause() const { return cause_; }

 private:
  std::string learner_;
  int month_;
  std::string authority_, text_;
  std::exception_ptr cause_;
};

/// Puts a learner under a name into this process, instead of an earlier one; null takes it out. Models that were
/// fitted before stay as they are.
void register_outside_learner(const std::string& name, std::shared_ptr<const OutsideLearner> learner);
/// Null when there is none.
std::shared_ptr<const OutsideLearner> find_outside_learner(const std::string& name);
std::vector<std::string> outside_learner_names();

}  // namespace streetlight
