#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/csv.hpp>
#include <xgrad/models/data/file_internal.hpp>

namespace xgrad {
namespace {

/// Where in the file we are, for messages.
struct Place {
  const std::string& path;
  std::size_t line = 0;  // from 1

  [[noreturn]] void fail(std::string_view rule, std::string_view operands = {}, std::string_view remedy = {}) const {
    throw DataError("read_csv", rule,
                    fmt::format("{}, line {}{}{}", path, line, operands.empty() ? "" : ", ", operands), remedy);
  }
  [[noreturn]] void fail_in_cell(std::string_view rule, std::size_t column, std::string_view text,
                                 std::string_view remedy = {}) const {
    fail(rule, fmt::format("column {}{}", column + 1, text.empty() ? "" : fmt::format(": \"{}\"", printable(text))),
         remedy);
  }

 private:
  /// At most 40 characters, with ? for what a terminal should not get.
  static std::string printable(std::string_view text) {
    std::string shown(text.substr(0, 40));
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return c < 32 || c == 127; }, '?');
    return text.size() > 40 ? shown + "..." : shown;
  }
};

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes the next line off the text, without its \n or \r\n.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string_view> cells_of(std::string_view line, char delimiter) {
  std::vector<std::string_view> cells;
  for (std::size_t begin = 0;;) {
    const auto end = line.find(delimiter, begin);
    cells.push_back(without_blanks(line.substr(begin, end == line.npos ? end : end - begin)));
    if (end == line.npos) return cells;
    begin = end + 1;
  }
}

double number(std::string_view cell, std::size_t column, const Place& place) {
  if (cell.empty()) place.fail_in_cell("the cell is empty", column, "", "write nan for a number that is not known");
  if (cell.front() == '"') place.fail_in_cell("quoted cells are not supported", column, cell);
  const std::string_view digits = cell.front() == '+' && cell.substr(1, 1) != "-" ? cell.substr(1) : cell;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc::result_out_of_range)
    place.fail_in_cell("the number is too large or too small for float64", column, cell);
  if (error != std::errc() || end != digits.data() + digits.size())
    place.fail_in_cell("the cell is not a number", column, cell,
                       place.line == 1 ? "if the first line names the columns, set .header = true" : "");
  return value;
}

std::vector<std::string> names_of(const std::vector<std::string_view>& cells, const Place& place) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].starts_with('"')) place.fail_in_cell("quoted cells are not supported", i, cells[i]);
    names.emplace_back(cells[i]);
  }
  return names;
}

void check_delimiter(char delimiter) {
  if (std::string_view("\n\r\"+-.").find(delimiter) != std::string_view::npos ||
      std::isalnum(static_cast<unsigned char>(delimiter)))
    throw DataError("read_csv", "delimiter cannot be a character of a number or a line's end",
                    fmt::format("delimiter = '{}'", delimiter), "use ',', ';', '\\t' or the like");
}

}  // namespace

Table read_csv(const std::string& path, const CsvOptions& options) {
  check_delimiter(options.delimiter);
  const std::string content = detail::read_file("read_csv", path);
  std::string_view text = content;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);  // blank lines at the end

  Place place{path};
  Table table;
  std::vector<double> values;
  if (options.header && !text.empty()) {
    ++place.line;
    table.columns = names_of(cells_of(take_line(text), options.delimiter), place);
  }
  std::int64_t rows = 0;
  for (; !text.empty(); ++rows) {
    ++place.line;
    const std::vector<std::string_view> cells = cells_of(take_line(text), options.delimiter);
    if (table.columns.empty())
      for (std::size_t i = 0; i < cells.size(); ++i) table.columns.push_back(fmt::format("{}", i));
    if (cells.size() != table.columns.size())
      place.fail("rows differ in length", fmt::format("{} cells instead of {}", cells.size(), table.columns.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) values.push_back(number(cells[i], i, place));
  }
  if (rows == 0) throw DataError("read_csv", "the file has no rows", path);
  table.values = Tensor::from(values, Shape{rows, static_cast<std::int64_t>(table.columns.size())});
  return table;
}

Tensor Table::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end())
    throw DataError("column", "there is no such column", fmt::format("\"{}\"", name),
                    fmt::format("there are: {}", fmt::join(columns, ", ")));
  if (std::find(found + 1, columns.end(), name) != columns.end())
    throw DataError("column", "more than one column has this name", fmt::format("\"{}\"", name),
                    "take it from values by number");
  const auto at = found - columns.begin();
  Tensor made = Tensor::uninitialized(float64, Shape{values.shape(0)});
  double* to = made.mutable_data<double>();
  const double* from = values.data<double>() + at;
  for (std::int64_t row = 0; row < values.shape(0); ++row) to[row] = from[row * values.shape(1)];
  return made;
}

}  // namespace xgrad
