#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/csv_dataset.hpp>
#include <xgrad/models/data/csv_records_internal.hpp>
#include <xgrad/models/data/file_internal.hpp>

namespace xgrad {
namespace {

using detail::CsvCell;
using detail::CsvNumber;
using detail::CsvRecords;

constexpr std::size_t many_texts = 20;  // a column of more, no two of them equal, is no set of categories

bool is_missing(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const char* word : {"", "na", "n/a", "nan", "null", "none", "?"})
    if (lower == word) return true;
  return false;
}

/// A column while it is being read: numbers, or texts by number in the order in which they came.
struct Column {
  std::string name;
  bool is_text = false;
  std::vector<double> values;
  std::map<std::string, double> texts = {};
  std::size_t numbers = 0;  // of a column of text: how many of its cells are numbers
  CsvCell first_text = {};
};

void add(Column& column, bool is_label, const CsvRecords& records, std::size_t i) {
  const CsvCell& cell = records.cells()[i];
  if (!cell.quoted && is_missing(cell.text))
    records.fail_in_cell("a value is missing", i, cell, column.name, "leave the row out, or fill in a value");
  double value = 0;
  const CsvNumber kind = detail::number_of(cell.text, value);
  if (column.values.empty()) column.is_text = is_label || kind == CsvNumber::not_a_number;
  if (column.is_text) {
    if (kind == CsvNumber::number) ++column.numbers;
    if (kind != CsvNumber::number && column.first_text.text.empty()) column.first_text = cell;
    value = column.texts.try_emplace(cell.text, static_cast<double>(column.texts.size())).first->second;
  } else if (kind == CsvNumber::not_a_number) {
    const bool comma = std::count(cell.text.begin(), cell.text.end(), ',') == 1;
    records.fail_in_cell("text in a column of numbers", i, cell, column.name,
                         comma ? "write decimal points, not commas" : "");
  } else if (kind == CsvNumber::out_of_range || !std::isfinite(value)) {
    records.fail_in_cell("the number is not finite in float64", i, cell, column.name);
  }
  column.values.push_back(value);
}

/// What can be said of a column only when it is complete.
void check_texts(const Column& column, std::size_t i, const CsvRecords& records) {
  const std::size_t rows = column.values.size();
  if (2 * column.numbers > rows) records.fail_in_cell("text in a column of numbers", i, column.first_text, column.name);
  if (column.texts.size() == rows && rows > many_texts)
    records.fail("every row has another text", column.first_text.line,
                 fmt::format("column {} ({}): {} of them", i + 1, detail::printable(column.name), rows),
                 "names and identifiers tell nothing about other rows: leave the column out");
}

/// The texts sorted, and each one's place among them by its number.
struct Categories {
  std::vector<std::string> names;
  std::vector<std::int64_t> place;
};
Categories categories_of(const Column& column, bool as_numbers) {
  Categories made;
  for (const auto& [text, number] : column.texts) made.names.push_back(text);
  auto number = [](const std::string& text) {
    double value = 0;
    detail::number_of(text, value);
    return value;
  };
  if (as_numbers)
    std::stable_sort(made.names.begin(), made.names.end(),
                     [&](const auto& a, const auto& b) { return number(a) < number(b); });
  made.place.resize(made.names.size());
  for (std::size_t i = 0; i < made.names.size(); ++i)
    made.place[static_cast<std::size_t>(column.texts.at(made.names[i]))] = static_cast<std::int64_t>(i);
  return made;
}

std::vector<Column> columns_of(const CsvRecords& records, bool header) {
  std::vector<Column> made;
  for (std::size_t i = 0; i < records.cells().size(); ++i) {
    std::string name = header ? records.cells()[i].text : fmt::format("{}", i + 1);
    if (name.empty()) name = fmt::format("{}", i + 1);  // as the index that pandas writes
    made.push_back({.name = std::move(name), .values = {}});
  }
  return made;
}

std::size_t target_of(const std::vector<Column>& columns, const std::string& wanted, const std::string& path) {
  if (columns.size() < 2)
    throw DataError("load_csv", "one column is not enough: features and a target are needed", path);
  if (wanted.empty()) return columns.size() - 1;
  std::vector<std::string> names;
  std::size_t found = columns.size(), count = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    names.push_back(detail::printable(columns[i].name));
    if (columns[i].name == wanted) found = i, ++count;
  }
  if (count == 1) return found;
  if (count > 1)
    throw DataError("load_csv", "more than one column has the target's name", fmt::format("\"{}\"", wanted),
                    "give its number, from 1, in a file without header");
  double number = 0;
  if (detail::number_of(wanted, number) == CsvNumber::number && number >= 1 && std::floor(number) == number &&
      number <= static_cast<double>(columns.size()))
    return static_cast<std::size_t>(number) - 1;
  throw DataError("load_csv", "there is no such target column", fmt::format("\"{}\" in {}", wanted, path),
                  fmt::format("there are: {}", fmt::join(names, ", ")));
}

