#pragma once

namespace CLI {
class App;
}

namespace streetlight {

/// `streetlight info FILE.h5`: what a file of results holds and where it comes from.
void add_info(CLI::App& program, int& exit_code);

}  // namespace streetlight
