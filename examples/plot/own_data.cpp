#include <xgrad/examples/plot/own_data.hpp>

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
  return {read.data, read.target, std::move(read.feature_names), std::move(read.target_names), file};
}

}  // namespace xgrad::plot
