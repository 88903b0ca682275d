#include "sim/report/text_table.hpp"

#include <catch2/catch.hpp>

using namespace streetlight;

TEST_CASE("A table in Markdown shows its cells as they are") {
  TextTable table({{"policy", true}, {"mark"}});
  table.add({"a|b `c` <d>", "0.5*"});
  table.add({R"(back\slash)", "1"});
  const std::string text = table.markdown();
  CHECK(text.find(R"(| a\|b \`c\` \<d> | 0.5\* |)") != std::string::npos);
  CHECK(text.find(R"(| back\\slash | 1 |)") != std::string::npos);
}
