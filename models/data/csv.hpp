#pragma once
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

/// How a CSV file is written.
struct CsvOptions {
  bool header = true;    ///< the first line names the columns
  char delimiter = ',';  ///< what stands between the cells of a line: ',', ';', '\t' ...
};

/// What a CSV file holds.
struct Table {
  std::vector<std::string> columns;  ///< their names: the header's, or "0", "1", ... without one
  Tensor values;                     ///< float64 [rows, columns]

  /// The column of that name, float64 [rows]. Throws DataError if there is none, or more than one.
  Tensor column(std::string_view name) const;
};

/// Reads a table of numbers. Each line is a row; cells are decimal numbers (also nan, inf), quoted or not, blanks
/// around them do not count; lines end in \n, \r\n or \r, and blank ones at the end are left out. A UTF-8 byte order
/// mark is skipped.
///
///     Table flowers = read_csv("iris.csv");
///     Tensor X = flowers.values;
///
/// Throws IoError if the file cannot be read; DataError with file, line and column for a row of another length, a cell
/// that is empty or no number, a quote that is not closed, another delimiter, and for a file without rows. Tables with
/// text in them: load_csv, in csv_dataset.hpp.
Table read_csv(const std::string& path, const CsvOptions& options = {});

}  // namespace xgrad
