#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <random>
#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/graph/vocabulary.hpp>

namespace xgrad {
namespace {

using Function = std::function<Var(const Vars&)>;
using Point = std::vector<Tensor>;

/// Uniform in low..high; not std::uniform_real_distribution, whose numbers differ between standard libraries.
Tensor random_tensor(const Shape& shape, double low, double high, std::mt19937_64& random) {
  Tensor made(float64, shape);
  double* to = made.mutable_data<double>();
  for (std::int64_t i = 0; i < made.size(); ++i)
    to[i] = low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
  return made;
}

std::string at_text(const Point& point) {
  std::string text;
  for (const Tensor& t : point) {
    if (!text.empty()) text += ", ";
    text += t.size() == 1 ? fmt::format("{}", t.item()) : to_string(t);
  }
  return fmt::format("({})", text);
}

/// The function and its derivatives as one program, for operands of given types.
class Derivatives {
 public:
  Derivatives(const Function& f, const Point& like) {
    std::mt19937_64 random(1);
    Vars operands, xs, directions;
    for (std::size_t i = 0; i < like.size(); ++i) {
      operands.push_back(graph_.input(fmt::format("x{}", i), like[i].dtype(), like[i].shape()));
      if (!is_float(like[i].dtype())) continue;
      if (like[i].dtype() == float32)
        throw DTypeError("check_gradients", fmt::format("operand {} is float32", i), {},
                         "differences need float64: give points of doubles");
      floats_.push_back(i);
      xs.push_back(operands.back());
      directions_.push_back(random_tensor(like[i].shape(), -1, 1, random));
      directions.push_back(graph_.constant(directions_.back()));
    }
    if (xs.empty()) throw GraphError("check_gradients", "no operand is of a float type", {}, "give points of doubles");
    const Var y = f(operands);
    if (!y) throw GraphError("check_gradients", "the function gave an empty Var");
    if (!is_float(y.dtype()))
      throw GraphError("check_gradients", "the function's result is of no float type", to_string(y.dtype()),
                       "what is flat has no derivative to check");
    const Var weights = graph_.constant(random_tensor(y.shape(), 0.5, 1.5, random));
    const Var value = total(y * weights);
    const Vars first = grad(value, xs);
    const Var slope = dot(first, directions);
    const Vars second = grad(slope, xs);
    const Var forward = total(jvp(Vars{y}, xs, directions)[0] * weights);
    Vars outputs{value, slope, forward};
    outputs.insert(outputs.end(), first.begin(), first.end());
    outputs.insert(outputs.end(), second.begin(), second.end());
    program_.emplace(compile(operands, outputs));
  }

  struct Values {
    double value, slope, forward;
    std::vector<Tensor> first, second;  // by differentiable operand; second: the Hessian times the directions
  };
  Values operator()(const Point& point) {
    const auto r = (*program_)(std::span<const Tensor>(point));
    Values values{r[0].item(), r[1].item(), r[2].item(), {}, {}};
    for (std::size_t i = 0; i < floats_.size(); ++i) {
      values.first.push_back(r[3 + i]);
      values.second.push_back(r[3 + floats_.size() + i]);
    }
    return values;
  }
  const std::vector<std::size_t>& floats() const { return floats_; }  ///< the operands that are differentiated
  const std::vector<Tensor>& directions() const { return directions_; }

 private:
  Var total(Var x) { return sum_like(x, graph_.constant(Tensor(0.0))); }
  Var dot(const Vars& a, const Vars& b) {
    Var result = total(a[0] * b[0]);
    for (std::size_t i = 1; i < a.size(); ++i) result = result + total(a[i] * b[i]);
    return result;
  }

  Graph graph_;
  std::vector<std::size_t> floats_;
  std::vector<Tensor> directions_;
  std::optional<Program> program_;
};

/// Central differences, extrapolated: the error falls with the fourth power of the step.
double difference(const std::function<double(double)>& f, double step) {
  const auto central = [&](double h) { return (f(h) - f(-h)) / (2 * h); };
  return (4 * central(step / 2) - central(step)) / 3;
}

class Comparison {
 public:
  explicit Comparison(const Function& f) : f_(f) {}

  /// Leaves a point out where the function is not finite; then false.
  bool add(const Point& point) {
    if (!derivatives_ || !same_types(point, last_)) derivatives_ = std::make_unique<Derivatives>(f_, point);
    last_ = point;
    const auto here = (*derivatives_)(point);
    if (!std::isfinite(here.value)) return false;
    std::int64_t elements = 0;
    for (std::size_t k : derivatives_->floats()) elements += point[k].size();
    elements_ += elements;
    if (elements == 0) return true;
    compare_first(point, here);
    compare_second(point, here);
    compare("forward mode against reverse mode", point, here.forward, here.slope);
    return true;
  }
  const GradientReport& worst() const { return worst_; }
  double deviation() const { return deviation_; }
  bool has_compared() const { return elements_ > 0; }

 private:
  static bool same_types(const Point& a, const Point& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Tensor& s, const Tensor& t) {
      return s.dtype() == t.dtype() && s.shape() == t.shape();
    });
  }

