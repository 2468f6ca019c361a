#include <fmt/format.h>
#include <cmath>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>

namespace xgrad::models::detail {
namespace {

/// The rows of the smaller of two classes; 2 if there is one class only.
std::int64_t smaller_class(const MLPTarget& target, std::int64_t n) {
  std::int64_t second = 0;
  for (double label : target.values.astype(float64).values<double>()) second += label == 1;
  return target.classes.size() < 2 ? 2 : std::min(second, n - second);
}

}  // namespace

MLPSplit split_for_validation(std::string_view name, const MLPOptions& options, const MLPTarget& target, std::int64_t n,
                              RandomState& generator) {
  const auto validation = static_cast<std::int64_t>(std::ceil(options.validation_fraction * static_cast<double>(n)));
  const std::int64_t train = n - validation;
  auto refuse = [&](std::string_view rule, std::string_view remedy) {
    throw DataError(name, rule,
                    fmt::format("validation_fraction = {}, {} rows: {} to train on, {} set aside",
                                options.validation_fraction, n, train, validation),
                    remedy);
  };
  if (train < 1)
    refuse("early_stopping leaves no example to train on", "give more rows, or a smaller validation_fraction");
  if (validation < 2)
    refuse("early_stopping needs at least two examples for its score",
           "give a larger validation_fraction or more rows, or leave out early_stopping");
  SplitOptions split{.test_size = validation};
  if (target.task == Task::binary) {
    if (smaller_class(target, n) < 2)
      refuse("early_stopping needs two examples of each class, one to train on and one for its score",
             "give each class at least two rows, or leave out early_stopping");
    if (train < 2 && target.classes.size() == 2)
      refuse("early_stopping leaves fewer examples to train on than classes",
             "give more rows, or a smaller validation_fraction");
    split.stratify = target.values;
  }
  const SplitRows rows = train_test_split_rows(n, split, generator);
  return {rows.train, rows.test};
}

}  // namespace xgrad::models::detail
