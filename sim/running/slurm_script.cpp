#include "sim/running/slurm_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/core/text_mark.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/run_name.hpp"
#include "sim/running/text_pattern.hpp"

namespace streetlight {

namespace {

/// Of one option: sbatch itself reads lines of 8 KB.
constexpr std::size_t most_option_bytes = 4000;

/// What the script does, after its head. Nothing in it depends on the experiment.
constexpr const char* body = R"script(
finished() { if [ -f "$1" ]; then grep -c ' done ' "$1" || true; else echo 0; fi; } # runs that a log tells of

# On the login node: submits the array and, for when all of its tasks are done, the merge.
submit() {
  local array merge logs=${folder//%/%%}
  mkdir -p -- "$folder" || exit
  array=$(sbatch --parsable --array="1-$tasks" --output="$logs/%a.out" "$0" shard) || exit
  array=${array%%;*}
  merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --output="$logs/merge.out" \
    "$0" merge) || exit
  echo "Submitted $tasks tasks as job $array, and the merge into $output as job ${merge%%;*}."
  echo "What they say is in $folder. Should some of them fail, this same command goes on where they ended."
}

# In a task: its part of the runs. Shortly before the walltime Slurm sends this script SIGTERM; the program then stops
# cleanly with exit code 3, what it has finished is kept, and the task puts itself back into the queue.
shard() {
  local part=$SLURM_ARRAY_TASK_ID job=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
  local file="$folder/$part-of-$tasks.h5" log="$folder/$part-of-$tasks.log" before status child='' stopping=''
  before=$(finished "$log")
  trap 'trap "" TERM; stopping=yes; [ -z "$child" ] || kill -TERM "$child"' TERM
  "$program" run "${experiment[@]}" --shard "$part/$tasks" -o "$file" --resume \
    --threads "${SLURM_CPUS_PER_TASK:-1}" --log "$log" &
  child=$!
  [ -z "$stopping" ] || kill -TERM "$child" # it came before there was anybody to pass it on to
  wait "$child"
  status=$?
  if [ -n "$stopping" ]; then # the signal ended the wait, not yet the program
    wait "$child"
    status=$?
    [ "$status" -ne 143 ] || status=3 # it came before the program was ready for it
  fi
  [ "$status" -eq 3 ] || exit "$status"

  if [ "$(finished "$log")" = "$before" ]; then
    echo "No run was finished in this task's time, so it is not put back: write the script again with a longer --time." >&2
    exit 3
  fi
  # A task that was cancelled stays cancelled.
  if [ "$(squeue --noheader --jobs="$job" --format=%T)" = RUNNING ]; then
    echo "Stopped before the walltime: $job goes back into the queue."
    scontrol requeue "$job"
  fi
  exit 3
}

merge() { exec "$program" merge "$folder"/*-of-"$tasks".h5 -o "$output"; }

"${1:-submit}"
)script";

const std::string written_by = "\n# Written by: streetlight slurm", checksum = "\n# Checksum of all other lines: ";

/// With a line for it after the first one.
std::string with_checksum(std::string text) {
  const std::string mark = text_mark(text);
  return text.insert(text.find('\n'), checksum + mark);
}

}  // namespace

bool is_slurm_script(const std::string& text) { return text.substr(0, 4096).find(written_by) != std::string::npos; }

bool is_as_written(const std::string& text) {
  const auto at = text.find(checksum);
  if (at == std::string::npos) return false;
  std::string rest = text;
  return with_checksum(rest.erase(at, checksum.size() + digits_of_mark)) == text;
}

unsigned stop_margin(unsigned seconds) { return std::min(120u, std::max(10u, seconds / 4)); }

std::string to_text(const SlurmScript& script) {
  std::string text = "#!/usr/bin/env bash\n# Written by: " + script.command + "\n# (" + script.version + ")\n";
  text += "#\n# On the login node of the cluster, from the folder in which that was said:\n#\n#   bash THIS-FILE\n#\n";
  text += "# submits an array of tasks, each with its part of the runs, and the merge for when they are done.\n";
  const auto option = [&text](const std::string& words) { text += "#SBATCH " + words + "\n"; };
  option("--job-name=" + script.name);
  option(fmt::format("--time={:02}:{:02}:{:02}", script.seconds / 3600, script.seconds / 60 % 60, script.seconds % 60));
  option(fmt::format("--signal=B:TERM@{}", stop_margin(script.seconds)));
  option("--requeue");
  option("--open-mode=append");
  option("--ntasks=1");
  option(fmt::format("--cpus-per-task={}", script.cpus));
  option(fmt::format("--mem={:.0f}M", std::ceil(script.megabytes)));
  for (const auto& further : script.options) option(further);
  text += "set -u\n\ntasks=" + std::to_string(script.tasks) + "\n";
  text += "program=${STREETLIGHT:-" + shell_quoted(script.program) + "}\nexperiment=(";
  for (const auto& word : script.experiment) text.append("\n  ").append(shell_quoted(word));
  text += ")\nfolder=" + shell_quoted(script.folder) + "\noutput=" + shell_quoted(script.output) + "\n";
  return with_checksum(text + body);
}

std::string sbatch_words(const std::string& option) {
  const bool control = std::any_of(option.begin(), option.end(), is_control);
  const auto parts = find_pattern("^(--?[A-Za-z][A-Za-z0-9-]*)(([= ])(.*))?$", option);
  VALIDATE(!control && option.size() <= most_option_bytes && parts,
           "--sbatch " + on_one_line(option) + ": must be an option of sbatch, as in --sbatch=--partition=long");
  const std::string value = parts->at(4);
  VALIDATE(!find_pattern("[[:space:]]--?[A-Za-z][A-Za-z0-9-]*(=|[[:space:]])", value),
           "--sbatch " + option + ": must be one option of sbatch; give each its own --sbatch");
  constexpr const char* plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=,.:;/@%+*[]~^";
  if (value.find_first_not_of(plain) == std::string::npos) return option;
  // sbatch reads such a line itself: a backslash protects the next character, in quotation marks too.
  std::string quoted;
  for (const char c : value) quoted.append(c == '"' || c == '\\' ? "\\" : "").append(1, c);
  return parts->at(1) + parts->at(3) + '"' + quoted + '"';
}

unsigned slurm_seconds(const std::string& text) {
  const auto number = [](const std::string& part) {
    return part.empty() ? 0u : static_cast<unsigned>(std::stoul(part));
  };
  unsigned seconds = 0;
  if (const auto parts = find_pattern("^([0-9]{1,3})-([0-9]{1,2})(:([0-9]{1,2}))?(:([0-9]{1,2}))?$", text))
    seconds =
        ((number(parts->at(1)) * 24 + number(parts->at(2))) * 60 + number(parts->at(4))) * 60 + number(parts->at(6));
  else if (const auto plain = find_pattern("^([0-9]{1,6})(:([0-9]{1,2}))?(:([0-9]{1,2}))?$", text))
    seconds = plain->at(5).empty() ? number(plain->at(1)) * 60 + number(plain->at(3))
                                   : (number(plain->at(1)) * 60 + number(plain->at(3))) * 60 + number(plain->at(5));
  VALIDATE(seconds >= 60, "--time " + text +
                              ": must be a time of a minute or more as Slurm writes it: 90 (minutes), 1:30:00 or "
                              "1-12:00:00 (a day and twelve hours)");
  return seconds;
}

}  // namespace streetlight
