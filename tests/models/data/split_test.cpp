#include <doctest/doctest.h>
#include <functional>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/split.hpp>

namespace xgrad {
namespace {

using Rows = std::vector<std::int64_t>;

const Tensor imbalanced = tensor({-1, 7, 3, -1, -1, 7, 3, 3, -1, 7, 3, 3});

}  // namespace

TEST_CASE("train_test_split: scikit-learn's rows") {
  struct {
    std::int64_t n;
    SplitOptions options;
    Rows train, test;
  } rows[] = {
      {10, {.test_size = 0.2, .random_state = 42}, {5, 0, 7, 2, 9, 4, 3, 6}, {8, 1}},
      {10, {.random_state = 0}, {9, 1, 6, 7, 3, 0, 5}, {2, 8, 4}},
      {10, {.test_size = 7, .random_state = 1}, {7, 8, 5}, {2, 9, 6, 4, 0, 3, 1}},
      {10, {.train_size = 0.5, .random_state = 123}, {3, 1, 6, 9, 2}, {4, 0, 7, 5, 8}},
      {11, {.test_size = 0.3, .train_size = 0.6, .random_state = 42}, {2, 1, 8, 4, 7, 3}, {5, 0, 9, 10}},
      {10, {.test_size = 0.3, .shuffle = false}, {0, 1, 2, 3, 4, 5, 6}, {7, 8, 9}},
      {9, {.train_size = 4, .random_state = 3}, {0, 3, 1, 8}, {6, 2, 7, 4, 5}},
      {12, {.test_size = 0.25, .random_state = 0, .stratify = imbalanced}, {2, 8, 3, 1, 6, 4, 11, 9, 7}, {0, 10, 5}},
      {12, {.test_size = 5, .random_state = 42, .stratify = imbalanced}, {2, 8, 3, 11, 1, 5, 6}, {9, 7, 0, 4, 10}},
      {12, {.train_size = 0.5, .random_state = 7, .stratify = imbalanced}, {2, 1, 6, 7, 8, 4}, {0, 11, 10, 9, 5, 3}},
  };
  for (auto& row : rows) {
    CAPTURE(row.n);
    const SplitRows split = train_test_split_rows(row.n, row.options);
    CHECK(split.train == row.train);
    CHECK(split.test == row.test);
  }
}

TEST_CASE("train_test_split: the digits example") {
  auto digits = datasets::load_digits();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = 42});
  CHECK(X_train.shape() == Shape{1437, 64});
  CHECK(X_test.shape() == Shape{360, 64});
  CHECK(rows(y_train, 0, 10).to_vector<std::int64_t>() == Rows{6, 0, 0, 3, 0, 5, 0, 0, 4, 1});
  CHECK(rows(y_test, 0, 10).to_vector<std::int64_t>() == Rows{6, 9, 3, 7, 2, 1, 5, 2, 5, 2});
}

TEST_CASE("train_test_split: labels of every dtype, flat or as a column, stratify alike") {
  const SplitOptions plain{.test_size = 4, .random_state = 5, .stratify = tensor({0, 1, 1, 0, 1, 0, 0, 0})};
  const SplitRows wanted = train_test_split_rows(8, plain);
  for (DType dtype : {float32, float64, boolean, int64}) {
    SplitOptions options = plain;
    options.stratify = plain.stratify.astype(dtype).reshape({8, 1});
    CHECK(train_test_split_rows(8, options).train == wanted.train);
    CHECK(train_test_split_rows(8, options).test == wanted.test);
  }
}

TEST_CASE("train_test_split: draws from a generator at hand") {
  RandomState generator(42);
  const SplitOptions options{.test_size = 0.2};
  CHECK(train_test_split_rows(10, options, generator).test == Rows{8, 1});
  CHECK(train_test_split_rows(10, options, generator).test != Rows{8, 1});
  RandomState again(42);
  CHECK(train_test_split(arange(10), arange(10), options, again).X_test.to_vector<std::int64_t>() == Rows{8, 1});
  CHECK(train_test_split_rows(2000).test != train_test_split_rows(2000).test);  // no seed: another split each time
}

TEST_CASE("train_test_split: what it refuses") {
  const char* remedy =
      "\n  give a fraction between 0 and 1, or a whole number of rows from 1 to one less than there are";
  struct {
    std::int64_t n;
    SplitOptions options;
    std::string message;
  } rows[] = {
      {4,
       {.stratify = tensor({0, 0, 0, 1})},
       "stratify has a label with one row only, which cannot be in both parts: row 3\n"
       "  give each label at least 2 rows, or leave stratify out"},
      {12,
       {.test_size = 2, .stratify = imbalanced},
       "test_size leaves fewer rows than stratify has labels: 2 rows, 3 labels\n"
       "  each part needs at least one row of each label"},
      {12,
       {.train_size = 2, .stratify = imbalanced},
       "train_size leaves fewer rows than stratify has labels: 2 rows, 3 labels\n"
       "  each part needs at least one row of each label"},
      {10, {.test_size = 10}, std::string("test_size does not fit the data: test_size = 10, 10 rows") + remedy},
      {10, {.test_size = 0}, std::string("test_size does not fit the data: test_size = 0, 10 rows") + remedy},
      {10, {.test_size = 1.5}, std::string("test_size does not fit the data: test_size = 1.5, 10 rows") + remedy},
      {10, {.train_size = -1}, std::string("train_size does not fit the data: train_size = -1, 10 rows") + remedy},
      {10, {.train_size = 0.0 / 0.0}, "train_size does not fit the data: train_size = "},
      {10,
       {.test_size = 0.7, .train_size = 0.6},
       "test_size and train_size sum to more than 1: test_size = 0.7, train_size = 0.6\n  reduce one of them"},
      {10,
       {.test_size = 6, .train_size = 5},
       "train_size and test_size ask for more rows than there are: 5 + 6 of 10\n  reduce one of them"},
      {1,
       {.test_size = 0.5},
       "the part to train on would be empty: 1 rows, test_size = 0.5, train_size = not given\n"
       "  give more rows, a smaller test_size or a larger train_size"},
      {0, {}, "the part to train on would be empty: 0 rows"},
      {-1, {}, "the number of rows is negative: n = -1"},
      {12,
       {.shuffle = false, .stratify = imbalanced},
       "stratify does not go with shuffle = false\n  leave out one of them"},
      {10, {.stratify = imbalanced}, "stratify needs one label for each row: stratify [12], 10 rows"},
      {10, {.stratify = arange(0)}, "stratify needs one label for each row: stratify [0], 10 rows"},
      {2, {.stratify = zeros({2, 2})}, "stratify needs one label for each row: stratify [2, 2], 2 rows"},
      {2, {.stratify = tensor({0.0, 0.0 / 0.0})}, "stratify contains NaN\n  give every row a label"},
      {10, {.random_state = -5}, "a seed is a whole number from 0 to 4294967295: seed = -5"},
  };
  for (auto& row : rows)
    CHECK_THROWS_WITH_AS(train_test_split_rows(row.n, row.options), doctest::Contains(row.message.c_str()), DataError);
  CHECK_THROWS_WITH_AS(train_test_split(zeros({10, 2}), zeros({9})),
                       "train_test_split: X and y differ in their number of rows: X [10, 2], y [9]", DataError);
  CHECK_THROWS_WITH_AS(train_test_split(Tensor(1.0), zeros({9})), "train_test_split: a scalar has no rows", ShapeError);
}

}  // namespace xgrad
