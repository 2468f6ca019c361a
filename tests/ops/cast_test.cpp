#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/tests/support/check_op.hpp>
#include <xgrad/tests/support/op_runner.hpp>

namespace xgrad {
namespace {

Tensor cast_now(const Tensor& x, DType to) {
  return run_op([to](const Vars& in) { return cast(in[0], to); }, {x}, Extents::open);
}

}  // namespace

TEST_CASE("cast: any dtype to any") {
  const Tensor x = tensor({-1.75, 0.0, -0.0, 0.5, 2.9, 3.0});
  CHECK(cast_now(x, int64).is_identical(tensor({-1, 0, 0, 0, 2, 3})));
  CHECK(cast_now(x, float32).is_identical(tensor({-1.75f, 0.0f, -0.0f, 0.5f, 2.9f, 3.0f})));
  CHECK(cast_now(x, float64).is_identical(x));
  CHECK(cast_now(x, boolean).is_identical(tensor({true, false, false, true, true, true})));
  for (DType from : {float32, float64, int64, boolean})
    for (DType to : {float32, float64, int64, boolean}) {
      const Tensor whole = tensor({0, 1, 1, 0}).astype(from);
      CHECK(cast_now(whole, to).is_identical(whole.astype(to)));
      CHECK(cast_now(Tensor(from, Shape{0, 3}), to).is_identical(Tensor(to, Shape{0, 3})));
      CHECK(cast_now(Tensor(from, Shape{}), to).item() == 0);
    }
  CHECK(cast_now(Tensor(nan), boolean).item() == 1);
  CHECK(cast_now(Tensor(1e300), float32).item() == inf);
  CHECK(std::isnan(cast_now(Tensor(nan), float32).item()));
}

TEST_CASE("cast: a float that does not fit in int64 is refused when the program runs") {
  for (double x : {nan, inf, -inf, 1e19, 9223372036854775808.0}) CHECK_THROWS_AS(cast_now(Tensor(x), int64), DataError);
  CHECK(cast_now(Tensor(-9223372036854775808.0), int64).item() == -9223372036854775808.0);
  CHECK_THROWS_WITH_AS(cast_now(Tensor(nan), int64), "cast: nan does not fit int64\n  clip or replace it first",
                       DataError);
}

TEST_CASE("cast: the gradient is cast back between floats, and there is none through int64 and bool") {
  Graph g;
  const Var x = g.input("x", float32), y = g.input("y", float64);
  const Var f = square(cast(x, float64)) * y;
  Program p = compile({x, y}, {grad(f, x), grad(f, y), grad(grad(f, x), x), grad(cast(cast(y, int64), float64) * y, y),
                               grad(cast(y > 1.0, float64) * y, y)});
  const auto r = p({3.0f, 0.5});
  CHECK(r[0].dtype() == float32);
  CHECK(r[0].item() == 3);
  CHECK(r[1].item() == 9);
  CHECK(r[2].item() == 1);
  CHECK(r[3].item() == 0);
  CHECK(r[4].item() == 0);
  CHECK_THROWS_AS(grad(square(y), g.input("labels", int64)), GraphError);
}

}  // namespace xgrad
