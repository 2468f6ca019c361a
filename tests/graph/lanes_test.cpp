#include <doctest/doctest.h>
#include <limits>
#include <utility>
#include <xgrad/graph/lanes.hpp>
#include <xgrad/graph/recorder.hpp>

namespace xgrad::lanes {
namespace {

const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();

bool same(double a, double b) { return a != a ? b != b : a == b && std::signbit(a) == std::signbit(b); }

}  // namespace

TEST_CASE_TEMPLATE("scalar lane: min and max give the second if one is NaN or both are zeros", F, float, double) {
  using S = Scalar<F>;
  const struct {
    double a, b, min, max;
  } rows[] = {{1, 2, 1, 2},          {2, 1, 1, 2},    {nan, 1, 1, 1},        {1, nan, nan, nan},
              {0, -0.0, -0.0, -0.0}, {-0.0, 0, 0, 0}, {-inf, inf, -inf, inf}};
  for (const auto& row : rows) {
    CHECK(same(min(S(row.a), S(row.b)).value, row.min));
    CHECK(same(max(S(row.a), S(row.b)).value, row.max));
  }
}

TEST_CASE_TEMPLATE("scalar lane: round goes to the nearest, halves to even; floor down; zeros keep their sign", F,
                   float, double) {
  using S = Scalar<F>;
  const struct {
    double x, round, floor;
  } rows[] = {{0.5, 0, 0},        {1.5, 2, 1},       {2.5, 2, 2},     {-0.5, -0.0, -1}, {-1.5, -2, -2},
              {-0.0, -0.0, -0.0}, {-0.25, -0.0, -1}, {inf, inf, inf}, {nan, nan, nan},  {0.75, 1, 0}};
  for (const auto& row : rows) {
    CHECK(same(round(S(row.x)).value, row.round));
    CHECK(same(floor(S(row.x)).value, row.floor));
  }
}

TEST_CASE_TEMPLATE("scalar lane: whole numbers to integer lanes and back, signs, powers of two", F, float, double) {
  using S = Scalar<F>;
  const double border = sizeof(F) == 4 ? 4194303 : 2251799813685247.0;
  for (double x : {0.0, 1.0, -1.0, 123456.0, border, -border}) {
    CHECK(to_integer(S(x)).value == static_cast<std::int64_t>(x));
    CHECK(to_float<S>(to_integer(S(x))).value == F(x));
  }
  CHECK(same(copy_sign(S(3), S(-0.0)).value, -3));
  CHECK(same(copy_sign(S(-nan), S(1)).value, nan));
  CHECK(same(copy_sign(S(-0.0), S(inf)).value, 0));
  CHECK(scale_by_power_of_two(S(3), S(-5)).value == F(0.09375));
  CHECK(is_nan(S(nan)).on);
  CHECK_FALSE(is_nan(S(inf)).on);
}

TEST_CASE("scalar lane: fma rounds once or, without the instruction, twice") {
  const double a = 1 + 0x1p-30;
  CHECK(fma(Scalar<double>(a), Scalar<double>(a), Scalar<double>(-1 - 0x1p-29)).value == 0x1p-60);
  CHECK(fma(Scalar<double, false>(a), Scalar<double, false>(a), Scalar<double, false>(-1 - 0x1p-29)).value == 0);
}

TEST_CASE("recorder: a trace is the steps in order") {
  Trace trace;
  Trace* const outer = std::exchange(recording(), &trace);
  using R = Recorder<double>;
  const R x(R::Step{trace.append({LaneOp::load})});
  trace.result = select(x > R(1), exp(x), x * x).step;
  recording() = outer;
  const LaneOp wanted[] = {LaneOp::load, LaneOp::constant, LaneOp::less, LaneOp::exp, LaneOp::mul, LaneOp::choose};
  REQUIRE(trace.steps.size() == 6);
  for (LaneOp op : wanted) {  // operands of one call may be recorded in any order
    bool found = false;
    for (const TraceStep& step : trace.steps) found |= step.op == op;
    CHECK(found);
  }
  CHECK(trace.steps[trace.result].op == LaneOp::choose);
}

}  // namespace xgrad::lanes
