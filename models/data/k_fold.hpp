#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/data/split.hpp>

namespace xgrad {

/// Options of KFold and StratifiedKFold.
struct FoldOptions {
  std::int64_t n_splits = 5;                      ///< how many folds
  bool shuffle = false;                           ///< else the rows stay in order
  std::optional<std::int64_t> random_state = {};  ///< the seed of shuffle; without it every call splits differently
};

/// Splits rows into folds: each is the test part once, while the others train.        as sklearn.model_selection.KFold
///
///     for (const SplitRows& rows : KFold({.n_splits = 2}).split(5)) rows.test;      // 0 1 2, then 3 4
///
/// The rows are scikit-learn's for the same seed. Throws DataError for fewer than two folds, more folds than rows, and
/// a seed without shuffle.
class KFold {
 public:
  /// Five folds of rows in order.
  KFold() : KFold(FoldOptions{}) {}
  /// As the options say.
  explicit KFold(FoldOptions options);
  /// Of n rows, a split for each fold.
  std::vector<SplitRows> split(std::int64_t n) const;
  /// As given.
  const FoldOptions& options() const { return options_; }

 private:
  FoldOptions options_;
};

/// The same with each label in each fold in the same proportion.         as sklearn.model_selection.StratifiedKFold
///
///     StratifiedKFold({.n_splits = 2}).split(tensor({0, 0, 1, 1}))[0].test;             // 0, 2
///
/// Throws DataError as KFold, and if every label has fewer rows than there are folds.
class StratifiedKFold {
 public:
  /// Five folds of rows in order.
  StratifiedKFold() : StratifiedKFold(FoldOptions{}) {}
  /// As the options say.
  explicit StratifiedKFold(FoldOptions options);
  /// By the labels [n] of the rows: int64, bool, whole numbers as floats, or words.
  std::vector<SplitRows> split(const Tensor& y) const;
  /// The same of words.
  std::vector<SplitRows> split(const std::vector<std::string>& y) const;
  /// As given.
  const FoldOptions& options() const { return options_; }

 private:
  FoldOptions options_;
};

}  // namespace xgrad
