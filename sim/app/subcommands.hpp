#pragma once
/// The subcommands, one file each. Each function adds its subcommand to the program; when the user calls it,
/// it sets `exit_code` (see program.hpp) or throws.

namespace CLI {
class App;
}

namespace streetlight {

void add_run(CLI::App& program, int& exit_code);
void add_merge(CLI::App& program, int& exit_code);
void add_slurm(CLI::App& program, int& exit_code);
void add_validate(CLI::App& program, int& exit_code);
void add_describe(CLI::App& program, int& exit_code);
void add_schema(CLI::App& program, int& exit_code);
void add_calibrate(CLI::App& program, int& exit_code);
void add_robust(CLI::App& program, int& exit_code);
void add_targets(CLI::App& program, int& exit_code);
void add_compare(CLI::App& program, int& exit_code);
void add_info(CLI::App& program, int& exit_code);
void add_export(CLI::App& program, int& exit_code);
void add_decompose(CLI::App& program, int& exit_code);
void add_sensitivity(CLI::App& program, int& exit_code);
void add_microdata(CLI::App& program, int& exit_code);
void add_verify(CLI::App& program, int& exit_code);

}  // namespace streetlight
