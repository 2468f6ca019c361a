#include <fmt/format.h>
#include <xgrad/models/data/csv.hpp>
#include <xgrad/models/data/datasets.hpp>

#include "sklearn_internal.hpp"

namespace conformance {

using namespace xgrad;
using nlohmann::json;

namespace {

/// A file is known by its keys.
Verdicts judge_sklearn(const std::filesystem::path& file) {
  const json content = read_json(file);
  auto has = [&](const char* key) { return content.contains(key); };
  if (has("estimator")) return judge_fit(content, file);
  if (has("seeds")) return judge_random_state(content);
  if (has("reports") || has("regression_scores")) return judge_reports(content);
  if (has("initial_coefs_0_row_0")) return judge_digits_fit(content, file);
  if (has("test_rows")) return judge_iris_fits(content, file);
  if (has("cases") && content["cases"].is_array() && !content["cases"].empty()) {
    const json& first = content["cases"][0];
    if (first.contains("call")) return judge_refusals(content);
    if (first.contains("with_mean")) return judge_scalers(content, file);
    if (first.contains("train")) return judge_splits(content);
  }
  return {{file.filename().string(), Outcome::fail, 0, "holds no cases of a kind that is known here"}};
}

const Kind sklearn("sklearn", judge_sklearn);

/// The table without the columns from `first` on.
Tensor leading_columns(const Tensor& table, std::int64_t first) {
  Tensor part = Tensor::uninitialized(float64, {table.shape(0), first});
  for (std::int64_t i = 0; i < table.shape(0); ++i)
    std::copy_n(table.data<double>() + i * table.shape(1), first, part.mutable_data<double>() + i * first);
  return part;
}

template <class T> Tensor tensor_of(const json& value) {
  std::vector<T> flat;
  for (double x : numbers(value)) flat.push_back(static_cast<T>(x));
  return Tensor::from(flat, Shape(extents(value)));
}

}  // namespace

Examples load_examples(const std::string& name, const std::filesystem::path& file) {
  if (name == "digits" || name == "iris") {
    Dataset set = name == "digits" ? datasets::load_digits() : datasets::load_iris();
    return {set.data, set.target};
  }
  if (name != "diabetes") throw std::runtime_error(fmt::format("unknown data '{}'", name));
  const Table table = read_csv((file.parent_path() / "diabetes.csv").string());
  return {leading_columns(table.values, table.values.shape(1) - 1), table.column("target")};
}

Tensor float_tensor(const json& value) { return tensor_of<double>(value); }

Tensor int_tensor(const json& value) {
  const auto flat = value.get<std::vector<std::int64_t>>();
  return Tensor::from(flat, {static_cast<std::int64_t>(flat.size())});
}

std::vector<double> as_numbers(const Tensor& t) { return t.astype(float64).to_vector<double>(); }

}  // namespace conformance
