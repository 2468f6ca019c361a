#include <fmt/format.h>
#include <algorithm>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/csv.hpp>
#include <xgrad/models/data/csv_records_internal.hpp>
#include <xgrad/models/data/file_internal.hpp>

namespace xgrad {
namespace {

double number(const detail::CsvRecords& records, std::size_t column) {
  const detail::CsvCell& cell = records.cells()[column];
  if (cell.text.empty())
    records.fail_in_cell("the cell is empty", column, cell, {}, "write nan for a number that is not known");
  double value = 0;
  switch (detail::number_of(cell.text, value)) {
    case detail::CsvNumber::number: return value;
    case detail::CsvNumber::out_of_range:
      records.fail_in_cell("the number is too large or too small for float64", column, cell);
    case detail::CsvNumber::not_a_number: break;
  }
  const bool comma = std::count(cell.text.begin(), cell.text.end(), ',') == 1;
  records.fail_in_cell("the cell is not a number", column, cell, {},
                       cell.line == 1 ? "if the first line names the columns, set .header = true"
                       : comma        ? "write decimal points, not commas"
                                      : "");
}

}  // namespace

Table read_csv(const std::string& path, const CsvOptions& options) {
  detail::CsvRecords records("read_csv", path, options.delimiter);
  Table table;
  std::vector<double> values;
  std::int64_t rows = 0;
  for (bool first = true; records.next(); first = false) {
    if (first) {
      records.check_delimiter_fits();
      for (std::size_t i = 0; i < records.cells().size(); ++i)
        table.columns.push_back(options.header ? records.cells()[i].text : fmt::format("{}", i));
      if (options.header) continue;
    }
    records.check_length(table.columns.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i) values.push_back(number(records, i));
    ++rows;
  }
  if (rows == 0) records.fail_without_rows();
  table.values = Tensor::from(values, Shape{rows, static_cast<std::int64_t>(table.columns.size())});
  return table;
}

Tensor Table::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) {
    std::vector<std::string> names;
    for (const std::string& column : columns) names.push_back(detail::printable(column));
    throw DataError("column", "there is no such column", fmt::format("\"{}\"", name),
                    fmt::format("there are: {}", fmt::join(names, ", ")));
  }
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
