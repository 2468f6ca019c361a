#include <doctest/doctest.h>
#include <cmath>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/csv.hpp>
#include "temporary_file.hpp"

namespace xgrad {
namespace {

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

std::string message_of(std::string_view text, const CsvOptions& options = {}) {
  const TemporaryFile file(text);
  try {
    read_csv(file.path(), options);
  } catch (const DataError& error) {
    std::string message = error.what();
    const auto at = message.find(file.path());
    return at == message.npos ? message : message.replace(at, file.path().size(), "FILE");
  }
  return "no error";
}

}  // namespace

TEST_CASE("read_csv: what it reads") {
  struct {
    std::string text;
    CsvOptions options;
    Names columns;
    Numbers values;
  } rows[] = {
      {"a,b\n1,2\n3,4\n", {}, {"a", "b"}, {1, 2, 3, 4}},
      {"a,b\r\n1,2\r\n3,4", {}, {"a", "b"}, {1, 2, 3, 4}},
      {"\xef\xbb\xbf"
       "a,b\n1,2\n\n\r\n  \n",
       {},
       {"a", "b"},
       {1, 2}},
      {"1;-2.5e-3\n+3; 4\t\n", {.header = false, .delimiter = ';'}, {"0", "1"}, {1, -0.0025, 3, 4}},
      {"größe\tn\n0.1\t5e-324\n", {.delimiter = '\t'}, {"größe", "n"}, {0.1, 5e-324}},
      {"x\n7\n", {}, {"x"}, {7}},
      {"a,b\r1,2\r3,4\r", {}, {"a", "b"}, {1, 2, 3, 4}},
      {"\"a, \"\"b\"\"\",\"c\nd\"\n\"1\", \"2\" \n", {}, {"a, \"b\"", "c\nd"}, {1, 2}},
  };
  for (auto& row : rows) {
    CAPTURE(row.text);
    const TemporaryFile file(row.text);
    const Table table = read_csv(file.path(), row.options);
    CHECK(table.columns == row.columns);
    CHECK(table.values.to_vector<double>() == row.values);
    CHECK(table.values.shape(1) == static_cast<std::int64_t>(row.columns.size()));
  }
  const TemporaryFile file("a,b,c\nnan,inf,-Infinity\n");
  const Table table = read_csv(file.path());
  CHECK(std::isnan(table.values.at<double>({0, 0})));
  CHECK(table.values.at<double>({0, 1}) == INFINITY);
  CHECK(table.values.at<double>({0, 2}) == -INFINITY);
}

TEST_CASE("read_csv: errors name file, line and column") {
  struct {
    std::string text, message;
    CsvOptions options = {};
  } rows[] = {
      {"a,b\n1,2\n3\n", "read_csv: rows differ in length: FILE, line 3, 1 cell instead of 2"},
      {"a,b\n1,2,\n", "read_csv: rows differ in length: FILE, line 2, 3 cells instead of 2"},
      {"a,b\n1,two\n", "read_csv: the cell is not a number: FILE, line 2, column 2: \"two\""},
      {"a,b\n1,2x\n", "read_csv: the cell is not a number: FILE, line 2, column 2: \"2x\""},
      {"a,b\n1,+-2\n", "read_csv: the cell is not a number: FILE, line 2, column 2: \"+-2\""},
      {"a,b\n1,0x10\n", "read_csv: the cell is not a number: FILE, line 2, column 2: \"0x10\""},
      {"a,b\n1,\x1b[31m\n", "read_csv: the cell is not a number: FILE, line 2, column 2: \"?[31m\""},
      {"a,b\n1, \n", "read_csv: the cell is empty: FILE, line 2, column 2\n  write nan for a number that is not known"},
      {"a,b\n\n1,2\n", "read_csv: rows differ in length: FILE, line 2, 1 cell instead of 2"},
      {"a\n1\n\n2\n",
       "read_csv: the cell is empty: FILE, line 3, column 1\n  write nan for a number that is not known"},
      {"a,b\n1,1e999\n",
       "read_csv: the number is too large or too small for float64: FILE, line 2, column 2: \"1e999\""},
      {"a,b\n\"1,2\n",
       "read_csv: a quote is not closed: FILE, line 2, \"1,2\n  a quote in a quoted field is written twice"},
      {"a,b\n\"1\"2,3\n",
       "read_csv: text follows a closing quote: FILE, line 2, \"1\"\n  a quote in a quoted field is written twice"},
      {"a,\"b\nc\"\n1,x\n", "read_csv: the cell is not a number: FILE, line 3, column 2: \"x\""},
      {"a\tb\n1\t\n",
       "read_csv: the cell is empty: FILE, line 2, column 2\n  write nan for a number that is not known",
       {.delimiter = '\t'}},
      {"a\tb\n1\t2\n",
       "read_csv: the fields are not separated by the delimiter: FILE, line 1, 1 field: \"a?b\"\n"
       "  they look separated by '\\t': set .delimiter = '\\t' (examples: --delimiter '\\t')"},
      {"a;b\n1,5;2\n",
       "read_csv: the fields are not separated by the delimiter: FILE, line 1, 1 field: \"a;b\"\n"
       "  they look separated by ';': set .delimiter = ';' (examples: --delimiter ';')"},
      {"a,b\n1;2\n",
       "read_csv: rows differ in length: FILE, line 2, 1 cell instead of 2\n"
       "  they look separated by ';': set .delimiter = ';' (examples: --delimiter ';')"},
      {"a;b\n1,5;2\n",
       "read_csv: the cell is not a number: FILE, line 2, column 1: \"1,5\"\n  write decimal points, not commas",
       {.delimiter = ';'}},
      {"a,b\n1,\xc2\x9b\xff\xe6\n", "read_csv: the cell is not a number: FILE, line 2, column 2: \"????\""},
      {"\xff\xfe"
       "1",
       "read_csv: the file is UTF-16: FILE\n  save it as UTF-8"},
      {"a,b\n1,2\n",
       "read_csv: the cell is not a number: FILE, line 1, column 1: \"a\"\n"
       "  if the first line names the columns, set .header = true",
       {.header = false}},
      {"", "read_csv: the file has no rows: FILE"},
      {"a,b\n", "read_csv: the file has no rows: FILE"},
      {" \n\n", "read_csv: the file has no rows: FILE", {.header = false}},
      {"1.2\n",
       "read_csv: delimiter cannot be a character of a number or a line's end: delimiter = '.'\n"
       "  use ',', ';', '\\t' or the like",
       {.delimiter = '.'}},
  };
  for (auto& row : rows) CHECK(message_of(row.text, row.options) == row.message);
  const std::string binary = "a\n" + std::string(100, 'z');
  CHECK(message_of(binary).find(std::string(40, 'z') + "...\"") != std::string::npos);
}

TEST_CASE("read_csv: files that cannot be read") {
  CHECK_THROWS_WITH_AS(read_csv("no/such/file.csv"),
                       "read_csv: the file cannot be opened: no/such/file.csv (No such file or directory)", IoError);
  CHECK_THROWS_WITH_AS(read_csv("."), "read_csv: the file cannot be read: . (Is a directory)", IoError);
}

TEST_CASE("Table: columns by name") {
  const Table table{{"a", "b", "b"}, tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}})};
  CHECK(table.column("a").to_vector<double>() == Numbers{1, 4});
  CHECK_THROWS_WITH_AS(table.column("c"), "column: there is no such column: \"c\"\n  there are: a, b, b", DataError);
  CHECK_THROWS_WITH_AS(table.column("b"),
                       "column: more than one column has this name: \"b\"\n  take it from values by number", DataError);
}

}  // namespace xgrad
