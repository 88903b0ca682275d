#include "models/targeting/outcomes/leading.hpp"

#include <algorithm>
#include <string_view>

#include "sim/core/check.hpp"

namespace streetlight::targeting {

namespace {

const struct {
  std::string_view name;
  Leading leading;
} leading_columns[] = {
    {"need", {.compared = 1}},
    {"harm", {.compared = 2, .judged = 1, .explained = 4}},
    {"harm_unseen", {.compared = 3}},
    {"unmet_need", {.compared = 4, .judged = 2, .explained = 3}},
    {"visits", {.compared = 5}},
    {"unwarranted_visits", {.compared = 6, .judged = 3}},
    {"findings", {.compared = 7}},
    {"avoided_share", {.compared = 8}},
    {"precision_true", {.compared = 9}},
    {"precision_recorded", {.compared = 10}},
    {"trust", {.compared = 11, .judged = 4, .explained = 2, .more_is_better = true}},
    {"licence", {.compared = 12}},
    {"cost", {.compared = 13}},
    {"flag_ratio", {.explained = 1}},
};

}  // namespace

void mark_leading(std::vector<Column>& columns) {
  for (const auto& known : leading_columns) {  // clang 14 captures no structured binding
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == known.name; });
    EXPECT(found != columns.end());
    found->leading = known.leading;
  }
}

}  // namespace streetlight::targeting
