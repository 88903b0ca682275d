// England under six policies, made small, run in memory and compared: compare england.toml [json]. Ctrl-C cancels.
#include <csignal>
#include <iostream>
#include <streetlight/streetlight.hpp>

namespace sl = streetlight;
volatile std::sig_atomic_t interrupted = 0;

int main(int argc, char** argv) try {
  std::signal(SIGINT, [](int) { interrupted = 1; });
  std::stop_source stop;
  sl::Experiment england(argc > 1 ? argv[1] : "configs/england.toml");
  england.set({{"population.families", 3000}, {"run.months", 36}, {"run.spin_up", 24}, {"run.replicates", 3}});
  const auto show = [&](const sl::Progress& done) {
    if (interrupted) stop.request_stop();
    std::cerr << '\r' << static_cast<int>(100 * done.share()) << " %";
  };
  const sl::Results results = england.run({.threads = 2, .progress = show, .stop = stop.get_token()});
  std::cerr << '\n' << results.runs_completed() << " runs are done\n";
  if (!results.complete()) return 1;
  std::cout << results.compare().text(argc > 2 ? sl::Form::json : sl::Form::table);
} catch (const sl::Error& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
