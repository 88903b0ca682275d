/// The table of ./dev bench: what a family-month of England costs, by process and in all, for several numbers of
/// families; the machine's limit (roofline.hpp) and the peers beside it; memory, two cores, writing.
///
/// What is compared is measured in turn, month by month in one run, as CPU time, and the best month of each counts:
/// other work on the machine then touches all alike, and least of all the best. Training happens once a year; its cost
/// stands by itself and, divided by twelve, in the sum. Processes are told apart in one month of three, block by block;
/// what asking the clock costs is taken off. The sum comes from the other two, in which nobody asks in between.

#include <fmt/format.h>

#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <memory>

#include "bench/england.hpp"
#include "bench/peer_objects/nation.hpp"
#include "bench/roofline.hpp"
#include "bench/table_parts.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/experiment/parallel.hpp"

namespace streetlight::bench {
namespace {

/// Bytes of memory that this process has asked for and not given back.
double bytes_in_use() {
  const auto now = mallinfo2();
  return static_cast<double>(now.uordblks) + static_cast<double>(now.hblkhd);
}

double& at(std::array<double, processes>& times, Process process) { return times[static_cast<std::size_t>(process)]; }

/// Nanoseconds a family-month, all of them.
struct Row {
  std::int64_t families = 0;
  std::array<double, processes> process{};  ///< training: a twelfth of one
  double programme = 0, plain = 0;          ///< with a programme, without
  double roofline = 0;
  double objects = std::numeric_limits<double>::quiet_NaN();
  double bytes = 0;        ///< memory a family
  double set_up = 0;       ///< nanoseconds a family
  double next_set_up = 0;  ///< the same of a run that shares the population with the run before it
  TwoCores two_cores{};
};

/// Keeps the best of what is measured.
void keep_best(double& best, double value) { best = best == 0 ? value : std::min(best, value); }

template <class Month>
double timed(Month&& month) {
  const double begin = cpu_seconds();
  month();
  return cpu_seconds() - begin;
}

Row measure(std::int64_t families, bool objects) {
  Row row{.families = families};
  const double ns = 1e9 / static_cast<double>(families);
  const auto alone = std::make_shared<BlockRunner>();

  // Memory and set-up of one model, before anything else is there.
  {
    const double before = bytes_in_use();
    targeting::TargetingParameters parameters;
    parameters.population.families = families;
    std::unique_ptr<targeting::TargetingModel> model;
    SharedStart shared;
    auto context = context_of(parameters, *alone, 0);
    context.shared = &shared;
    row.set_up = ns * timed([&] { model = std::make_unique<targeting::TargetingModel>(parameters, context); });
    model->step(0);
    row.bytes = (bytes_in_use() - before) / static_cast<double>(families);
    row.next_set_up = ns * timed([&] { model = std::make_unique<targeting::TargetingModel>(parameters, context); });
  }

  England with(families, true, alone), without(families, false, alone);
  Roofline roofline(static_cast<std::size_t>(families), {});
  std::unique_ptr<peer::Nation> nation;
  if (objects) {
    auto parameters = with.parameters;
    nation = std::make_unique<peer::Nation>(parameters, context_of(parameters, *alone, -1), 1);
    for (int month = -12; month < 2; ++month) nation->step(month);
  }

  // Two years, three months at a time: whoever's turn it is finds its state where a run by itself has it.
  double training = 0;
  volatile double sink = 0;
  constexpr Month turn = 3;
  const auto idle = [] { return 0.0; };
  const double price = clock_price();
  for (Month first = 3; first < 27; first += turn) {
    auto took = with.step(cpu_seconds, price);
    if (first % 12 == 0) keep_best(training, at(took, Process::training));
    for (std::size_t p = 0; p < processes; ++p)
      if (p != static_cast<std::size_t>(Process::training)) keep_best(row.process[p], ns * took[p]);
    for (Month month = first + 1; month < first + turn; ++month)
      keep_best(row.programme, ns * timed([&] { with.step(idle); }));
    for (Month month = first; month < first + turn; ++month)
      keep_best(row.plain, ns * timed([&] { without.step(idle); }));
    for (Month month = first; month < first + turn; ++month)
      keep_best(row.roofline, ns * timed([&] { sink = sink + roofline.month(month); }));
    for (Month month = first; nation && month < first + turn && month < 9; ++month) {
      const double took_objects = ns * timed([&] { nation->step(month); });
      row.objects = std::isnan(row.objects) ? took_objects : std::min(row.objects, took_objects);
    }
  }
  static_assert(3 % turn == 0 && 12 % turn == 0, "a training falls into the first month of a turn");
  at(row.process, Process::training) = ns * training / 12;
  row.programme += ns * training / 12;

  return row;
}

std::string cell(double value, int digits = 1) {
  return std::isnan(value) || value == 0 ? "-" : fmt::format("{:.{}f}", value, digits);
}

void print(const std::vector<Row>& rows) {
  const auto line = [&](const std::string& name, auto value) {
    fmt::print("{:<44}", name);
    for (const Row& row : rows) fmt::print("{:>12}", value(row));
    fmt::print("\n");
  };
  fmt::print("{}\n", machine_text());
  fmt::print(
      "England, 8 services, 8 ties a family, 27 groups, all columns; nanoseconds a family-month on one core\n\n");
  line("families", [](const Row& row) { return fmt::format("{}", row.families); });
  for (std::size_t p = 0; p < processes; ++p)
    line(std::string("  ") + name_of(static_cast<Process>(p)) +
             (p == static_cast<std::size_t>(Process::training) ? ", yearly, with model cards" : ""),
         [&](const Row& row) { return cell(row.process[p]); });
  line("month with a programme, training included", [](const Row& row) { return cell(row.programme); });
  line("month without a programme", [](const Row& row) { return cell(row.plain); });
  line("roofline", [](const Row& row) { return cell(row.roofline); });
  line("one object a family", [](const Row& row) { return cell(row.objects); });
  fmt::print("\n");
  line("model / roofline", [](const Row& row) { return cell(row.programme / row.roofline, 2); });
  line("one object a family / model", [](const Row& row) { return cell(row.objects / row.programme, 2); });
  line("speed-up on two cores (wall)", [](const Row& row) { return cell(row.two_cores.speed_up, 2); });
  line("two models side by side on two cores", [](const Row& row) { return cell(row.two_cores.side_by_side, 2); });
  line("share outside parallel loops", [](const Row& row) { return cell(row.two_cores.serial, 3); });
  line("one training, ns a family",
       [](const Row& row) { return cell(12 * row.process[static_cast<std::size_t>(Process::training)], 0); });
  line("training, share of the year", [](const Row& row) {
    return cell(row.process[static_cast<std::size_t>(Process::training)] / row.programme, 3);
  });
  line("set-up, ns a family", [](const Row& row) { return cell(row.set_up, 0); });
  line("set-up, share of 144 months",
       [](const Row& row) { return cell(row.set_up / (row.set_up + 144 * row.programme), 3); });
  line("the same, population shared with another run",
       [](const Row& row) { return cell(row.next_set_up / (row.next_set_up + 144 * row.programme), 3); });
  line("memory of the model, bytes a family", [](const Row& row) { return cell(row.bytes, 0); });
  fmt::print("\n");
}

int main_of(int argc, char** argv) {
  CLI::App app{"What a family-month costs: by process, beside the machine's limit and the peers."};
  std::vector<std::int64_t> sizes{10'000, 100'000, 1'000'000};
  bool large = false, numpy = true, memory = true;
  std::string numpy_families = "20000";
  app.add_option("--families", sizes, "numbers of families")->delimiter(',');
  app.add_flag("--large", large, "8 million families as well (5 GB, some minutes)");
  app.add_flag("!--no-numpy", numpy, "leave out the NumPy peer");
  app.add_flag("!--no-peak-memory", memory, "leave out the program's peak memory, which runs a million families");
  app.add_option("--numpy-families", numpy_families, "families of the NumPy peer's run");
  CLI11_PARSE(app, argc, argv);
  if (large) sizes.push_back(8'000'000);

  // First, while this process is small: a child's peak counts from its parent's
  const auto most = std::max<std::int64_t>(1'000'000, *std::max_element(sizes.begin(), sizes.end()));
  std::optional<PeakMemory> peak;
  if (memory) {
    fmt::print(stderr, "measuring the program's peak memory ...\n");
    peak = measure_peak_memory(most);
  }

  std::vector<Row> rows;
  for (const auto families : sizes) {
    fmt::print(stderr, "measuring {} families ...\n", families);
    rows.push_back(measure(families, families <= 100'000));
    if (thread_count(0) > 1) rows.back().two_cores = measure_two_cores(families);
  }
  print(rows);

  const Writing writing = measure_writing();
  fmt::print(
      "writing: {:.0f} rows a second (a row: one month, one group, all columns), {:.0f} ms for the 144 months of a "
      "run\n",
      writing.rows_a_second, 1e3 * writing.seconds_a_run);
  if (rows.size() > 1) {
    const auto costs = [&](auto better) {
      return std::min_element(rows.begin() + 1, rows.end(),
                              [&](const Row& a, const Row& b) { return better(a.programme, b.programme); })
          ->programme;
    };
    fmt::print("cost a family-month from {} families up: highest / lowest {:.2f}\n", rows[1].families,
               costs(std::greater<>()) / costs(std::less<>()));
  }
  if (peak) {
    constexpr double england = 6.5e6;
    fmt::print(
        "peak memory of the program, {} families: {:.0f} bytes a family without a programme, {:.0f} with one and its "
        "trainings, above {:.0f} MB; England's 6.5 million families: {:.2f} and {:.2f} GB\n",
        most, peak->plain, peak->programme, 1e-6 * peak->base, 1e-9 * (peak->base + england * peak->plain),
        1e-9 * (peak->base + england * peak->programme));
  }
  if (!numpy) return 0;
  fmt::print(stderr, "measuring the NumPy peer ...\n");
  if (const auto peer = measure_numpy(numpy_families))
    fmt::print("NumPy peer, {} families: {:.0f} ns a family-month, {:.1f} times the program's (in that run)\n",
               numpy_families, peer->nanoseconds, peer->ratio);
  else
    fmt::print(
        "NumPy peer: not measured (it needs bench/peer_numpy, Python with NumPy and h5py, and the built program)\n");
  return 0;
}

}  // namespace
}  // namespace streetlight::bench

int main(int argc, char** argv) { return streetlight::bench::main_of(argc, argv); }
