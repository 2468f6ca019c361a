#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::detail {

/// A field of a CSV file, without its quotes and without blanks around it.
struct CsvCell {
  std::string text;
  bool quoted = false;
  std::size_t line = 0;  ///< where it begins, from 1
};

/// Reads a CSV file record by record: RFC 4180, lines ending in \n, \r\n or \r. Every message names file and line.
class CsvRecords {
 public:
  /// Throws IoError if the file cannot be read, DataError for a delimiter that cannot be one and for UTF-16.
  CsvRecords(std::string_view what, const std::string& path, char delimiter);

  /// The next record, false after the last. Blank lines at the end do not count. Throws DataError for a quote that is
  /// not closed, or text after a closing quote.
  bool next();
  const std::vector<CsvCell>& cells() const { return cells_; }
  std::size_t line() const { return line_; }  ///< where the record begins

  /// "path, line 3, column 2: "text"" and the rule that it breaks, as a DataError.
  [[noreturn]] void fail(std::string_view rule, std::size_t line, std::string_view operands = {},
                         std::string_view remedy = {}) const;
  [[noreturn]] void fail_in_cell(std::string_view rule, std::size_t column, const CsvCell& cell,
                                 std::string_view name = {}, std::string_view remedy = {}) const;
  /// Throws DataError if the record has not `wanted` fields.
  void check_length(std::size_t wanted) const;
  /// Throws DataError if the record is one field that another delimiter would take apart.
  void check_delimiter_fits() const;
  [[noreturn]] void fail_without_rows() const;

 private:
  void read_cell(CsvCell& cell);
  void read_quoted(CsvCell& cell);
  bool at_line_end() const { return rest_.empty() || rest_.front() == '\n' || rest_.front() == '\r'; }
  void skip_blanks();
  void take_line_end();
  std::string other_delimiter() const;

  std::string what_, path_, content_;
  std::string_view rest_;
  char delimiter_;
  std::size_t line_ = 0, next_line_ = 1;
  std::vector<CsvCell> cells_;
};

/// The cell as a decimal number (also nan, inf).
enum class CsvNumber { number, not_a_number, out_of_range };
CsvNumber number_of(std::string_view cell, double& value);

}  // namespace xgrad::detail
