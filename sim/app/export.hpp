#pragma once

namespace CLI {
class App;
}

namespace streetlight {

/// `streetlight export FILE.h5 -o FILE.csv`: the panel as a long table, a value a line.
void add_export(CLI::App& program, int& exit_code);

}  // namespace streetlight
