#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/split.hpp>

namespace xgrad {
namespace {

using Rows = std::vector<std::int64_t>;

constexpr std::string_view caller = "train_test_split";

std::string to_string(const SplitSize& size) {
  if (size.is_fraction()) return fmt::format("{}", size.fraction());
  return size.is_rows() ? fmt::format("{}", size.rows()) : "not given";
}

std::string both(const SplitOptions& options) {
  return fmt::format("test_size = {}, train_size = {}", to_string(options.test_size), to_string(options.train_size));
}

void check_size(std::string_view name, const SplitSize& size, std::int64_t n) {
  const bool is_right = size.is_fraction() ? size.fraction() > 0 && size.fraction() < 1
                                           : !size.is_given() || (size.rows() > 0 && size.rows() < n);
  if (is_right) return;
  throw DataError(caller, fmt::format("{} does not fit the data", name),
                  fmt::format("{} = {}, {} rows", name, to_string(size), n),
                  "give a fraction between 0 and 1, or a whole number of rows from 1 to one less than there are");
}

struct Sizes {
  std::int64_t train, test;
};

/// scikit-learn's rounding: the test part up, the train part down.
Sizes sizes_of(std::int64_t n, const SplitOptions& options) {
  SplitSize test = options.test_size, train = options.train_size;
  if (!test.is_given() && !train.is_given()) test = 0.25;
  check_size("test_size", test, n);
  check_size("train_size", train, n);
  if (test.is_fraction() && train.is_fraction() && test.fraction() + train.fraction() > 1)
    throw DataError(caller, "test_size and train_size sum to more than 1", both(options), "reduce one of them");
  const double rows = static_cast<double>(n);
  Sizes sizes{train.is_fraction() ? static_cast<std::int64_t>(std::floor(train.fraction() * rows)) : train.rows(),
              test.is_fraction() ? static_cast<std::int64_t>(std::ceil(test.fraction() * rows)) : test.rows()};
  if (!train.is_given()) sizes.train = n - sizes.test;
  if (!test.is_given()) sizes.test = n - sizes.train;
  if (sizes.train + sizes.test > n)
    throw DataError(caller, "train_size and test_size ask for more rows than there are",
                    fmt::format("{} + {} of {}", sizes.train, sizes.test, n), "reduce one of them");
  if (sizes.train <= 0)
    throw DataError(caller, "the part to train on would be empty", fmt::format("{} rows, {}", n, both(options)),
                    "give more rows, a smaller test_size or a larger train_size");
  return sizes;
}

/// Each label's number among the sorted distinct labels.
template <class T> Rows numbered(std::span<const T> labels) {
  std::vector<T> distinct(labels.begin(), labels.end());
  if constexpr (std::is_floating_point_v<T>)
    if (std::any_of(labels.begin(), labels.end(), [](T label) { return std::isnan(label); }))
      throw DataError(caller, "stratify contains NaN", "", "give every row a label");
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  Rows numbers;
  numbers.reserve(labels.size());
  for (const T& label : labels)
    numbers.push_back(std::lower_bound(distinct.begin(), distinct.end(), label) - distinct.begin());
  return numbers;
}

bool is_given(const Tensor& stratify) { return !stratify.is_identical(Tensor()); }

Rows class_numbers(const Tensor& labels, std::int64_t n) {
  const bool is_column = labels.rank() == 1 || (labels.rank() == 2 && labels.shape(1) == 1);
  if (!is_column || labels.shape(0) != n)
    throw DataError(caller, "stratify needs one label for each row",
                    fmt::format("stratify {}, {} rows", xgrad::to_string(labels.shape()), n));
  switch (labels.dtype()) {
    case DType::float32: return numbered(labels.values<float>());
    case DType::float64: return numbered(labels.values<double>());
    case DType::int64: return numbered(labels.values<std::int64_t>());
    case DType::boolean: break;
  }
  return numbered(labels.astype(int64).values<std::int64_t>());
}

std::vector<Rows> rows_of_classes(const Rows& numbers) {
  std::vector<Rows> classes(static_cast<std::size_t>(*std::max_element(numbers.begin(), numbers.end())) + 1);
  for (std::size_t row = 0; row < numbers.size(); ++row)
    classes[static_cast<std::size_t>(numbers[row])].push_back(static_cast<std::int64_t>(row));
  return classes;
}

void check_classes(const std::vector<Rows>& classes, const Sizes& sizes) {
  const auto smallest =
      std::min_element(classes.begin(), classes.end(), [](auto& a, auto& b) { return a.size() < b.size(); });
  if (smallest->size() < 2)
    throw DataError(caller, "stratify has a label with one row only, which cannot be in both parts",
                    fmt::format("row {}", smallest->front()), "give each label at least 2 rows, or leave stratify out");
  const std::int64_t count = static_cast<std::int64_t>(classes.size());
  for (auto [name, rows] : {std::pair("train_size", sizes.train), std::pair("test_size", sizes.test)})
    if (rows < count)
      throw DataError(caller, fmt::format("{} leaves fewer rows than stratify has labels", name),
                      fmt::format("{} rows, {} labels", rows, count), "each part needs at least one row of each label");
}

/// How many of `draws` each class gets, in proportion; what is left after rounding down goes to the largest remainders,
/// equal ones by lot (scikit-learn's _approximate_mode).
Rows proportional(const Rows& counts, std::int64_t draws, RandomState& generator) {
  const double total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  Rows given;
  std::vector<double> remainders;
  for (std::int64_t count : counts) {
    const double exact = static_cast<double>(count) / total * static_cast<double>(draws);
    given.push_back(static_cast<std::int64_t>(std::floor(exact)));
    remainders.push_back(exact - std::floor(exact));
  }
  std::int64_t left = draws - std::accumulate(given.begin(), given.end(), std::int64_t{0});
  std::vector<double> values = remainders;
  std::sort(values.begin(), values.end(), std::greater<>());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  for (double value : values) {
    if (left <= 0) break;
    Rows equal;
    for (std::size_t i = 0; i < remainders.size(); ++i)
      if (remainders[i] == value) equal.push_back(static_cast<std::int64_t>(i));
    const std::int64_t now = std::min(left, static_cast<std::int64_t>(equal.size()));
    const Tensor lucky = generator.choice(static_cast<std::int64_t>(equal.size()), now, false);
    for (std::int64_t i : lucky.values<std::int64_t>())
      ++given[static_cast<std::size_t>(equal[static_cast<std::size_t>(i)])];
    left -= now;
  }
  return given;
}

SplitRows stratified(const std::vector<Rows>& classes, const Sizes& sizes, RandomState& generator) {
  Rows counts;
  for (const Rows& rows : classes) counts.push_back(static_cast<std::int64_t>(rows.size()));
  const Rows train = proportional(counts, sizes.train, generator);
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] -= train[i];
  const Rows test = proportional(counts, sizes.test, generator);
  SplitRows split;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const Tensor order = generator.permutation(static_cast<std::int64_t>(classes[i].size()));
    const auto next = order.values<std::int64_t>();
    for (std::int64_t at = 0; at < train[i] + test[i]; ++at) {
      const auto row = classes[i][static_cast<std::size_t>(next[static_cast<std::size_t>(at)])];
      (at < train[i] ? split.train : split.test).push_back(row);
    }
  }
  generator.shuffle(split.train);
  generator.shuffle(split.test);
  return split;
}

