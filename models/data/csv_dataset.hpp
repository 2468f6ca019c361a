#pragma once
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/data/csv.hpp>

namespace xgrad {

struct CsvDatasetOptions {
  /// The column to be predicted, by its name; or by its number, from 1, if no column is called so. Empty: the last one.
  std::string target = {};
  bool numeric_target = false;  ///< the target is a number to be estimated, not a label
  bool header = true;           ///< the first line names the columns; else they are "1", "2", ...
  char delimiter = ',';
};

/// Examples with what is to be predicted of them.
struct CsvDataset {
  Tensor data;                             ///< float64 [examples, features]
  Tensor target;                           ///< float64 [examples]; of labels: int64, places in target_names
  std::vector<std::string> feature_names;  ///< "length"; of a column of text a feature for each text: "colour=red"
  std::string target_name;
  std::vector<std::string> target_names;  ///< the labels, sorted: whole numbers as numbers, others as text
};

/// Reads examples from a CSV file: columns of numbers, and columns of text, which are one-hot encoded (a feature for
/// each text, sorted, 1 where it stands and 0 elsewhere). As read_csv otherwise; quoted cells may hold delimiters, line
/// ends and doubled quotes.
///
///     CsvDataset flowers = load_csv("flowers.csv", {.target = "species"});
///     mlp.fit(flowers.data, flowers.target);
///
/// A column is one of numbers if its first cell is a number. Throws IoError if the file cannot be read; DataError with
/// file, line and column for missing values (empty, NA, nan, null, none, ?), rows of different length, text in a column
/// of numbers or numbers that are not finite, a column of text that is different in every row (a name, an identifier),
/// a target that is not there, a label that is a fraction, fewer than two columns.
CsvDataset load_csv(const std::string& path, const CsvDatasetOptions& options = {});

}  // namespace xgrad