  void compare_first(const Point& point, const Derivatives::Values& here) {
    const auto& floats = derivatives_->floats();
    for (std::size_t k = 0; k < floats.size(); ++k) {
      for (std::int64_t i = 0; i < point[floats[k]].size(); ++i) {
        const double x = point[floats[k]].data<double>()[i];
        const auto moved = [&](double h) {
          Point p = point;
          p[floats[k]].mutable_data<double>()[i] = x + h;
          return (*derivatives_)(p).value;
        };
        const double step = 2e-3 * std::clamp(std::abs(x), 0.1, 1.0);
        compare(fmt::format("first derivative by operand {}, element {}", floats[k], i), point,
                here.first[k].data<double>()[i], difference(moved, step));
      }
    }
  }

  void compare_second(const Point& point, const Derivatives::Values& here) {
    const auto& floats = derivatives_->floats();
    double smallest = 1;
    for (std::size_t k : floats)
      for (double x : point[k].values<double>()) smallest = std::min(smallest, std::abs(x));
    const double step = 2e-3 * std::max(smallest, 0.1);
    for (std::size_t k = 0; k < floats.size(); ++k) {
      for (std::int64_t i = 0; i < point[floats[k]].size(); ++i) {
        const auto moved = [&](double h) { return (*derivatives_)(along(point, h)).first[k].data<double>()[i]; };
        compare(fmt::format("second derivative by operand {}, element {}", floats[k], i), point,
                here.second[k].data<double>()[i], difference(moved, step));
      }
    }
  }

  Point along(Point point, double h) const {
    const auto& floats = derivatives_->floats();
    for (std::size_t k = 0; k < floats.size(); ++k) {
      double* x = point[floats[k]].mutable_data<double>();
      const double* direction = derivatives_->directions()[k].data<double>();
      for (std::int64_t i = 0; i < point[floats[k]].size(); ++i) x[i] += h * direction[i];
    }
    return point;
  }

  void compare(std::string what, const Point& point, double analytic, double numeric) {
    double deviation = std::abs(analytic - numeric) / std::max(1.0, std::abs(numeric));
    if (std::isnan(deviation)) deviation = std::isnan(analytic) && std::isnan(numeric) ? 0 : INFINITY;
    if (deviation <= deviation_) return;
    deviation_ = deviation;
    worst_.worst = fmt::format("{}, at {}", what, at_text(point));
    worst_.analytic = analytic;
    worst_.numeric = numeric;
  }

  const Function& f_;
  std::unique_ptr<Derivatives> derivatives_;
  Point last_;
  GradientReport worst_;
  double deviation_ = -1;
  std::int64_t elements_ = 0;  // differentiated by
};

std::vector<Point> points_of(std::size_t arity, const GradientCheck& check) {
  if (!check.points.empty()) return check.points;
  std::mt19937_64 random(2);
  std::vector<Point> points;
  const auto add = [&](const std::vector<Shape>& shapes) {
    Point p;
    for (const Shape& shape : shapes) p.push_back(random_tensor(shape, check.low, check.high, random));
    points.push_back(std::move(p));
  };
  for (const auto& shapes : check.shapes)
    for (int i = 0; i < 2; ++i) add(shapes);
  if (check.shapes.empty())
    for (int i = 0; i < 24; ++i) add(std::vector<Shape>(arity));
  return points;
}

GradientReport check_function(const Function& f, std::size_t arity, const GradientCheck& check) {
  Comparison comparison(f);
  std::size_t tried = 0;
  for (const Point& point : points_of(arity, check)) {
    if (point.size() != arity)
      throw GraphError("check_gradients", fmt::format("{} operands for a function of {}", point.size(), arity));
    tried += comparison.add(point) ? 1 : 0;
  }
  if (tried == 0)
    throw GraphError("check_gradients", "the function is finite at none of the points", {},
                     "give others: .low, .high or .points");
  if (!comparison.has_compared())
    throw GraphError("check_gradients", "the operands have no elements, so nothing was compared", {},
                     "give other shapes or points");
  GradientReport report = comparison.worst();
  report.ok = comparison.deviation() <= check.tolerance;
  report.text = fmt::format("check_gradients: {} at {} points; the worst is the {}: {} by the graph, {} by differences",
                            report.ok ? "right" : "WRONG", tried, report.worst, report.analytic, report.numeric);
  if (!report.ok && check.throw_on_mismatch) throw GraphError(report.text);
  return report;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const GradientReport& report) { return out << report.text; }

GradientReport check_gradients(const UnaryFunction& f, const GradientCheck& check) {
  return check_function([&](const Vars& x) { return f(x[0]); }, 1, check);
}
GradientReport check_gradients(const BinaryFunction& f, const GradientCheck& check) {
  return check_function([&](const Vars& x) { return f(x[0], x[1]); }, 2, check);
}
GradientReport check_gradients(const TernaryFunction& f, const GradientCheck& check) {
  return check_function([&](const Vars& x) { return f(x[0], x[1], x[2]); }, 3, check);
}

}  // namespace xgrad
