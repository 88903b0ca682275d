/// The calls of a page answered by a native program, a line of JSON each, for the tests that hold the page's engine to
/// it.

#include <iostream>

#include "web/engine/session.hpp"

int main() {
  streetlight::page::Session session;
  for (std::string line; std::getline(std::cin, line);) std::cout << session.answer(line) << std::endl;
}
