#include <fmt/format.h>
#include <cstring>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/gradient.hpp>
#include <xgrad/graph/jacobian.hpp>
#include <xgrad/graph/jacobian_internal.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/graph/tensor_internal.hpp>

namespace xgrad {
namespace {

/// The point's parts as float arrays: a whole C++ number is meant as a fraction.
std::vector<Tensor> as_floats(std::string_view what, std::span<const Tensor> x0) {
  std::vector<Tensor> point;
  for (const Tensor& x : x0) {
    if (!is_float(x.dtype()) && !x.is_number())
      throw DTypeError(what, "the point is not of a float type", describe(x), "astype(float64) converts");
    point.push_back(is_float(x.dtype()) ? x : x.astype(float64));
  }
  return point;
}

/// A graph with inputs like a point: x, or x1, x2, ...
struct At {
  Graph graph;
  Vars x;
  explicit At(const std::vector<Tensor>& point) {
    for (std::size_t i = 0; i < point.size(); ++i)
      x.push_back(graph.input(point.size() == 1 ? "x" : fmt::format("x{}", i + 1), point[i].dtype(), point[i].shape()));
  }
};

void check_is_of(const At& at, Var result, std::string_view what) {
  if (result && result.arena() == &at.graph.arena()) return;
  throw GraphError(what, "the function's result does not come from its operand",
                   result ? result.name() : "an empty Var");
}

detail::ManyFunction one(const UnaryFunction& f) {
  return [&f](const Vars& x) { return f(x[0]); };
}

}  // namespace

namespace detail {

std::vector<Tensor> gradient(const ManyFunction& f, std::span<const Tensor> x0) {
  const std::vector<Tensor> point = as_floats("gradient", x0);
  At at(point);
  const Var y = f(at.x);
  check_is_of(at, y, "gradient");
  const Outputs outputs = compile(at.x, grad(y, at.x))(point);
  return {outputs.begin(), outputs.end()};
}

Tensor hessian(const ManyFunction& f, std::span<const Tensor> x0) {
  const std::vector<Tensor> point = as_floats("hessian", x0);
  At at(point);
  for (Var x : at.x)
    if (x.rank() != 0)
      throw ShapeError("hessian", "several operands must be scalars", to_string(Operand{{x.dtype(), x.shape()}, x}),
                       "give one operand, an array");
  const Var y = f(at.x);
  check_is_of(at, y, "hessian");
  Vars entries;
  for (Var row : grad(y, at.x))
    for (Var entry : grad(row, at.x)) entries.push_back(entry);
  const Outputs outputs = compile(at.x, entries)(point);
  const auto n = static_cast<std::int64_t>(point.size());
  std::vector<double> values;
  for (const Tensor& entry : outputs) values.push_back(entry.item());
  return Tensor::from(values, {n, n});
}

}  // namespace detail

Tensor gradient(const UnaryFunction& f, const Tensor& x0) { return detail::gradient(one(f), {&x0, 1})[0]; }

Tensor hessian(const UnaryFunction& f, const Tensor& x0) {
  const std::vector<Tensor> point = as_floats("hessian", {&x0, 1});
  At at(point);
  const Var x = at.x[0], y = f(x);
  check_is_of(at, y, "hessian");
  const Var direction = at.graph.input("direction", x.dtype(), x.shape());
  Program product = compile({x, direction}, {hvp(y, x, direction)});
  Tensor result = Tensor::uninitialized(x.dtype(), joined(x.shape(), x.shape()));
  auto* row = static_cast<std::byte*>(result.mutable_data());
  for (std::int64_t i = 0; i < point[0].size(); ++i, row += point[0].bytes()) {
    const Outputs outputs = product({point[0], unit(x.dtype(), x.shape(), i)});
    std::memcpy(row, outputs[0].data(), point[0].bytes());
  }
  return result;
}

Tensor jacobian(const UnaryFunction& f, const Tensor& x0) {
  const std::vector<Tensor> point = as_floats("jacobian", {&x0, 1});
  At at(point);
  const Var y = f(at.x[0]);
  check_is_of(at, y, "jacobian");
  return compile(at.x, {jacobian(y, at.x[0])})(point)[0];
}

}  // namespace xgrad
