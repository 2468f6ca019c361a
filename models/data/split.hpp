#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/data/random_state.hpp>

namespace xgrad {

/// How much of the rows: nothing said, a fraction (0.2) or a whole number of rows (7).
class SplitSize {
 public:
  SplitSize() = default;  ///< nothing said
  /// That part of the rows, between 0 and 1.
  SplitSize(double fraction) : kind_(Kind::fraction), fraction_(fraction) {}
  /// That many rows.
  template <std::integral I>
  requires(!std::same_as<I, bool>) SplitSize(I rows) : kind_(Kind::rows), rows_(static_cast<std::int64_t>(rows)) {}

  // What was said.
  bool is_given() const { return kind_ != Kind::none; }
  bool is_fraction() const { return kind_ == Kind::fraction; }
  bool is_rows() const { return kind_ == Kind::rows; }
  double fraction() const { return fraction_; }
  std::int64_t rows() const { return rows_; }

 private:
  enum class Kind { none, fraction, rows } kind_ = Kind::none;
  double fraction_ = 0;
  std::int64_t rows_ = 0;
};

/// Options of train_test_split.
struct SplitOptions {
  SplitSize test_size = {};                       ///< without it: what train_size leaves, else 0.25
  SplitSize train_size = {};                      ///< without it: what test_size leaves
  std::optional<std::int64_t> random_state = {};  ///< the seed; without it every call splits differently
  bool shuffle = true;                            ///< false: the first rows train, the next test
  /// Labels [n] that both parts get in the same proportion; Tensor(), the default, for none.
  Tensor stratify = {};
};

/// Row numbers of the two parts, in the order in which train_test_split takes them.
struct SplitRows {
  std::vector<std::int64_t> train, test;
};

/// What train_test_split gives, in scikit-learn's order: auto [X_train, X_test, y_train, y_test] = ...
struct Split {
  Tensor X_train, X_test, y_train, y_test;
};

/// Splits rows at random into a part to train on and a part to test on.
///                                                                   as sklearn.model_selection.train_test_split
///
///     auto [X_train, X_test, y_train, y_test] = train_test_split(X, y, {.test_size = 0.2, .random_state = 42});
///
///   sizes      a fraction of n gives ceil(test_size * n) and floor(train_size * n) rows
///   stratify   each label's rows are split on their own (StratifiedShuffleSplit)
/// The rows are scikit-learn's for the same seed. Throws DataError for sizes that do not fit n, for X and y of
/// different length, and for labels that cannot be stratified; ShapeError for scalars.
///
///     auto split = train_test_split(arange(10), arange(10), {.test_size = 0.2, .random_state = 42});
///     split.X_train;                                                         // [5 0 7 2 9 4 3 6]
///     split.X_test;                                                          // [8 1]
Split train_test_split(const Tensor& X, const Tensor& y, const SplitOptions& options = {});
/// The same, drawing from a generator at hand; options.random_state is not used.
Split train_test_split(const Tensor& X, const Tensor& y, const SplitOptions& options, RandomState& generator);

/// The row numbers that train_test_split takes of n rows.
///     train_test_split_rows(10, {.test_size = 0.2, .random_state = 42}).test;           // 8, 1
SplitRows train_test_split_rows(std::int64_t n, const SplitOptions& options = {});
/// The same, drawing from a generator at hand; options.random_state is not used.
SplitRows train_test_split_rows(std::int64_t n, const SplitOptions& options, RandomState& generator);

}  // namespace xgrad
