#include <algorithm>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/reduce.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

using Reducer = Var (*)(Var, Axes, bool);

GraphBuilder along(Reducer f, std::vector<std::int64_t> axes, bool keep = false) {
  return [=](const Vars& x) { return f(x[0], Axes(axes), keep); };
}

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

/// The plain way: every element is added to the one that it reduces to.
Tensor reduced_plainly(const Tensor& x, unsigned axes, double start, double (*join)(double, double)) {
  Shape kept, result;
  for (std::size_t a = 0; a < x.rank(); ++a) {
    kept.push_back(((axes >> a) & 1u) != 0 ? 1 : x.shape(a));
    if (kept[a] == x.shape(a) && ((axes >> a) & 1u) == 0) result.push_back(kept[a]);
  }
  std::vector<double> values(static_cast<std::size_t>(kept.size()), start);
  const auto elements = numbers(x);
  for (std::size_t flat = 0; flat < elements.size(); ++flat) {
    std::int64_t rest = static_cast<std::int64_t>(flat), place = 0, stride = 1;
    for (std::size_t a = x.rank(); a-- > 0;) {
      place += ((axes >> a) & 1u) != 0 ? 0 : rest % x.shape(a) * stride;
      rest /= x.shape(a);
      stride *= kept[a];
    }
    double& to = values[static_cast<std::size_t>(place)];
    to = join(to, elements[flat]);
  }
  return operand(values, result, x.dtype());
}

}  // namespace

TEST_CASE("reductions: values and shapes") {
  check_value(along(sum, {0}), {six}, array({3}, {5, 7, 9}));
  check_value(along(sum, {0}, keepdims), {six}, array({1, 3}, {5, 7, 9}));
  check_value(along(sum, {-1}), {six}, array({2}, {6, 15}));
  check_value(along(sum, {1, 0}), {six}, array({}, {21}));
  check_value(along(sum, {0, 1}, keepdims), {six}, array({1, 1}, {21}));
  check_value([](const Vars& x) { return sum(x[0]); }, {six}, array({}, {21}));
  check_value([](const Vars& x) { return mean(x[0], 1); }, {six}, array({2}, {2, 5}));
  check_value([](const Vars& x) { return mean(x[0]); }, {six}, array({}, {3.5}));
  check_value([](const Vars& x) { return max(x[0], 0); }, {six}, array({3}, {4, 5, 6}));
  check_value([](const Vars& x) { return max(x[0]); }, {six}, array({}, {6}));
  check_value([](const Vars& x) { return min(x[0], {1}, keepdims); }, {six}, array({2, 1}, {1, 4}));
  check_value([](const Vars& x) { return min(x[0]); }, {six}, array({}, {1}));
}

TEST_CASE("reductions: no axes leave the value as it is, axes of extent 1 only the shape") {
  for (Reducer f : {Reducer(sum), Reducer(mean), Reducer(max), Reducer(min)}) {
    check_value(along(f, {}), {six}, six);
    check_value(along(f, {}), {array({}, {-7})}, array({}, {-7}));
    check_value(along(f, {1}), {array({3, 1}, {7, 8, -1})}, array({3}, {7, 8, -1}));
    check_value(along(f, {0, 2}, keepdims), {array({1, 2, 1}, {7, nan})}, array({1, 2, 1}, {7, nan}));
  }
}

TEST_CASE("reductions: any set of axes, in every type") {
  for (const Shape& shape : {Shape{2, 3, 4, 5}, Shape{3, 1, 17, 2}, Shape{2, 0, 3, 2}, Shape{1, 40, 1, 33}}) {
    Tensor x = random_operand(shape, float64, -50, 50, 5);
    x = x.astype(int64);  // whole numbers: every order of adding gives the same
    for (DType dtype : {int64, float64, float32}) {
      for (unsigned axes = 0; axes < 16; ++axes) {
        std::vector<std::int64_t> list;
        for (unsigned a = 0; a < 4; ++a)
          if (((axes >> a) & 1u) != 0) list.push_back(a);
        const Tensor typed = x.astype(dtype);
        const auto total = [](double a, double b) { return a + b; };
        CHECK(run_op(along(sum, list), {typed}).is_identical(reduced_plainly(typed, axes, 0, total)));
        if (x.size() == 0) continue;
        const auto larger = [](double a, double b) { return std::max(a, b); };
        const auto smaller = [](double a, double b) { return std::min(a, b); };
        CHECK(run_op(along(max, list), {typed}).is_identical(reduced_plainly(typed, axes, -1e9, larger)));
        CHECK(run_op(along(min, list), {typed}).is_identical(reduced_plainly(typed, axes, 1e9, smaller)));
      }
    }
  }
}

