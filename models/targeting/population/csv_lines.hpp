#pragma once
/// Lines of a CSV file as people have it: commas, semicolons or tabs, quotes (with line ends in them), a byte order
/// mark, LF, CR LF or CR.

#include <cstddef>
#include <istream>
#include <string>
#include <vector>

namespace streetlight::targeting {

struct CsvField {
  std::string text;
  std::size_t line = 1, column = 1;  ///< where it begins, both from 1, the column in characters
};

struct CsvLine {
  std::size_t number = 0;  ///< from 1; of its first line, where quotes hold line ends
  std::vector<CsvField> fields;
};

struct CsvText {
  char separator = ',';
  std::vector<CsvLine> lines;
};

/// Every line that is not blank. Blanks around a field without quotes are taken off. The separator is the one of the
/// three that the first line has most of, outside quotes. Throws InvalidInput for what is not such a text, or not
/// UTF-8.
CsvText read_csv(std::istream& in, const std::string& name);

/// "name:12:7: ".
std::string csv_position(const std::string& name, std::size_t line, std::size_t column);

}  // namespace streetlight::targeting
