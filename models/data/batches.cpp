#include <fmt/format.h>
#include <algorithm>
#include <span>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/batches.hpp>

namespace xgrad {
namespace {

void check_batches(const Tensor& X, const Tensor& y, std::int64_t size) {
  if (X.rank() == 0 || y.rank() == 0) throw ShapeError("batches", "a scalar has no rows");
  if (X.shape(0) != y.shape(0))
    throw DataError("batches", "X and y differ in their number of rows",
                    fmt::format("X {}, y {}", to_string(X.shape()), to_string(y.shape())));
  if (size < 1) throw DataError("batches", "the size of a batch is below 1", fmt::format("size = {}", size));
}

std::vector<std::int64_t> order_of(std::int64_t n, const BatchOptions& options) {
  if (!options.shuffle && options.random_state)
    throw DataError("batches", "random_state has no effect without shuffle",
                    fmt::format("random_state = {}", *options.random_state),
                    "set .shuffle = true, or leave random_state out");
  if (!options.shuffle) return {};
  return RandomState(options.random_state).permutation(n).to_vector<std::int64_t>();
}

}  // namespace

Batches::Batches(Tensor X, Tensor y, std::int64_t size, std::vector<std::int64_t> order, bool drop_last)
    : X_(std::move(X)), y_(std::move(y)), size_(size), order_(std::move(order)), drop_last_(drop_last) {}

Batches::Iterator::Iterator(const Batches& batches) : batches_(&batches) { load(); }

Batches::Iterator& Batches::Iterator::operator++() {
  begin_ += std::min(batches_->size_, batches_->taken_rows() - begin_);
  load();
  return *this;
}

void Batches::Iterator::load() {
  const Batches& all = *batches_;
  const std::int64_t count = std::min(all.size_, all.taken_rows() - begin_);
  if (count <= 0) return;
  if (all.order_.empty()) {
    batch_ = {rows(all.X_, begin_, begin_ + count), rows(all.y_, begin_, begin_ + count)};
  } else {
    const auto numbers =
        std::span(all.order_).subspan(static_cast<std::size_t>(begin_), static_cast<std::size_t>(count));
    batch_ = {take(all.X_, numbers), take(all.y_, numbers)};
  }
}

Batches batches(const Tensor& X, const Tensor& y, std::int64_t size, const BatchOptions& options) {
  check_batches(X, y, size);
  return Batches(X, y, size, order_of(X.shape(0), options), options.drop_last);
}

Batches batches(const Tensor& X, const Tensor& y, std::int64_t size, RandomState& generator) {
  check_batches(X, y, size);
  return Batches(X, y, size, generator.permutation(X.shape(0)).to_vector<std::int64_t>(), false);
}

Batches batches(const Dataset& set, std::int64_t size, const BatchOptions& options) {
  return batches(set.data, set.target, size, options);
}

Batches batches(const Dataset& set, std::int64_t size, RandomState& generator) {
  return batches(set.data, set.target, size, generator);
}

}  // namespace xgrad
