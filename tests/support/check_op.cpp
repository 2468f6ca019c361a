#include "check_op.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/error.hpp>

#include "fixture.hpp"
#include "op_runner.hpp"

namespace xgrad {
namespace {

using Row = std::vector<double>;

std::string number(double x) {
  if (std::isnan(x)) return "nan";
  return std::isinf(x) ? (x < 0 ? "-inf" : "inf") : fmt::format("{}", x);
}

std::string braces(const Row& row) {
  std::vector<std::string> texts;
  for (double x : row) texts.push_back(number(x));
  return fmt::format("{{{}}}", fmt::join(texts, ", "));
}

Row joined(Row a, double b) {
  a.push_back(b);
  return a;
}

/// Within the tolerance of the type; NaN is NaN, zeros have their sign.
bool is_close(double got, double wanted, DType dtype) {
  if (wanted == 0 || !std::isfinite(wanted) || !std::isfinite(got)) return ulp_distance(got, wanted, float64) == 0;
  const double relative = dtype == float32 ? 1e-5 : 1e-12, smallest = dtype == float32 ? 0x1p-149 : 0x1p-1074;
  return std::abs(got - wanted) <= relative * std::abs(wanted) + smallest;
}

/// Derivatives: zeros without their sign, and so much absolutely as 1 - y loses.
bool is_close_slope(double got, double wanted, DType dtype) {
  if (!std::isfinite(wanted) || !std::isfinite(got)) return ulp_distance(got, wanted, float64) == 0;
  return std::abs(got - wanted) <=
         (dtype == float32 ? 2e-5 : 1e-12) * std::abs(wanted) + (dtype == float32 ? 5e-7 : 1e-15);
}

class Check {
 public:
  Check(GraphBuilder f, std::size_t arity, const OpCheck& options)
      : f_(std::move(f)),
        arity_(arity),
        options_(options),
        name_(options.shapes.empty() ? op_name(f_, arity) : "an op with shapes") {}

  std::vector<std::string> all() {
    for (const auto& shapes : options_.shapes) with_shapes(shapes);
    for (DType dtype : {float32, float64}) {
      given_values(dtype);
      given_slopes(dtype);
      if (!options_.shapes.empty()) continue;
      fixture(dtype);
      any_place(dtype);
      broadcasting(dtype);
      nan_operands(dtype);
    }
    if (options_.integers) given_values(int64);
    if (options_.shapes.empty() && options_.differentiable) derivatives();
    return std::move(faults_);
  }

 private:
  void fail(const std::string& text) { faults_.push_back(text); }
  void fail_value(const Row& operands, double wanted, double got, DType dtype, std::string_view where) {
    fail(fmt::format("check_op({}, {{.values = {{{}}}}});  // {}, {}: got {}", name_, braces(joined(operands, wanted)),
                     to_string(dtype), where, number(got)));
  }

  std::vector<Tensor> scalars(const Row& row, DType dtype) const {
    std::vector<Tensor> operands;
    for (std::size_t i = 0; i < arity_; ++i) operands.push_back(operand({row[i]}, {}, dtype));
    return operands;
  }
  /// Columns of operands as arrays.
  std::vector<Tensor> arrays(const std::vector<Row>& rows, DType dtype) const {
    std::vector<Tensor> operands;
    for (std::size_t i = 0; i < arity_; ++i) {
      std::vector<double> column;
      for (const Row& row : rows) column.push_back(row[i]);
      operands.push_back(operand(column, {static_cast<std::int64_t>(rows.size())}, dtype));
    }
    return operands;
  }

  bool fits(const Row& row, DType dtype) const {
    return std::all_of(row.begin(), row.end(), [&](double x) {
      if (dtype == int64) return x == std::floor(x) && std::abs(x) < 1e15 && !(x == 0 && std::signbit(x));
      return dtype == float64 || !std::isfinite(x) || x == 0 || (std::abs(x) < 3e38 && std::abs(x) > 1e-45);
    });
  }

