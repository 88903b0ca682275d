#pragma once
/// The batch script that runs an experiment as a Slurm job array and merges its shards afterwards.

#include <cstddef>
#include <string>
#include <vector>

namespace streetlight {

/// What the script must know. Words are given as they are; the script quotes them.
struct SlurmScript {
  std::string command;                  ///< the command that wrote it, for its first lines
  std::string version;                  ///< of the program
  std::string program;                  ///< path of the program
  std::vector<std::string> experiment;  ///< the experiment file and the options that change it
  std::string output;                   ///< the whole result
  std::string folder;                   ///< where shards and logs go
  std::string name;                     ///< of the jobs
  std::size_t tasks = 1;
  unsigned cpus = 1;
  unsigned seconds = 3600;           ///< walltime
  double megabytes = 0;              ///< of memory a task
  std::vector<std::string> options;  ///< further options of sbatch, each as sbatch_words gives it
};

std::string to_text(const SlurmScript& script);

/// Whether a text is such a script, and whether nobody has changed it since: it holds a checksum of itself.
bool is_slurm_script(const std::string& text);
bool is_as_written(const std::string& text);

/// An option of sbatch ("--partition=long", "--comment=for the board") as a line of the script names it, its value in
/// quotation marks where sbatch would else take it for several words or for the beginning of a comment.
/// Throws InvalidInput when it is not a single option.
std::string sbatch_words(const std::string& option);

/// Slurm's ways to write a time ("90", "90:00", "1:30:00", "1-12", "1-12:30", "1-12:30:00") in seconds; a number alone
/// is minutes. Throws InvalidInput.
unsigned slurm_seconds(const std::string& text);

/// Seconds before the walltime at which a task is told to stop.
unsigned stop_margin(unsigned seconds);

}  // namespace streetlight
