#include <fmt/format.h>
#include <xgrad/examples/plot/grid.hpp>
#include <xgrad/examples/plot/own_data.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad::plot {

CsvDataset OwnData::load(bool numeric_target) const {
  const bool is_tab = delimiter == "\\t" || delimiter == "tab";
  return load_csv(file, {.target = target,
                         .numeric_target = numeric_target,
                         .header = !no_header,
                         .delimiter = is_tab ? '\t' : delimiter.front()});
}

Dataset OwnData::labels() const {
  CsvDataset read = load(false);
  if (read.target_names.size() < 2)
    throw DataError(file, "the target is the same in all rows",
                    fmt::format("{}: {}", read.target_name, read.target_names.at(0)), "choose another --target");
  return {read.data, read.target, std::move(read.feature_names), std::move(read.target_names), file};
}

Dataset OwnData::two_labels() const {
  Dataset set = labels();
  if (set.target_names.size() == 2) return set;
  throw DataError(file, "the target has two values", fmt::format("{} of them", set.target_names.size()),
                  "more classes: the example iris");
}

std::pair<std::vector<double>, std::vector<double>> OwnData::x_and_y() const {
  const CsvDataset set = numbers();
  if (set.data.shape(1) == 1) return {plot::numbers(set.data), plot::numbers(set.target)};
  throw DataError(file, "one column beside the target is needed", fmt::format("{} features", set.data.shape(1)),
                  "more features: the example functions");
}

}  // namespace xgrad::plot