  void given_values(DType dtype) {
    for (const Row& row : options_.values) {
      if (!fits(row, dtype)) continue;
      const double got = numbers(run_op(f_, scalars(row, dtype)))[0];
      const double wanted = dtype == float32 ? static_cast<float>(row[arity_]) : row[arity_];
      if (!is_close(got, wanted, dtype))
        fail_value(Row(row.begin(), row.end() - 1), row[arity_], got, dtype, "a scalar");
    }
  }

  void given_slopes(DType dtype) {
    for (const Row& row : options_.slope_at) {
      if (!fits(row, dtype)) continue;
      const auto got = run_gradients(f_, scalars(row, dtype));
      for (std::size_t i = 0; i < arity_; ++i) {
        if (std::isnan(row[arity_ + i]) || is_close_slope(got[i].item(), row[arity_ + i], dtype)) continue;
        fail(fmt::format("check_op({}, {{.slope_at = {{{}}}}});  // {}: by operand {} got {}", name_, braces(row),
                         to_string(dtype), i, number(got[i].item())));
      }
    }
  }

  void fixture(DType dtype) {
    if (options_.fixture.empty()) return;
    const auto rows = fixture_rows(options_.fixture, dtype);
    if (rows.empty()) return fail(fmt::format("elementwise.txt has no rows of {}", options_.fixture));
    std::vector<Row> points;
    for (const auto& row : rows) {
      points.push_back(row.operands);
      points.back().resize(arity_);
    }
    const auto operands = arrays(points, dtype);
    const auto got = numbers(run_op(f_, operands, Extents::open));
    const auto slopes = run_gradients(f_, operands, Extents::open);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const double distance = ulp_distance(got[r], rows[r].value, dtype);
      if (distance > options_.ulp)
        fail_value(points[r], rows[r].value, got[r], dtype, fmt::format("{} ulp off the fixture", distance));
      for (std::size_t i = 0; i < arity_; ++i) {
        const double wanted = rows[r].derivatives[i], slope = numbers(slopes[i])[r];
        if (!std::isnan(wanted) && !is_close_slope(slope, wanted, dtype))
          fail(fmt::format("{} {} at {}: the derivative by operand {} is {}, wanted {}", name_, to_string(dtype),
                           braces(points[r]), i, number(slope), number(wanted)));
      }
    }
  }

  /// Zeros, subnormals, ordinary and huge numbers, infinities, NaN; for several operands, combinations of them.
  std::vector<Row> nasty_points(DType dtype) const {
    const double small = dtype == float32 ? 0x1p-149 : 0x1p-1074, normal = dtype == float32 ? 0x1p-126 : 0x1p-1022;
    const double huge = dtype == float32 ? 3e38 : 1e308;
    const Row nasty{0.0,  -0.0, 0.5, -0.5, 1.0,   -1.0,   2.5, -3.0, small, -small, normal, 1e-9, 30.0,
                    -7.0, 88.7, 104, -104, 709.5, -745.2, 1e6, huge, -huge, inf,    -inf,   nan};
    std::vector<Row> points;
    if (arity_ == 1) {
      for (double x : nasty) points.push_back({x});
      return points;
    }
    for (std::size_t i = 0; i < nasty.size(); ++i) {
      for (std::size_t j = 0; j < nasty.size(); ++j) {
        points.push_back({nasty[i], nasty[j]});
        if (arity_ == 3) points.back().push_back(nasty[(3 * i + 5 * j + 1) % nasty.size()]);
      }
    }
    return points;
  }

  /// A value's bits depend on its operands alone: not on its place, the length of the buffer, or dynamic extents.
  void any_place(DType dtype) {
    const auto points = nasty_points(dtype);
    const auto wanted = numbers(run_op(f_, arrays(points, dtype)));
    for (std::size_t length : {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 67, 1030}) {
      for (std::size_t shift = 0; shift < 3; ++shift) {
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < length; ++i)
          order.push_back((i * (2 * shift + 1) + length * shift) % points.size());
        std::vector<Row> rows;
        for (std::size_t i : order) rows.push_back(points[i]);
        const auto got = numbers(run_op(f_, arrays(rows, dtype), shift == 1 ? Extents::open : Extents::fixed));
        for (std::size_t i = 0; i < length; ++i)
          if (ulp_distance(got[i], wanted[order[i]], float64) > 0)
            return fail_value(rows[i], wanted[order[i]], got[i], dtype,
                              fmt::format("at place {} of {}, elsewhere the value", i, length));
      }
    }
    for (std::size_t i = 0; i < points.size(); i += arity_ == 1 ? 1 : 23) {
      const double got = numbers(run_op(f_, scalars(points[i], dtype)))[0];
      if (ulp_distance(got, wanted[i], float64) > 0)
        return fail_value(points[i], wanted[i], got, dtype, "a scalar, in an array the value");
    }
  }

