#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <mutex>

#include "sim/experiment/sensitivity_designs.hpp"
#include "sim/io/panel_writer.hpp"
#include "sim/io/unicode.hpp"
#include "sim/running/exit_code.hpp"
#include "sim/running/experiment_provenance.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/progress_report.hpp"
#include "sim/running/ranks.hpp"
#include "sim/running/run_estimate.hpp"
#include "sim/running/run_job.hpp"
#include "sim/running/run_log.hpp"
#include "sim/running/run_name.hpp"
#include "sim/running/standard_output.hpp"
#include "sim/running/stop_signal.hpp"
#include "sim/running/told_matches.hpp"

namespace streetlight {

namespace {

/// Failures told in full: an experiment of thousands of runs may fail in all of them.
constexpr std::size_t most_failures_told = 10;

/// Marks the runs that are done, and counts those of this command.
std::size_t mark_done(const Job& job, const PanelWriter& writer, std::vector<char>& done) {
  std::size_t chosen = 0;
  for (std::uint32_t scenario = 0; scenario < job.shape.scenarios.size(); ++scenario)
    for (std::uint32_t point = 0; point < job.shape.points; ++point)
      for (std::uint32_t replicate = 0; replicate < job.shape.replicates; ++replicate) {
        const RunKey key{scenario, point, replicate};
        if (!writer.already_done(key)) continue;
        done[job.index(key)] = 1;
        chosen += job.chosen(key);
      }
  return chosen;
}

/// Says how it went and what to do next.
int conclude(const Job& job, const RankWork& work, std::size_t kept, bool stored) {
  const bool nothing_new = work.runs_done == 0 && work.runs_failed == 0;
  const std::string output = printable(job.output.string()), quoted = printable(shell_quoted(job.output.string()));
  const std::size_t failed = static_cast<std::size_t>(work.runs_failed);
  const std::size_t done = kept + static_cast<std::size_t>(work.runs_done);
  if (done + failed < job.wanted) {
    std::fprintf(stderr, "Stopped: %zu of %zu runs are kept in %s; the same command with --resume goes on.\n", done,
                 job.wanted, printable(aside_path(job.output).string()).c_str());
    return work.troubles > 0 ? exit_failed : exit_stopped;
  }
  if (!stored) {
    std::fprintf(stderr, "%zu of %zu runs failed (see above). %s holds an earlier result, which was left alone.\n",
                 failed, job.wanted, output.c_str());
    if (done > 0)
      std::fprintf(stderr,
                   "The %zu finished runs are kept in %s; once the cause is gone, the same command with --resume runs "
                   "the others and then replaces the earlier result.\n",
                   done, printable(aside_path(job.output).string()).c_str());
    return exit_failed;
  }
  if (failed)
    std::fprintf(stderr,
                 "%zu of %zu runs failed (see above) and are marked as missing in %s; once the cause is gone, the same "
                 "command with --resume runs them alone.\n",
                 failed, job.wanted, output.c_str());
  if (!job.arguments.quiet && job.arguments.whole_command && failed < job.wanted) {
    std::printf("%s: %zu runs%s. ", output.c_str(), job.wanted - failed, nothing_new ? ", all done before" : "");
    const auto& design = job.experiment.design;
    if (design && is_sensitivity_design(design->kind))
      std::printf("Next: streetlight sensitivity %s\n", quoted.c_str());
    else if (!job.arguments.experiment.worlds.empty() && job.shape.scenarios.size() > 1)
      std::printf("Next: streetlight robust %s\n", quoted.c_str());
    else if (job.shape.scenarios.size() > 1)
      std::printf("Next: streetlight compare %s --baseline %s\n", quoted.c_str(),
                  printable(shell_quoted(job.shape.scenarios.front())).c_str());
    else
      std::printf("Next: streetlight info %s\n", quoted.c_str());
  }
  return failed ? exit_failed : exit_done;
}

/// Results are whole without a log; whoever asked for one is told that it is not, and may have a script that reads it.
int lost_lines(const Job& job, const RankWork& work) {
  const auto lost = static_cast<std::size_t>(work.lines_lost);
  if (lost == 0) return exit_done;
  std::fprintf(stderr, "%s lacks %zu %s that could not be written. The results are not touched by this.\n",
               printable(job.arguments.log).c_str(), lost, lost == 1 ? "line" : "lines");
  return exit_failed;
}

/// Stores finished runs and tells the log of each.
class LoggedSink final : public PanelSink {
 public:
  LoggedSink(const Job& job, PanelWriter& writer, RunLog& log) : job_(job), writer_(writer), log_(log) {}
  void write(const RunResult& run) override {
    writer_.write(run);
    log_.done(run_name(run.key, job_.shape.scenarios));
  }

