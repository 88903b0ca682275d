// Writes the sample panel for the tests in Python: write_sample FILE.h5 [--missing].
#include <cstdio>
#include <exception>
#include <string>

#include "sim/io/panel_writer.hpp"
#include "tests/support/panel/sample_panel.hpp"

using namespace streetlight;

int main(int count, char** arguments) {
  if (count < 2) return 2;
  try {
    const PanelShape shape = test::sample_shape();
    PanelWriter writer(arguments[1], shape, test::sample_provenance());
    const bool leave_some_out = count > 2 && std::string(arguments[2]) == "--missing";
    for (const RunKey& key : test::all_runs(shape))
      if (!leave_some_out || key.replicate != 3 || key.scenario != 1) writer.write(test::sample_run(shape, key));
    writer.finish();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
