#include "sim/app/program.hpp"

int main(int argc, char** argv) { return streetlight::run_program(argc, argv); }