TEST_CASE("reductions: of nothing") {
  const Tensor none = array({0, 3}, {});
  check_value(along(sum, {0}), {none}, array({3}, {0, 0, 0}));
  check_value(along(sum, {1}), {none}, array({0}, {}));
  check_value(along(sum, {0, 1}, keepdims), {none}, array({1, 1}, {0}));
  check_value(along(mean, {0}), {none}, array({3}, {nan, nan, nan}));
  check_value(along(max, {1}), {none}, array({0}, {}));
  check_value(along(sum, {0, 2}), {array({0, 3, 2}, {})}, array({3}, {0, 0, 0}));
  for (Extents extents : {Extents::fixed, Extents::open}) {
    CHECK_THROWS_WITH_AS(run_op(along(max, {0}), {none}, extents),
                         "max: there is no element to choose from: a float64 [0, 3]", ShapeError);
    CHECK_THROWS_AS(run_op(along(min, {0, 1}), {none}, extents), ShapeError);
  }
}

TEST_CASE("reductions: NaN passes, infinities count") {
  for (Reducer f : {Reducer(sum), Reducer(mean), Reducer(max), Reducer(min)}) {
    check_value(along(f, {0}), {array({2, 2}, {1, nan, 1, 4})}, array({2}, {f == Reducer(sum) ? 2.0 : 1.0, nan}));
    for (std::int64_t n : {1, 2, 5, 8, 9, 33, 1000}) {
      for (std::int64_t place : {std::int64_t{0}, n / 2, n - 1}) {
        std::vector<double> values(static_cast<std::size_t>(n), 1.0);
        values[static_cast<std::size_t>(place)] = nan;
        check_value(along(f, {0}), {array({n}, values)}, array({}, {nan}));
      }
    }
  }
  check_value(along(max, {0}), {array({3}, {-inf, -inf, -inf})}, array({}, {-inf}));
  check_value(along(min, {0}), {array({3}, {inf, inf, inf})}, array({}, {inf}));
  check_value(along(sum, {0}), {array({3}, {inf, 1, -inf})}, array({}, {nan}));
}

TEST_CASE("sum: ten million float32 numbers") {
  const Tensor x = full({10'000'000}, 0.1, float32);
  CHECK(run_op([](const Vars& v) { return sum(v[0]); }, {x}).item() == doctest::Approx(1'000'000.0149).epsilon(1e-6));
  const Tensor columns = x.reshape({5'000'000, 2});
  const Tensor down = run_op(along(sum, {0}), {columns});
  CHECK(down.at<float>({1}) == doctest::Approx(500'000.00745).epsilon(1e-6));
}

TEST_CASE("reductions: derivatives") {
  for (Reducer f : {Reducer(sum), Reducer(mean), Reducer(max), Reducer(min)}) {
    for (bool keep : {false, keepdims}) {
      check_op([=](Var x) { return f(x, {1}, keep); }, {.shapes = {{{2, 3}}, {{0, 3}}, {{2, 1}}, {{2, 3, 2}}}});
      check_op([=](Var x) { return f(x, {0, 2}, keep); }, {.shapes = {{{2, 3, 2}}, {{1, 3, 4}}, {{2, 0, 2}}}});
      check_op([=](Var x) { return f(x, {-2, -1}, keep); }, {.shapes = {{{2, 3, 2}}}});
    }
    check_op([=](Var x) { return f(x, {}, false); }, {.shapes = {{{}}, {{3}}}});
  }
}

TEST_CASE("max and min: equal elements share the gradient, a NaN has it") {
  const Tensor ties = array({2, 3}, {3, 1, 3, 2, 2, 2});
  check_gradient(along(max, {1}), {ties}, 0, array({2, 3}, {0.5, 0, 0.5, 1.0 / 3, 1.0 / 3, 1.0 / 3}));
  check_gradient(along(max, {0, 1}), {ties}, 0, array({2, 3}, {0.5, 0, 0.5, 0, 0, 0}));
  check_gradient(along(min, {0}, keepdims), {ties}, 0, array({2, 3}, {0, 1, 0, 1, 0, 1}));
}

TEST_CASE("reductions: errors") {
  Graph g;
  Var x = g.input("x", float64, {2, 3}), m = g.input("m", boolean, {2}), i = g.input("i", int64, {2});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(sum(x, 2), "sum: there is no axis 2: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(sum(x, {0, -2}), "sum: axis 0 is named twice: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(mean(x, -3), "mean: there is no axis -3: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(sum(m), "sum: bool is not taken: m bool [2]\n  cast(x, int64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(mean(i), doctest::Contains("mean: int64 is not taken: i int64 [2]"), DTypeError);
  CHECK_THROWS_WITH_AS(max(Var()), doctest::Contains("max: an operand is empty"), GraphError);
  CHECK(g.size() == before);
}

TEST_CASE("reductions: the listing shows axes") {
  Graph g;
  Var x = g.input("x", float64, {dynamic, 3});
  sum(x, {1}, keepdims);
  CHECK(listing(g) == "x = input  float64 [?, 3]\n%1 = sum(x, axes=[1], keepdims)  float64 [?, 1]\n");
}

}  // namespace xgrad
