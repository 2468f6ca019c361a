#pragma once
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/random_state.hpp>

namespace xgrad {

/// Options of batches().
struct BatchOptions {
  bool shuffle = false;                           ///< take the rows in random order
  std::optional<std::int64_t> random_state = {};  ///< the seed of that order; without it every pass differs
  bool drop_last = false;                         ///< leave out a last batch that is not full
};

/// What batches() returns: X and y in pieces, for one range-for.
class Batches {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::pair<Tensor, Tensor>;
    using difference_type = std::ptrdiff_t;
    using pointer = value_type*;
    using reference = value_type&;

    explicit Iterator(const Batches& batches);
    reference operator*() { return batch_; }
    pointer operator->() { return &batch_; }
    Iterator& operator++();
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return begin_ >= batches_->taken_rows(); }

   private:
    void load();

    const Batches* batches_;
    std::int64_t begin_ = 0;
    value_type batch_;
  };

  Iterator begin() const { return Iterator(*this); }
  std::default_sentinel_t end() const { return {}; }
  /// The number of batches.
  std::int64_t size() const { return taken_rows() / size_ + (taken_rows() % size_ != 0); }

 private:
  friend Batches batches(const Tensor&, const Tensor&, std::int64_t, const BatchOptions&);
  friend Batches batches(const Tensor&, const Tensor&, std::int64_t, RandomState&);
  Batches(Tensor X, Tensor y, std::int64_t size, std::vector<std::int64_t> order, bool drop_last);
  std::int64_t taken_rows() const { return drop_last_ ? X_.shape(0) / size_ * size_ : X_.shape(0); }

  Tensor X_, y_;
  std::int64_t size_;
  std::vector<std::int64_t> order_;  // empty: as they come
  bool drop_last_;
};

/// The rows of X and y in batches of `size`; the last may be smaller.
///
///     for (auto& [xb, yb] : batches(X, y, 200, {.shuffle = true, .random_state = 1})) step({xb, yb});
///     for (auto& [xb, yb] : batches(arange(5), arange(5), 2)) std::cout << xb;          // [0 1][2 3][4]
///
/// Throws DataError for a size below 1, for X and y of different length, and for a seed without shuffle; ShapeError for
/// scalars.
Batches batches(const Tensor& X, const Tensor& y, std::int64_t size, const BatchOptions& options = {});
/// The same of a dataset's examples and labels.
Batches batches(const Dataset& set, std::int64_t size, const BatchOptions& options = {});

/// In an order drawn from a generator at hand: another one for each call, and the same ones for the same seed.
///
///     RandomState generator(1);
///     for (auto& [xb, yb] : batches(arange(5), arange(5), 2, generator)) std::cout << xb;      // [2 1][4 0][3]
Batches batches(const Tensor& X, const Tensor& y, std::int64_t size, RandomState& generator);
/// The same of a dataset's examples and labels.
Batches batches(const Dataset& set, std::int64_t size, RandomState& generator);

}  // namespace xgrad