  void broadcasting(DType dtype) {
    const std::vector<std::vector<Shape>> cases{
        {{}, {}, {}},       {{1}, {5}, {5}},          {{2, 3}, {3}, {}},        {{2, 1}, {1, 3}, {3}},
        {{}, {4}, {1}},     {{0, 3}, {3}, {1, 3}},    {{2, 1, 2}, {3, 1}, {2}}, {{0}, {1}, {}},
        {{1, 1}, {1}, {1}}, {{4, 0}, {4, 0}, {1, 0}}, {{3, 40}, {40}, {3, 1}}};
    for (const auto& shapes : cases) {
      std::vector<Tensor> operands;
      for (std::size_t i = 0; i < arity_; ++i)
        operands.push_back(random_operand(shapes[i], dtype, options_.low, options_.high, 11 + i));
      const Tensor got = run_op(f_, operands), open = run_op(f_, operands, Extents::open);
      std::vector<Tensor> expanded;
      for (const Tensor& t : operands) expanded.push_back(stretched(t, got.shape()));
      const std::vector<Shape> used(shapes.begin(), shapes.begin() + static_cast<std::ptrdiff_t>(arity_));
      if (!got.is_identical(run_op(f_, expanded)))
        fail(fmt::format("{} {}: broadcasting {} gives other values", name_, to_string(dtype), shapes_text(used)));
      if (!got.is_identical(open))
        fail(fmt::format("{} {}: dynamic extents {} give other values", name_, to_string(dtype), shapes_text(used)));
    }
  }

  static std::string shapes_text(const std::vector<Shape>& shapes) {
    std::vector<std::string> texts;
    for (const Shape& s : shapes) texts.push_back(to_string(s));
    return fmt::format("{}", fmt::join(texts, " "));
  }

  /// NumPy's broadcast_to, the slow and plain way.
  static Tensor stretched(const Tensor& t, const Shape& to) {
    const auto from = numbers(t);
    std::vector<double> values;
    for (std::int64_t flat = 0; flat < to.size(); ++flat) {
      std::int64_t rest = flat, at = 0, stride = 1;
      for (std::size_t back = 1; back <= to.rank(); ++back) {
        const std::int64_t index = rest % to[to.rank() - back];
        rest /= to[to.rank() - back];
        if (back > t.rank()) continue;
        const std::int64_t extent = t.shape(t.rank() - back);
        at += (extent == 1 ? 0 : index) * stride;
        stride *= extent;
      }
      values.push_back(from[static_cast<std::size_t>(at)]);
    }
    return operand(values, to, t.dtype());
  }

  void nan_operands(DType dtype) {
    for (std::size_t i = 0; options_.keeps_nan && options_.differentiable && i < arity_; ++i) {
      Row row(arity_, 0.7);
      row[i] = nan;
      const double got = numbers(run_op(f_, scalars(row, dtype)))[0];
      if (!std::isnan(got)) fail_value(row, nan, got, dtype, "NaN is lost");
    }
  }

  GradientReport report(const GradientCheck& check) const {
    if (arity_ == 1) return check_gradients(UnaryFunction([&](Var a) { return f_({a}); }), check);
    if (arity_ == 2) return check_gradients(BinaryFunction([&](Var a, Var b) { return f_({a, b}); }), check);
    return check_gradients(TernaryFunction([&](Var a, Var b, Var c) { return f_({a, b, c}); }), check);
  }

