#pragma once

namespace CLI {
class App;
}

namespace streetlight {

/// `streetlight compare FILE.h5`: scenarios against a baseline, replicate by replicate.
void add_compare(CLI::App& program, int& exit_code);

}  // namespace streetlight