 private:
  const Job& job_;
  PanelWriter& writer_;
  RunLog& log_;
};

/// This rank's part of the runs that are not done. Gives what it did; on trouble, what was thrown too.
std::pair<RankWork, std::exception_ptr> work_on(const Job& job, PanelWriter& writer, const std::vector<char>& done,
                                                RunLog& log, unsigned threads, Ranks& ranks) {
  ProgressReport report(stderr, step_unit(*job.experiment.model), job.arguments.quiet || ranks.rank() > 0);
  RankWork own;
  ExecuteOptions options;
  options.threads = threads;
  options.stop = &StopSignal::flag();
  options.wanted = [&](RunKey key) { return job.chosen(key) && !done[job.index(key)]; };
  options.on_progress = [&](Progress progress) {
    writer.keep_safe();
    ranks.report({static_cast<double>(progress.runs_done), 0, progress.steps_done, 0});
    const RankWork others = ranks.others();
    progress.runs_done += static_cast<std::size_t>(others.runs_done);
    progress.steps_done += others.steps_done;
    report.show(progress);
  };
  std::mutex telling;
  std::size_t told = 0;
  options.on_failure = [&](const RunFailure& failure) {
    const std::lock_guard lock(telling);
    const auto name = run_name(failure.key, job.shape.scenarios);
    log.failed(name, failure.message);
    report.clear();
    if (++told == most_failures_told + 1) std::fprintf(stderr, "More runs fail; they are counted, not told.\n");
    if (told > most_failures_told) return;
    std::fprintf(stderr, "run %s failed (seed %llu): %s\n", printable(name).c_str(),
                 static_cast<unsigned long long>(job.experiment.run.seed), printable(failure.message).c_str());
    if (job.arguments.whole_command)
      std::fprintf(stderr, "  again: %s\n", printable(command_for(job.arguments, name)).c_str());
  };

  std::exception_ptr trouble;
  LoggedSink sink(job, writer, log);
  const std::size_t before = writer.runs_done();
  try {
    if (ranks.size() > 1) {
      options.workers = ranks.sum(threads > 0 ? threads : 1);
      options.next_unit = [&](std::size_t units) { return ranks.next_unit(units); };
    }
    const ExecuteSummary summary = execute(job.experiment, sink, options);
    own.runs_failed = static_cast<double>(summary.runs_failed);
  } catch (...) {
    trouble = std::current_exception();
    own.troubles = 1;
  }
  own.runs_done = static_cast<double>(writer.runs_done() - before);
  own.stopped = *options.stop ? 1 : 0;
  own.lines_lost = static_cast<double>(log.lines_lost());
  report.clear();
  return {own, trouble};
}

/// What the work would take, of all ranks together. The first one says it.
int dry_run(const std::function<Experiment()>& load, const RunArguments& arguments) {
  const auto ranks = join_ranks();
  const unsigned own = arguments.threads > 0 ? arguments.threads : ranks->default_threads();
  const unsigned threads = ranks->size() > 1 ? ranks->sum(own) : own;
  together(*ranks, [&] {
    if (ranks->rank() > 0) return;
    const Shard shard = arguments.shard.empty() ? Shard{} : Shard::parse(arguments.shard);
    Experiment experiment = load();
    std::string part = shard.count > 1 ? fmt::format(", shard {} of {}", shard.index + 1, shard.count) : "";
    if (!arguments.only.empty()) {
      experiment = single_run(experiment, run_of_name(arguments.only, panel_layout(experiment)));
      part = ", " + arguments.only + " alone";
    }
    const PanelShape layout = panel_layout(experiment);
    RunPlan plan = plan_run(experiment, layout, shard, threads);
    check_memory(plan);
    check_result_name(output_of(arguments, shard));
    const TimeEstimate time = estimate_time(experiment, layout, plan, shard, own > 0 ? own : plan.threads);
    plan.memory.tables = std::max(plan.memory.tables, time.table_bytes);
    print(plan_text(experiment, plan, time, part));
  });
  ranks->conclude({});
  return exit_done;
}

}  // namespace

int run_experiment(const std::function<Experiment()>& load, const RunArguments& arguments,
                   const std::function<int()>& then) try {
  if (arguments.dry_run) return dry_run(load, arguments);
  // From here on a stop is a wish: nobody has to know whether the output has been begun already.
  const StopSignal stop_signal;
  std::signal(SIGPIPE, SIG_IGN);  // a reader of our progress that goes away must not end the work
  const auto ranks = join_ranks();
  const unsigned threads = arguments.threads > 0 ? arguments.threads : ranks->default_threads();
  std::optional<Job> job;
  std::unique_ptr<PanelWriter> writer;
  std::unique_ptr<RunLog> log;
  std::vector<char> done;
  std::size_t kept = 0;

  // Everything that can be refused is refused before anything is computed; rank 0 says what is done already.
  together(*ranks, [&] {
    job.emplace(prepare(load, arguments));
    log = std::make_unique<RunLog>(arguments.log, ranks->rank());
    done.resize(job->runs());
  });
  together(*ranks, [&] { find_and_tell_matches(job->experiment, threads, ranks->rank(), arguments.quiet); });
  together(*ranks, [&] {
    if (ranks->rank() > 0) return;
    const Provenance provenance = provenance_of(job->experiment);
    const auto look = [&] {
      check_earlier_result(
          job->output, job->shape, provenance, [&](const RunKey& run) { return job->chosen(run); }, job->earlier());
    };
    if (!arguments.resume) look();
    writer = std::make_unique<PanelWriter>(job->output, job->shape, provenance,
                                           arguments.resume ? Start::resume : Start::fresh);
    if (arguments.resume) writer->keep_finished();
    if (arguments.resume && !writer->keeps_finished()) look();
    writer->check_replaces([&](const RunKey& key) { return job->chosen(key); });
    kept = mark_done(*job, *writer, done);
    if (kept && !arguments.quiet) std::fprintf(stderr, "Going on: %zu of %zu runs are done.\n", kept, job->wanted);
  });
  ranks->share(done);
  together(*ranks, [&] {
    if (ranks->rank() > 0)
      writer = std::make_unique<PanelWriter>(job->output, job->shape, provenance_of(job->experiment), Start::fresh,
                                             ranks->rank());
    log->begin(job->wanted - kept);
  });

  const auto [own, trouble] = work_on(*job, *writer, done, *log, threads, *ranks);
  if (ranks->rank() > 0) writer.reset();  // rank 0 takes its runs in
  const RankWork work = ranks->conclude(own);
  if (trouble) std::rethrow_exception(trouble);
  if (ranks->rank() > 0) return exit_done;
  const bool ended = kept + static_cast<std::size_t>(work.runs_done + work.runs_failed) >= job->wanted;
  const bool stored = !ended || writer->finish(static_cast<std::size_t>(work.runs_failed));
  writer.reset();
  const int code = std::max(conclude(*job, work, kept, stored), lost_lines(*job, work));
  return ended && stored && then ? std::max(code, then()) : code;
} catch (const WorkUnwanted&) {
  std::fprintf(stderr, "Stopped before the first run: nothing was kept.\n");
  return exit_stopped;
} catch (const ToldElsewhere&) {
  return exit_done;  // mpirun ends the others at the first failure: only the rank that tells of it may report one
}

}  // namespace streetlight
