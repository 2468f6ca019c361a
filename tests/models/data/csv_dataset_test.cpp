#include <doctest/doctest.h>
#include <clocale>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/csv_dataset.hpp>
#include "temporary_file.hpp"

namespace xgrad {
namespace {

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

std::string message_of(std::string_view text, const CsvDatasetOptions& options = {}) {
  const TemporaryFile file(text);
  try {
    load_csv(file.path(), options);
  } catch (const DataError& error) {
    std::string message = error.what();
    const auto at = message.find(file.path());
    return at == message.npos ? message : message.replace(at, file.path().size(), "FILE");
  }
  return "no error";
}

CsvDataset read(std::string_view text, const CsvDatasetOptions& options = {}) {
  return load_csv(TemporaryFile(text).path(), options);
}

/// 25 rows "row i" of a column that is different in each.
std::string many_names() {
  std::string text = "name,x,y\n";
  for (int i = 0; i < 25; ++i) text += "row " + std::to_string(i) + ",1,a\n";
  return text;
}

}  // namespace

TEST_CASE("load_csv: numbers, categories one-hot in sorted order, labels as text") {
  const CsvDataset set = read("size,colour,kind\n1.5,red,b\n2,blue,a\n3,red,b\n");
  CHECK(set.feature_names == Names{"size", "colour=blue", "colour=red"});
  CHECK(set.data.to_vector<double>() == Numbers{1.5, 0, 1, 2, 1, 0, 3, 0, 1});
  CHECK(set.target_name == "kind");
  CHECK(set.target_names == Names{"a", "b"});
  CHECK(set.target.to_vector<std::int64_t>() == std::vector<std::int64_t>{1, 0, 1});
}

TEST_CASE("load_csv: whole-number labels in the order of numbers, the target by name and by number") {
  const std::string text = "y,x\n10,1\n9,2\n-1,3\n";
  for (const char* target : {"y", "1"}) {
    const CsvDataset set = read(text, {.target = target});
    CHECK(set.target_names == Names{"-1", "9", "10"});
    CHECK(set.target.to_vector<std::int64_t>() == std::vector<std::int64_t>{2, 1, 0});
    CHECK(set.data.to_vector<double>() == Numbers{1, 2, 3});
  }
  // A column that is called "1" comes before the first one.
  CHECK(read("a,1\n5,6\n5,7\n", {.target = "1"}).target_names == Names{"6", "7"});
  const CsvDataset plain = read("1,2,a\n3,4,b\n", {.target = "3", .header = false});
  CHECK(plain.feature_names == Names{"1", "2"});
  CHECK(plain.target_names == Names{"a", "b"});
  CHECK(read("1,2\n3,4\n", {.target = "2", .numeric_target = true, .header = false}).target.to_vector<double>() ==
        Numbers{2, 4});
}

TEST_CASE("load_csv: byte order mark, line ends of any kind, quoted delimiters, line ends and quotes") {
  const std::string lines[] = {"\xef\xbb\xbfx,\"a, b\",y", "1,\"u\n\"\"v\"\"\",p", "2,\" w \",q", "3,\"w\",q"};
  for (const char* end : {"\n", "\r\n", "\r"}) {
    std::string text;
    for (const std::string& line : lines) text += line + end;
    const CsvDataset set = read(text);
    CHECK(set.feature_names == Names{"x", "a, b= w ", "a, b=u\n\"v\"", "a, b=w"});
    CHECK(set.data.to_vector<double>() == Numbers{1, 0, 1, 0, 2, 1, 0, 0, 3, 0, 0, 1});
    CHECK(set.target_names == Names{"p", "q"});
  }
}

TEST_CASE("load_csv: what is refused, with file, line and column") {
  struct {
    std::string text, message;
    CsvDatasetOptions options = {};
  } rows[] = {
      {"a,b\n1,x\n,y\n",
       "load_csv: a value is missing: FILE, line 3, column 1 (a)\n  leave the row out, or fill in a value"},
      {"a,b\n1,x\n2,NA\n",
       "load_csv: a value is missing: FILE, line 3, column 2 (b): \"NA\"\n  leave the row out, or fill in a value"},
      {"a,b\n1,x\nNaN,y\n",
       "load_csv: a value is missing: FILE, line 3, column 1 (a): \"NaN\"\n  leave the row out, or fill in a value"},
      {"a,b\n1,x\n2\n", "load_csv: rows differ in length: FILE, line 3, 1 cell instead of 2"},
      {"a,b\n1,x\n2,y,z\n", "load_csv: rows differ in length: FILE, line 3, 3 cells instead of 2"},
      {"a,b\n1,x\ntwo,y\n", "load_csv: text in a column of numbers: FILE, line 3, column 1 (a): \"two\""},
      {"a,b\nunknown,x\n2,y\n3,y\n4,y\n",
       "load_csv: text in a column of numbers: FILE, line 2, column 1 (a): \"unknown\""},
      {"a,b\n1,x\ninf,y\n", "load_csv: the number is not finite in float64: FILE, line 3, column 1 (a): \"inf\""},
      {"a;b\n1;x\n1,5;x\n",
       "load_csv: text in a column of numbers: FILE, line 3, column 1 (a): \"1,5\"\n  write decimal points, not commas",
       {.delimiter = ';'}},
      {"a,b\n1,x\n2,y\n",
       "load_csv: there is no such target column: \"c\" in FILE\n  there are: a, b",
       {.target = "c"}},
      {"a,b\n1,x\n2,y\n",
       "load_csv: there is no such target column: \"3\" in FILE\n  there are: a, b",
       {.target = "3"}},
      {"a,a\n1,x\n2,y\n",
       "load_csv: more than one column has the target's name: \"a\"\n"
       "  give its number, from 1, in a file without header",
       {.target = "a"}},
      {"a,b\n1,0.5\n2,1\n",
       "load_csv: a label is a fraction: column 2 (b): \"0.5\"\n"
       "  labels are whole numbers or texts; to estimate a number, use regression"},
      {"a,b\n1,x\n2,y\n",
       "load_csv: the target is text, not a number: FILE, line 2, column 2 (b): \"x\"\n"
       "  choose a column of numbers, or a classifier",
       {.numeric_target = true}},
      {"a\n1\n", "load_csv: one column is not enough: features and a target are needed: FILE"},
      {"a,b\n", "load_csv: the file has no rows: FILE"},
      {"", "load_csv: the file has no rows: FILE"},
      {many_names(),
       "load_csv: every row has another text: FILE, line 2, column 1 (name): 25 of them\n"
       "  names and identifiers tell nothing about other rows: leave the column out"},
  };
  for (auto& row : rows) CHECK(message_of(row.text, row.options) == row.message);
}

TEST_CASE("load_csv: tabs in a .csv are an error with line and number of fields (mlpack 449)") {
  CHECK(message_of("a\tb\n1\t2\n") ==
        "load_csv: the fields are not separated by the delimiter: FILE, line 1, 1 field: \"a?b\"\n"
        "  they look separated by '\\t': set .delimiter = '\\t' (examples: --delimiter '\\t')");
  CHECK(message_of("a,b\n1,2\n1\t2\n") ==
        "load_csv: rows differ in length: FILE, line 3, 1 cell instead of 2\n"
        "  they look separated by '\\t': set .delimiter = '\\t' (examples: --delimiter '\\t')");
  CHECK(read("a\tb\n1\t2\n", {.delimiter = '\t'}).target_names == Names{"2"});
}

TEST_CASE("load_csv: Chinese paths, whatever the locale (pytorch 75171)") {
  const TemporaryFile folder("");
  std::filesystem::remove(folder.path());
  const std::string path = folder.path() + "/数据/花 卉.csv";
  std::filesystem::create_directories(folder.path() + "/数据");
  std::ofstream(path) << "长度,种类\n1,玫瑰\n2,百合\n";
  for (const char* locale : {"C", "C.UTF-8"}) {
    std::setlocale(LC_ALL, locale);
    const CsvDataset set = load_csv(path, {.target = "种类"});
    CHECK(set.feature_names == Names{"长度"});
    CHECK(set.target_names == Names{"玫瑰", "百合"});
  }
  std::setlocale(LC_ALL, "C");
  std::filesystem::remove_all(folder.path());
}

}  // namespace xgrad