  void derivatives() {
    std::vector<std::vector<Shape>> cases{{}};
    if (arity_ == 1)
      cases.push_back({{7}});
    else if (arity_ == 2)
      cases.insert(cases.end(), {{{2, 3}, {3}}, {{2, 1}, {1, 3}}, {{}, {4}}});
    else
      cases.insert(cases.end(), {{{2, 3}, {3}, {}}, {{2, 1}, {1, 3}, {2, 3}}});
    for (const auto& shapes : cases) {
      GradientCheck check{.low = options_.low, .high = options_.high};
      if (!shapes.empty()) check.shapes = {shapes};
      if (const auto found = report(check); !found) fail(fmt::format("{}: {}", name_, found.text));
    }
    linear_in_form(std::vector<Shape>(arity_, Shape{5}));
  }

  /// The double-vjp construction seeds the vjp with a cotangent whose value must not matter.
  void linear_in_form(const std::vector<Shape>& shapes) {
    std::vector<Tensor> operands;
    for (const Shape& s : shapes)
      operands.push_back(random_operand(s, float64, options_.low, options_.high, 3 + operands.size()));
    const Tensor with_zero = run_transposed(f_, operands, 0)[0], with_nan = run_transposed(f_, operands, nan)[0];
    if (!with_zero.is_identical(with_nan))
      fail(fmt::format("{}: its vjp is not linear in the cotangent in its form", name_));
  }

  void with_shapes(const std::vector<Shape>& shapes) {
    const std::string label = shapes_text(shapes);
    std::vector<Tensor> singles, doubles;
    std::int64_t elements = 1;
    for (const Shape& s : shapes) {
      singles.push_back(random_operand(s, float32, options_.low, options_.high, 21 + singles.size()));
      doubles.push_back(singles.back().astype(float64));
      elements *= s.size();
    }
    for (const auto& operands : {singles, doubles})
      if (!run_op(f_, operands).is_identical(run_op(f_, operands, Extents::open)))
        fail(fmt::format("{}: dynamic extents give other values, {}", label, to_string(operands[0].dtype())));
    const auto single = numbers(run_op(f_, singles)), exact = numbers(run_op(f_, doubles));
    double largest = 0;
    for (double x : exact) largest = std::max(largest, std::isfinite(x) ? std::abs(x) : 0);
    for (std::size_t i = 0; i < exact.size(); ++i)
      if (ulp_distance(single[i], exact[i], float32) > 0 && !(std::abs(single[i] - exact[i]) <= 1e-5 * largest))
        return fail(fmt::format("{}: element {} is {} in float32, {} in float64", label, i, single[i], exact[i]));
    if (!options_.differentiable) return;
    for (const auto& operands : {singles, doubles}) static_cast<void>(run_gradients(f_, operands, Extents::open));
    if (elements == 0) return;
    GradientCheck check{.shapes = {shapes}, .low = options_.low, .high = options_.high};
    if (const auto found = report(check); !found) fail(fmt::format("{}: {}", label, found.text));
    linear_in_form(shapes);
  }

  GraphBuilder f_;
  std::size_t arity_;
  OpCheck options_;
  std::string name_;
  std::vector<std::string> faults_;
};

void fail_with(const std::vector<std::string>& faults) {
  for (std::size_t i = 0; i < std::min<std::size_t>(faults.size(), 8); ++i)
    FAIL_CHECK(faults[i]);  // the first are enough
}

}  // namespace

std::vector<std::string> op_faults(const UnaryFunction& f, const OpCheck& check) {
  return Check([f](const Vars& x) { return f(x[0]); }, 1, check).all();
}
std::vector<std::string> op_faults(const BinaryFunction& f, const OpCheck& check) {
  return Check([f](const Vars& x) { return f(x[0], x[1]); }, 2, check).all();
}
std::vector<std::string> op_faults(const TernaryFunction& f, const OpCheck& check) {
  return Check([f](const Vars& x) { return f(x[0], x[1], x[2]); }, 3, check).all();
}

void check_op(const UnaryFunction& f, const OpCheck& check) { fail_with(op_faults(f, check)); }
void check_op(const BinaryFunction& f, const OpCheck& check) { fail_with(op_faults(f, check)); }
void check_op(const TernaryFunction& f, const OpCheck& check) { fail_with(op_faults(f, check)); }

}  // namespace xgrad
