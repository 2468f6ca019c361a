#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <numeric>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/classes_internal.hpp>
#include <xgrad/models/data/k_fold.hpp>

namespace xgrad {
namespace {

using Rows = std::vector<std::int64_t>;

void check(std::string_view what, const FoldOptions& o) {
  if (o.n_splits < 2)
    throw DataError(what, "there must be two folds at least", fmt::format("n_splits = {}", o.n_splits));
  if (!o.shuffle && o.random_state)
    throw DataError(what, "random_state has no effect without shuffle",
                    fmt::format("random_state = {}", *o.random_state),
                    "set .shuffle = true, or leave random_state out");
}

void check_rows(std::string_view what, const FoldOptions& o, std::int64_t n) {
  if (o.n_splits > n)
    throw DataError(what, "there are more folds than rows", fmt::format("n_splits = {}, {} rows", o.n_splits, n),
                    "reduce n_splits");
}

/// For each fold, its rows to test on and all others, in order.
std::vector<SplitRows> splits_of(const Rows& fold_of_row, std::int64_t n_splits) {
  std::vector<SplitRows> splits(static_cast<std::size_t>(n_splits));
  for (std::size_t fold = 0; fold < splits.size(); ++fold)
    for (std::size_t row = 0; row < fold_of_row.size(); ++row)
      (fold_of_row[row] == static_cast<std::int64_t>(fold) ? splits[fold].test : splits[fold].train)
          .push_back(static_cast<std::int64_t>(row));
  return splits;
}

/// Labels by the order in which they first appear: 0, 1, ...
Rows numbered_by_appearance(const Tensor& places) {
  std::map<std::int64_t, std::int64_t> numbers;
  Rows made;
  for (std::int64_t place : places.values<std::int64_t>())
    made.push_back(numbers.emplace(place, static_cast<std::int64_t>(numbers.size())).first->second);
  return made;
}

std::vector<SplitRows> stratified(const FoldOptions& o, const models::detail::Labels& labels) {
  check_rows("StratifiedKFold", o, labels.size());
  const Rows label = numbered_by_appearance(models::detail::Classes(labels).places("StratifiedKFold", labels));
  const std::int64_t n = labels.size(), classes = *std::max_element(label.begin(), label.end()) + 1;
  Rows sorted = label, counts(static_cast<std::size_t>(classes), 0);
  std::sort(sorted.begin(), sorted.end());
  for (std::int64_t l : label) ++counts[static_cast<std::size_t>(l)];
  if (*std::max_element(counts.begin(), counts.end()) < o.n_splits)
    throw DataError("StratifiedKFold", "every label has fewer rows than there are folds",
                    fmt::format("n_splits = {}, rows of the labels: {}", o.n_splits, fmt::join(counts, ", ")),
                    "reduce n_splits");
  RandomState generator(o.random_state);
  Rows fold_of_row(static_cast<std::size_t>(n));
  for (std::int64_t l = 0; l < classes; ++l) {
    // Fold i gets every n_splits-th of the sorted labels, from the i-th on; a label's rows go to folds in blocks.
    Rows folds;
    for (std::int64_t fold = 0; fold < o.n_splits; ++fold)
      for (std::int64_t i = fold; i < n; i += o.n_splits)
        if (sorted[static_cast<std::size_t>(i)] == l) folds.push_back(fold);
    if (o.shuffle) generator.shuffle(folds);
    auto next = folds.begin();
    for (std::size_t row = 0; row < label.size(); ++row)
      if (label[row] == l) fold_of_row[row] = *next++;
  }
  return splits_of(fold_of_row, o.n_splits);
}

}  // namespace

KFold::KFold(FoldOptions options) : options_(options) { check("KFold", options_); }

std::vector<SplitRows> KFold::split(std::int64_t n) const {
  check_rows("KFold", options_, n);
  Rows order(static_cast<std::size_t>(n)), fold_of_row(order.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  if (options_.shuffle) RandomState(options_.random_state).shuffle(order);
  auto next = order.begin();
  for (std::int64_t fold = 0; fold < options_.n_splits; ++fold) {
    const std::int64_t size = n / options_.n_splits + (fold < n % options_.n_splits ? 1 : 0);
    for (std::int64_t i = 0; i < size; ++i) fold_of_row[static_cast<std::size_t>(*next++)] = fold;
  }
  return splits_of(fold_of_row, options_.n_splits);
}

StratifiedKFold::StratifiedKFold(FoldOptions options) : options_(options) { check("StratifiedKFold", options_); }

std::vector<SplitRows> StratifiedKFold::split(const Tensor& y) const {
  return stratified(options_, models::detail::checked_labels("StratifiedKFold", y, y.rank() == 0 ? 0 : y.shape(0)));
}

std::vector<SplitRows> StratifiedKFold::split(const std::vector<std::string>& y) const {
  return stratified(options_,
                    models::detail::checked_labels("StratifiedKFold", y, static_cast<std::int64_t>(y.size())));
}

}  // namespace xgrad
