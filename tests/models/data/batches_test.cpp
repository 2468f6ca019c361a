#include <doctest/doctest.h>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/batches.hpp>

namespace xgrad {
namespace {

using Labels = std::vector<std::int64_t>;

const Tensor X = arange(14).reshape({7, 2}), y = arange(7);

/// The labels of each batch, after checking that the rows of X came along.
std::vector<Labels> labels_of(const Batches& all) {
  std::vector<Labels> seen;
  for (auto& [xb, yb] : all) {
    seen.push_back(yb.to_vector<std::int64_t>());
    REQUIRE(xb.shape() == Shape{yb.shape(0), 2});
    for (std::int64_t i = 0; i < yb.shape(0); ++i)
      CHECK(xb.at<std::int64_t>({i, 1}) == 2 * yb.at<std::int64_t>({i}) + 1);
  }
  CHECK(static_cast<std::int64_t>(seen.size()) == all.size());
  return seen;
}

}  // namespace

TEST_CASE("batches: all rows once, the last batch may be smaller") {
  CHECK(labels_of(batches(X, y, 3)) == std::vector<Labels>{{0, 1, 2}, {3, 4, 5}, {6}});
  CHECK(labels_of(batches(X, y, 3, {.drop_last = true})) == std::vector<Labels>{{0, 1, 2}, {3, 4, 5}});
  CHECK(labels_of(batches(X, y, 7)).size() == 1);
  CHECK(labels_of(batches(X, y, INT64_MAX)).size() == 1);
  CHECK(labels_of(batches(X, y, 100, {.drop_last = true})).empty());
  CHECK(labels_of(batches(zeros({0, 2}), arange(0), 3)).empty());
}

TEST_CASE("batches: a seed gives NumPy's permutation") {
  const Labels order = RandomState(4).permutation(7).to_vector<std::int64_t>();
  const auto seen = labels_of(batches(X, y, 4, {.shuffle = true, .random_state = 4}));
  CHECK(seen == std::vector<Labels>{{order.begin(), order.begin() + 4}, {order.begin() + 4, order.end()}});
  RandomState generator(4);
  CHECK(labels_of(batches(X, y, 4, generator)) == seen);
  CHECK(labels_of(batches(X, y, 4, generator)) != seen);  // the next epoch
}

TEST_CASE("batches: of a data set; a batch may be changed") {
  const Dataset set{X, y, {}, {}, ""};
  std::int64_t sum = 0;
  for (auto& [xb, yb] : batches(set, 2)) {
    xb.mutable_data<std::int64_t>()[0] = -1;
    for (std::int64_t label : yb.values<std::int64_t>()) sum += label;
  }
  CHECK(sum == 21);
  CHECK(X.at<std::int64_t>({0, 0}) == 0);
}

TEST_CASE("batches: what it refuses") {
  CHECK_THROWS_WITH_AS(batches(X, y, 0), "batches: the size of a batch is below 1: size = 0", DataError);
  CHECK_THROWS_WITH_AS(batches(X, arange(6), 2), "batches: X and y differ in their number of rows: X [7, 2], y [6]",
                       DataError);
  CHECK_THROWS_WITH_AS(batches(X, y, 2, {.random_state = 1}),
                       "batches: random_state has no effect without shuffle: random_state = 1\n"
                       "  set .shuffle = true, or leave random_state out",
                       DataError);
  CHECK_THROWS_WITH_AS(batches(Tensor(1.0), y, 2), "batches: a scalar has no rows", ShapeError);
}

}  // namespace xgrad
