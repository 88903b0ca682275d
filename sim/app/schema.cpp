#include <CLI/CLI.hpp>

#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/chosen_model.hpp"
#include "sim/config/json_schema.hpp"
#include "sim/running/standard_output.hpp"

namespace streetlight {

void add_schema(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("schema", "Write the JSON schema of experiment files, for editors");
  auto model = std::make_shared<std::string>();
  command->add_option("--model", *model, "Whose parameters (default " + default_model_name() + ")")->type_name("NAME");
  command->callback([model, &exit_code] {
    print_data(json_schema(Reference(chosen_model(*model))));
    exit_code = exit_done;
  });
}

}  // namespace streetlight
