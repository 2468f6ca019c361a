#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/any.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cumulative.hpp>
#include <xgrad/ops/reduce.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

/// Second derivatives against differences of the first, where some elements are 0.
void check_with_zeros(const UnaryFunction& f, const Tensor& x) {
  const GradientReport report = check_gradients(f, {.points = {{x}}});
  INFO(report.text);
  CHECK(report.ok);
}

}  // namespace

TEST_CASE("prod: values, dtypes, axes") {
  check_value([](const Vars& v) { return prod(v[0]); }, {six}, array({}, {720}));
  check_value([](const Vars& v) { return prod(v[0], 0); }, {six}, array({3}, {4, 10, 18}));
  check_value([](const Vars& v) { return prod(v[0], {-1}, keepdims); }, {six}, array({2, 1}, {6, 120}));
  check_value([](const Vars& v) { return prod(v[0], {}); }, {six}, six);
  check_value([](const Vars& v) { return prod(v[0]); }, {integers({2}, {INT64_MAX, 2})}, integers({}, {-2}));
  check_value([](const Vars& v) { return prod(v[0]); }, {array({}, {3})}, array({}, {3}));
}

TEST_CASE("prod and cumprod: derivatives need no division") {
  check_op([](Var x) { return prod(x, {1}, keepdims); }, {.shapes = {{{2, 3}}, {{2, 1}}, {{0, 3}}, {{2, 3, 2}}}});
  check_op([](Var x) { return prod(x, {0, 2}); }, {.shapes = {{{2, 3, 2}}}});
  check_op([](Var x) { return cumprod(x, 1); }, {.shapes = {{{2, 3}}, {{2, 1}}, {{2, 4, 2}}, {{2, 0}}}});
  check_gradient([](const Vars& v) { return prod(v[0]); }, {array({4}, {2, 0, 3, 4})}, 0, array({4}, {0, 24, 0, 0}));
  check_gradient([](const Vars& v) { return cumprod(v[0], 0); }, {array({4}, {2, 0, 3, 4})}, 0,
                 array({4}, {1, 2 + 6 + 24, 0, 0}));
  for (const auto& x :
       {array({4}, {2, 0, 3, 4}), array({4}, {0, 2, 3, 0}), array({4}, {0, 0, 0, 5}), array({4}, {0, 0, 0, 0})}) {
    check_with_zeros([](Var v) { return prod(v); }, x);
    check_with_zeros([](Var v) { return prod(v, {0}, keepdims) * sum(square(v)); }, x);
    check_with_zeros([](Var v) { return cumprod(v, 0); }, x);
  }
}

TEST_CASE("cumsum: dtypes and derivatives") {
  check_value([](const Vars& v) { return cumsum(v[0], 1); }, {six}, array({2, 3}, {1, 3, 6, 4, 9, 15}));
  check_value([](const Vars& v) { return cumsum(v[0]); }, {six}, array({6}, {1, 3, 6, 10, 15, 21}));
  check_value([](const Vars& v) { return cumprod(v[0]); }, {six}, array({6}, {1, 2, 6, 24, 120, 720}));
  check_value([](const Vars& v) { return cumsum(v[0], 0); }, {integers({3}, {INT64_MAX, 1, 2})},
              integers({3}, {INT64_MAX, INT64_MIN, INT64_MIN + 2}));
  check_op([](Var x) { return cumsum(x, -1); }, {.shapes = {{{2, 3}}, {{2, 1}}, {{3, 0}}}});
  check_op([](Var x) { return square(cumsum(x, 0)); }, {.shapes = {{{4}}, {{2, 3, 2}}}});
  const Tensor tenths = full({1'000'000}, 0.1, float32);
  CHECK(run_op([](const Vars& v) { return cumsum(v[0], 0); }, {tenths}).at<float>({999'999}) ==
        doctest::Approx(100'000.00149).epsilon(1e-7));
}

TEST_CASE("linear_recurrence") {
  const auto f = [](const Vars& v) { return linear_recurrence(v[0], v[1], 0); };
  check_value(f, {array({4}, {nan, 0.5, 2, 0}), array({4}, {1, 2, 3, 4})}, array({4}, {1, 2.5, 8, 4}));
  check_value(f, {array({0, 2}, {}), array({0, 2}, {})}, array({0, 2}, {}));
  check_op([](Var a, Var b) { return linear_recurrence(a, b, 1); },
           {.shapes = {{{2, 4}, {2, 4}}, {{2, 1}, {2, 1}}, {{2, 3, 2}, {2, 3, 2}}, {{0, 3}, {0, 3}}}});
}

TEST_CASE("any and all") {
  const Tensor masks = Tensor::from(std::vector<bool>{true, false, false, false, true, true}, {2, 3});
  const auto bools = [](const Shape& shape, const std::vector<bool>& values) { return Tensor::from(values, shape); };
  check_value([](const Vars& v) { return any(v[0], 1); }, {masks}, bools({2}, {true, true}));
  check_value([](const Vars& v) { return all(v[0], {1}, keepdims); }, {masks}, bools({2, 1}, {false, false}));
  check_value([](const Vars& v) { return any(v[0], 0); }, {masks}, bools({3}, {true, true, true}));
  check_value([](const Vars& v) { return all(v[0]); }, {masks}, bools({}, {false}));
  check_value([](const Vars& v) { return any(v[0]); }, {array({2}, {0, nan})}, bools({}, {true}));
  check_value([](const Vars& v) { return all(v[0]); }, {integers({2}, {3, 0})}, bools({}, {false}));
  check_value([](const Vars& v) { return all(v[0], 0); }, {array({0, 2}, {})}, bools({2}, {true, true}));
}

TEST_CASE("prod, cumsum, cumprod, any, all: errors") {
  Graph g;
  Var x = g.input("x", float64, {2, 3}), m = g.input("m", boolean, {2});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(prod(x, 2), "prod: there is no axis 2: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(prod(x, {0, -2}), "prod: axis 0 is named twice: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(prod(m), "prod: bool is not taken: m bool [2]\n  cast(x, int64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(cumsum(x, -3), "cumsum: there is no axis -3: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(cumprod(m, 0), "cumprod: bool is not taken: m bool [2]\n  cast(x, int64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(any(x, 5), "any: there is no axis 5: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(all(Var()), doctest::Contains("all: an operand is empty"), GraphError);
  CHECK_THROWS_WITH_AS(linear_recurrence(x, g.constant(zeros({3, 2})), 0),
                       doctest::Contains("linear_recurrence: the shapes differ: x float64 [2, 3], "), ShapeError);
  CHECK(g.size() == before + 1);
}

}  // namespace xgrad
