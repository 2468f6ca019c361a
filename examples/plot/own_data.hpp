#pragma once
#include <string>
#include <utility>
#include <vector>
#include <xgrad/models/data/csv_dataset.hpp>
#include <xgrad/models/data/datasets.hpp>

namespace xgrad::plot {

/// A CSV file of the user's that an example takes instead of its own data: --data, --target, --no-header, --delimiter.
struct OwnData {
  std::string file = {}, target = {}, delimiter = ",";
  bool no_header = false;

  bool is_given() const { return !file.empty(); }
  /// Reads it for a classifier: labels, of two classes at least; or for regression: numbers. As load_csv.
  Dataset labels() const;
  CsvDataset numbers() const { return load(true); }
  /// Labels of two classes. Throws DataError for another number of them.
  Dataset two_labels() const;
  /// The one column beside the target, and the target. Throws DataError if there are more.
  std::pair<std::vector<double>, std::vector<double>> x_and_y() const;

 private:
  CsvDataset load(bool numeric_target) const;
};

}  // namespace xgrad::plot
