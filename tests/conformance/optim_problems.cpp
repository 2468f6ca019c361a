#include <fmt/format.h>
#include <algorithm>
#include <xgrad/graph/op.hpp>
#include <xgrad/ops/ops.hpp>

#include "optim_internal.hpp"

namespace conformance {
namespace {

using namespace xgrad;

Var data(Graph& g, const nlohmann::json& values) {
  return g.constant(Tensor::from(numbers(values), Shape(extents(values))));
}

Var labels(Graph& g, const nlohmann::json& values) {
  std::vector<std::int64_t> whole;
  for (double y : numbers(values)) whole.push_back(static_cast<std::int64_t>(y));
  return g.constant(Tensor::from(whole, Shape(extents(values))));
}

/// X w, of rank 1.
Var product(Var X, Var w) { return reshape(matmul(X, reshape(w, {w.shape()[0], 1})), {X.shape()[0]}); }

Var rosenbrock(Graph&, const Vars& p, const nlohmann::json&) {
  const std::int64_t n = p[0].shape()[0];
  const Var left = slice(p[0], {{0, n - 1}}), right = slice(p[0], {{1, n}});
  return sum(100.0 * square(right - square(left)) + square(1.0 - left));
}

Var quadratic(Graph& g, const Vars& p, const nlohmann::json& problem) {
  const Var x = p[0];
  return 0.5 * sum(product(data(g, problem.at("A")), x) * x) - sum(data(g, problem.at("b")) * x);
}

Var logistic(Graph& g, const Vars& p, const nlohmann::json& problem) {
  const Var z = product(data(g, problem.at("X")), p[0]) + p[1];
  return mean(softplus(z) - data(g, problem.at("y")) * z) + 0.5 * number(problem.at("l2")) * sum(square(p[0]));
}

/// logsumexp(z) - z[y] of each row, with the derivative as PyTorch's kernels round it: dy (softmax(z) - one_hot(y)),
/// subtracted before dy multiplies it. Rprop and SignFlipSGD act on the signs of what rounding leaves there when a
/// model fits its data to the last digit, so other roundings go other ways.
struct CrossEntropy : Op {
  std::string_view name() const override { return "cross_entropy"; }
  Type infer(Types in) const override { return in[1]; }
  void forward(Views in, View out) const override { std::copy_n(in[1].as<double>(), out.size(), out.as<double>()); }
  Vars vjp(Vars in, Var, Var dy) const override {
    const auto [z, value, is_label] = in.take<3>();
    return {reshape(dy, {z.shape()[0], 1}) * (softmax(z, 1) - is_label), no_gradient, no_gradient};
  }
};

Var mlp(Graph& g, const Vars& p, const nlohmann::json& problem) {
  const Var hidden = tanh(matmul(data(g, problem.at("X")), p[0]) + p[1]);
  const Var z = matmul(hidden, p[2]) + p[3];
  const Var is_label = one_hot(labels(g, problem.at("y")), z.shape()[1], float64), fixed = stop_gradient(z);
  const Var value = logsumexp(fixed, 1) - sum(fixed * is_label, 1);
  return mean(make_node<CrossEntropy>(z, value, is_label));
}

Var least_squares(Graph& g, const Vars& p, const nlohmann::json& problem) {
  return mean(square(product(data(g, problem.at("X")), p[0]) + p[1] - data(g, problem.at("y"))));
}

struct {
  const char* kind;
  Var (*loss)(Graph&, const Vars&, const nlohmann::json& problem);
} const kinds[] = {{"rosenbrock", rosenbrock},
                   {"quadratic", quadratic},
                   {"logistic", logistic},
                   {"mlp", mlp},
                   {"least_squares", least_squares}};

}  // namespace

BuiltProblem build_problem(const nlohmann::json& problem, const nlohmann::json& start) {
  BuiltProblem built;
  for (const nlohmann::json& parameter : problem.at("parameters")) {
    const auto name = parameter.at("name").get<std::string>();
    const Shape shape(parameter.at("shape").get<std::vector<std::int64_t>>());
    built.names.push_back(name);
    built.parameters.push_back(built.graph.variable(name, Tensor::from(numbers(start.at(name)), shape)));
  }
  for (const auto& row : kinds) {
    if (problem.at("kind") != row.kind) continue;
    built.loss = row.loss(built.graph, built.parameters, problem);
    return built;
  }
  throw std::runtime_error(fmt::format("no kind of problem {}", problem.at("kind").dump()));
}

}  // namespace conformance
