#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/csv_records_internal.hpp>
#include <xgrad/models/data/file_internal.hpp>

namespace xgrad::detail {
namespace {

std::string escaped(char c) { return c == '\t' ? "\\t" : std::string(1, c); }

void check_delimiter(std::string_view what, char delimiter) {
  if (std::string_view("\n\r\"+-. ").find(delimiter) == std::string_view::npos && delimiter != '\0' &&
      !std::isalnum(static_cast<unsigned char>(delimiter)))
    return;
  throw DataError(what, "delimiter cannot be a character of a number or a line's end",
                  fmt::format("delimiter = '{}'", printable(std::string_view(&delimiter, 1))),
                  "use ',', ';', '\\t' or the like");
}

}  // namespace

CsvRecords::CsvRecords(std::string_view what, const std::string& path, char delimiter)
    : what_(what), path_(path), delimiter_(delimiter) {
  check_delimiter(what, delimiter);
  content_ = read_file(what, path);
  rest_ = content_;
  if (rest_.starts_with("\xff\xfe") || rest_.starts_with("\xfe\xff"))
    throw DataError(what, "the file is UTF-16", path, "save it as UTF-8");
  if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
  // Blank lines at the end; what stands before the last line end belongs to a record.
  std::size_t end = rest_.size();
  for (std::size_t i = rest_.size(); i > 0; --i) {
    const char c = rest_[i - 1];
    if (c == '\n' || c == '\r') end = i - 1;
    if (c != '\n' && c != '\r' && (c == delimiter || (c != ' ' && c != '\t'))) break;
    if (i == 1) end = 0;
  }
  rest_ = rest_.substr(0, end);
}

bool CsvRecords::next() {
  if (rest_.empty()) return false;
  line_ = next_line_;
  for (std::size_t n = 0;; ++n) {
    if (n == cells_.size()) cells_.emplace_back();
    read_cell(cells_[n]);
    if (!rest_.empty() && rest_.front() == delimiter_) {
      rest_.remove_prefix(1);
      continue;
    }
    cells_.resize(n + 1);
    take_line_end();
    return true;
  }
}

void CsvRecords::skip_blanks() {
  while (!rest_.empty() && rest_.front() != delimiter_ && (rest_.front() == ' ' || rest_.front() == '\t'))
    rest_.remove_prefix(1);
}

void CsvRecords::take_line_end() {
  if (rest_.empty()) return;
  rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
  ++next_line_;
}

void CsvRecords::read_cell(CsvCell& cell) {
  skip_blanks();
  cell.line = next_line_;
  cell.quoted = !rest_.empty() && rest_.front() == '"';
  if (cell.quoted) return read_quoted(cell);
  std::size_t end = 0;
  while (end < rest_.size() && rest_[end] != delimiter_ && rest_[end] != '\n' && rest_[end] != '\r') ++end;
  const auto last = rest_.substr(0, end).find_last_not_of(" \t");
  cell.text.assign(rest_.substr(0, last == std::string_view::npos ? 0 : last + 1));
  rest_.remove_prefix(end);
}

void CsvRecords::read_quoted(CsvCell& cell) {
  rest_.remove_prefix(1);
  cell.text.clear();
  for (;; rest_.remove_prefix(1)) {
    if (rest_.empty())
      fail("a quote is not closed", cell.line, fmt::format("\"{}", printable(cell.text)),
           "a quote in a quoted field is written twice");
    if (rest_.front() == '"') {
      rest_.remove_prefix(1);
      if (rest_.empty() || rest_.front() != '"') break;
    }
    // A line end in the field, however it is written, is one line of the file.
    if (rest_.front() == '\n' || (rest_.front() == '\r' && !rest_.starts_with("\r\n"))) ++next_line_;
    cell.text += rest_.front();
  }
  skip_blanks();
  if (at_line_end() || rest_.front() == delimiter_) return;
  fail("text follows a closing quote", next_line_, fmt::format("\"{}\"", printable(cell.text)),
       "a quote in a quoted field is written twice");
}

void CsvRecords::fail(std::string_view rule, std::size_t line, std::string_view operands,
                      std::string_view remedy) const {
  throw DataError(what_, rule, fmt::format("{}, line {}{}{}", path_, line, operands.empty() ? "" : ", ", operands),
                  remedy);
}

void CsvRecords::fail_in_cell(std::string_view rule, std::size_t column, const CsvCell& cell, std::string_view name,
                              std::string_view remedy) const {
  const std::string called = name.empty() ? "" : fmt::format(" ({})", printable(name));
  const std::string text = cell.text.empty() ? "" : fmt::format(": \"{}\"", printable(cell.text));
  fail(rule, cell.line, fmt::format("column {}{}{}", column + 1, called, text), remedy);
}

void CsvRecords::check_length(std::size_t wanted) const {
  if (cells_.size() == wanted) return;
  const std::string other = cells_.size() == 1 ? other_delimiter() : "";
  fail("rows differ in length", line_,
       fmt::format("{} cell{} instead of {}", cells_.size(), cells_.size() == 1 ? "" : "s", wanted), other);
}

void CsvRecords::check_delimiter_fits() const {
  if (cells_.size() != 1 || cells_[0].quoted) return;
  const std::string other = other_delimiter();
  if (!other.empty())
    fail("the fields are not separated by the delimiter", line_,
         fmt::format("1 field: \"{}\"", printable(cells_[0].text)), other);
}

/// A remedy, if another delimiter stands in the record's first field.
std::string CsvRecords::other_delimiter() const {
  for (char other : {'\t', ';', '|', ','})
    if (other != delimiter_ && cells_[0].text.find(other) != std::string::npos)
      return fmt::format("they look separated by '{0}': set .delimiter = '{0}' (examples: --delimiter '{0}')",
                         escaped(other));
  return "";
}

void CsvRecords::fail_without_rows() const { throw DataError(what_, "the file has no rows", path_); }

CsvNumber number_of(std::string_view cell, double& value) {
  const std::string_view digits = cell.starts_with('+') && cell.substr(1, 1) != "-" ? cell.substr(1) : cell;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size()) return CsvNumber::not_a_number;
  if (error == std::errc::result_out_of_range) return CsvNumber::out_of_range;
  return error == std::errc() ? CsvNumber::number : CsvNumber::not_a_number;
}

}  // namespace xgrad::detail