void take_labels(CsvDataset& to, const Column& column, std::size_t i, const CsvRecords& records) {
  const bool all_numbers = column.numbers == column.values.size();
  for (const auto& [text, ignored] : column.texts) {
    double value = 0;
    if (all_numbers && detail::number_of(text, value) == CsvNumber::number && std::floor(value) != value)
      throw DataError(
          "load_csv", "a label is a fraction",
          fmt::format("column {} ({}): \"{}\"", i + 1, detail::printable(column.name), detail::printable(text)),
          "labels are whole numbers or texts; to estimate a number, use regression");
  }
  const std::size_t rows = column.values.size();
  if (column.texts.size() == rows && rows > many_texts)
    records.fail("every row has another label", 1, fmt::format("column {} ({})", i + 1, detail::printable(column.name)),
                 "choose another target, or use regression");
  Categories labels = categories_of(column, all_numbers);
  std::vector<std::int64_t> places;
  for (double number : column.values) places.push_back(labels.place[static_cast<std::size_t>(number)]);
  to.target = Tensor::from(places, Shape{static_cast<std::int64_t>(rows)});
  to.target_names = std::move(labels.names);
}

/// All columns but the target, side by side.
void take_features(CsvDataset& to, const std::vector<Column>& columns, std::size_t target) {
  std::vector<std::vector<std::int64_t>> places(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i == target) continue;
    if (!columns[i].is_text) {
      to.feature_names.push_back(columns[i].name);
      continue;
    }
    Categories texts = categories_of(columns[i], false);
    places[i] = std::move(texts.place);
    for (const std::string& name : texts.names) to.feature_names.push_back(columns[i].name + "=" + name);
  }
  const std::size_t rows = columns[0].values.size(), features = to.feature_names.size();
  to.data = zeros(Shape{static_cast<std::int64_t>(rows), static_cast<std::int64_t>(features)});
  double* row = to.data.mutable_data<double>();
  for (std::size_t r = 0; r < rows; ++r, row += features) {
    double* at = row;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i == target) continue;
      const double value = columns[i].values[r];
      if (columns[i].is_text)
        at[places[i][static_cast<std::size_t>(value)]] = 1.0;
      else
        *at = value;
      at += columns[i].is_text ? places[i].size() : 1;
    }
  }
}

}  // namespace

CsvDataset load_csv(const std::string& path, const CsvDatasetOptions& options) {
  CsvRecords records("load_csv", path, options.delimiter);
  std::vector<Column> columns;
  std::size_t target = 0;
  for (bool first = true; records.next(); first = false) {
    if (first) {
      records.check_delimiter_fits();
      columns = columns_of(records, options.header);
      target = target_of(columns, options.target, path);
      if (options.header) continue;
    }
    records.check_length(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i)
      add(columns[i], i == target && !options.numeric_target, records, i);
  }
  if (columns.empty() || columns[0].values.empty()) records.fail_without_rows();

  CsvDataset made;
  made.target_name = columns[target].name;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].is_text && i != target) check_texts(columns[i], i, records);
  if (!options.numeric_target) {
    take_labels(made, columns[target], target, records);
  } else if (columns[target].is_text) {
    records.fail_in_cell("the target is text, not a number", target, columns[target].first_text, made.target_name,
                         "choose a column of numbers, or a classifier");
  } else {
    made.target = Tensor::from(columns[target].values, Shape{static_cast<std::int64_t>(columns[0].values.size())});
  }
  take_features(made, columns, target);
  return made;
}

}  // namespace xgrad
