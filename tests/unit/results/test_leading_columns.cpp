#include <catch2/catch.hpp>

#include "sim/results/leading_columns.hpp"

namespace streetlight {
namespace {

Column column(const std::string& name, const Leading& leading) {
  Column made;
  made.name = name;
  made.leading = leading;
  return made;
}

/// d is a over b, relative to all.
PanelShape shape_of_four() {
  PanelShape shape;
  shape.groups = {"all", "lone"};
  shape.columns = {column("a", {.compared = 2, .explained = 3}), column("b", {}),
                   column("c", {.compared = 1, .judged = 1, .more_is_better = true}), column("d", {.explained = 1})};
  Column& d = shape.columns.back();
  d.kind = ColumnKind::relative;
  d.numerator = "a";
  d.denominator = "b";
  return shape;
}

using Columns = std::vector<std::size_t>;

TEST_CASE("Reports lead with the columns that a model marks, in the order of their ranks") {
  const PanelShape shape = shape_of_four();
  CHECK(leading_columns(shape, &Leading::compared, 1) == Columns{2, 0});
  CHECK(leading_columns(shape, &Leading::judged, 1) == Columns{2});
}

TEST_CASE("Where a model marks none, the first columns lead") {
  PanelShape shape = shape_of_four();
  for (Column& column : shape.columns) column.leading = {};
  CHECK(leading_columns(shape, &Leading::compared, 2) == Columns{0, 1});
  CHECK(leading_columns(shape, &Leading::compared, 9) == Columns{0, 1, 2, 3});
}

TEST_CASE("A marked column that cannot be gathered is left out") {
  PanelShape shape = shape_of_four();
  shape.columns.erase(shape.columns.begin() + 1);  // what the relative column divides by
  CHECK(leading_columns(shape, &Leading::explained, 9) == Columns{0});
}

TEST_CASE("A ratio relative to \"all\" explains nothing where only \"all\" is asked for") {
  const PanelShape shape = shape_of_four();
  CHECK(columns_to_explain(shape) == Columns{3, 0});
  CHECK(columns_to_explain(shape, {0}) == Columns{0});
  CHECK(columns_to_explain(shape, {0, 1}) == Columns{3, 0});
}

TEST_CASE("A mark is read back from its text, and what is unknown or damaged is left out") {
  const Leading all{.compared = 13, .judged = 4, .explained = 2, .more_is_better = true};
  CHECK(leading_text(all) == "compared=13 judged=4 explained=2 better=more");
  const Leading back = leading_of(leading_text(all));
  CHECK((back.compared == 13 && back.judged == 4 && back.explained == 2 && back.more_is_better));
  CHECK(leading_text({}).empty());
  CHECK(leading_text({.judged = 1}) == "judged=1 better=less");
  for (const char* damaged : {"", "compared", "compared=", "compared=999", "compared=-1", "judge=3", "  = == x=y"})
    CHECK(leading_of(damaged).compared == 0);
}

}  // namespace
}  // namespace streetlight