SplitRows in_order(const Sizes& sizes) {
  SplitRows split{Rows(static_cast<std::size_t>(sizes.train)), Rows(static_cast<std::size_t>(sizes.test))};
  std::iota(split.train.begin(), split.train.end(), std::int64_t{0});
  std::iota(split.test.begin(), split.test.end(), sizes.train);
  return split;
}

SplitRows at_random(std::int64_t n, const Sizes& sizes, RandomState& generator) {
  const Rows order = generator.permutation(n).to_vector<std::int64_t>();
  const auto test_end = order.begin() + sizes.test;
  return {Rows(test_end, test_end + sizes.train), Rows(order.begin(), test_end)};
}

std::int64_t common_rows(const Tensor& X, const Tensor& y) {
  if (X.rank() == 0 || y.rank() == 0) throw ShapeError(caller, "a scalar has no rows");
  if (X.shape(0) != y.shape(0))
    throw DataError(caller, "X and y differ in their number of rows",
                    fmt::format("X {}, y {}", xgrad::to_string(X.shape()), xgrad::to_string(y.shape())));
  return X.shape(0);
}

Split take_rows(const Tensor& X, const Tensor& y, const SplitRows& rows) {
  return {take(X, rows.train), take(X, rows.test), take(y, rows.train), take(y, rows.test)};
}

}  // namespace

SplitRows train_test_split_rows(std::int64_t n, const SplitOptions& options, RandomState& generator) {
  if (n < 0) throw DataError(caller, "the number of rows is negative", fmt::format("n = {}", n));
  const Sizes sizes = sizes_of(n, options);
  if (!options.shuffle && is_given(options.stratify))
    throw DataError(caller, "stratify does not go with shuffle = false", "", "leave out one of them");
  if (!options.shuffle) return in_order(sizes);
  if (!is_given(options.stratify)) return at_random(n, sizes, generator);
  const std::vector<Rows> classes = rows_of_classes(class_numbers(options.stratify, n));
  check_classes(classes, sizes);
  return stratified(classes, sizes, generator);
}

SplitRows train_test_split_rows(std::int64_t n, const SplitOptions& options) {
  RandomState generator(options.random_state);
  return train_test_split_rows(n, options, generator);
}

Split train_test_split(const Tensor& X, const Tensor& y, const SplitOptions& options, RandomState& generator) {
  return take_rows(X, y, train_test_split_rows(common_rows(X, y), options, generator));
}

Split train_test_split(const Tensor& X, const Tensor& y, const SplitOptions& options) {
  return take_rows(X, y, train_test_split_rows(common_rows(X, y), options));
}

}  // namespace xgrad
