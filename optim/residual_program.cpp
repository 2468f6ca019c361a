#include <fmt/format.h>
#include <algorithm>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/optim/levenberg_marquardt.hpp>
#include <xgrad/optim/parameters_internal.hpp>

namespace xgrad::optim {
namespace {

Var direction_like(Arena& arena, std::string_view name, Var x) {
  return arena.input(arena.free_name(name), {x.dtype(), x.shape()});
}

Arena& check_residuals(Var residuals, const Vars& parameters) {
  Arena& arena = check_parameters("residuals", parameters);
  if (!residuals || residuals.arena() != &arena)
    throw GraphError("residuals", "they are not of the parameters' graph", residuals.name());
  if (!is_float(residuals.dtype())) throw DTypeError("residuals", "they are of no float type", describe(residuals));
  return arena;
}

Program values_of(const Vars& inputs, Var residuals, const Vars& parameters) {
  check_residuals(residuals, parameters);
  return compile(inputs, residuals);
}

/// J v, of directions v like the parameters.
Program forward_of(const Vars& inputs, Var residuals, const Vars& parameters) {
  Arena& arena = *residuals.arena();
  const Undo undo(arena);
  Vars directions, all = inputs;
  for (Var p : parameters) {
    directions.push_back(direction_like(arena, "direction", p));
    all.push_back(directions.back());
  }
  return compile(all, jvp(Vars(residuals), parameters, directions));
}

/// Whether a node's value depends on one of these.
bool depends_on(Var node, const Vars& on) {
  Arena& arena = *node.arena();
  std::vector<bool> reached(node.id() + 1);
  reached[node.id()] = true;
  for (std::uint32_t id = node.id() + 1; id-- > 0;) {
    if (!reached[id] || arena.is_leaf(id)) continue;
    const auto in = arena.in(id);
    for (std::size_t i = 0; i < in.size(); ++i)
      if (!arena.op(id).reads_shape_only(i)) reached[in[i]] = true;
  }
  return std::any_of(on.begin(), on.end(), [&](Var x) { return x.id() < reached.size() && reached[x.id()]; });
}

/// Whether J v depends on the parameters.
bool is_linear_in(Var residuals, const Vars& parameters) {
  Arena& arena = check_residuals(residuals, parameters);
  const Undo undo(arena);
  Vars directions;
  for (Var p : parameters) directions.push_back(direction_like(arena, "direction", p));
  return !depends_on(jvp(Vars(residuals), parameters, directions)[0], parameters);
}

/// The second derivatives, weighted like the residuals, times directions v.
Program curvature_of(const Vars& inputs, Var residuals, const Vars& parameters) {
  Arena& arena = *residuals.arena();
  const Undo undo(arena);
  Vars all = inputs, directions;
  const Var weights = direction_like(arena, "weights", residuals);
  all.push_back(weights);
  for (Var p : parameters) {
    directions.push_back(direction_like(arena, "direction", p));
    all.push_back(directions.back());
  }
  return compile(all, jvp(vjp(Vars(residuals), Vars(weights), parameters), parameters, directions));
}

/// J^T u, of a u like the residuals.
Program reverse_of(const Vars& inputs, Var residuals, const Vars& parameters) {
  Arena& arena = *residuals.arena();
  const Undo undo(arena);
  const Var direction = direction_like(arena, "direction", residuals);
  Vars all = inputs;
  all.push_back(direction);
  return compile(all, vjp(Vars(residuals), Vars(direction), parameters));
}

Tensor as_float64(const Tensor& t) { return t.dtype() == float64 ? t : t.astype(float64); }

/// Zeros but for one entry.
Tensor unit(DType dtype, const Shape& shape, std::int64_t entry) {
  Tensor made(float64, shape);
  made.mutable_data<double>()[entry] = 1.0;
  return made.astype(dtype);
}

}  // namespace

ResidualProgram::ResidualProgram(const Vars& inputs, Var residuals, const Vars& parameters, Options options)
    : parameters_(parameters),
      dtype_(residuals ? residuals.dtype() : float64),
      is_linear_(is_linear_in(residuals, parameters)),
      values_(values_of(inputs, residuals, parameters)),
      forward_(forward_of(inputs, residuals, parameters)),
      reverse_(reverse_of(inputs, residuals, parameters)) {
  if (options.curvature) curvature_ = curvature_of(inputs, residuals, parameters);
}

Tensor ResidualProgram::curvature(const std::vector<Tensor>& inputs, const Tensor& weights) {
  const std::int64_t n = parameters_.size();
  Tensor made(float64, {n, n}), row(float64, {n});
  std::vector<Tensor> all = inputs;
  all.push_back(weights.astype(dtype_).reshape(values_(inputs)[0].shape()));
  for (Var p : parameters_.parameters()) all.push_back(Tensor(p.dtype(), p.shape()));
  std::int64_t i = 0;
  for (std::size_t k = 0; k < parameters_.parameters().size(); ++k) {
    const Var p = parameters_.parameters()[k];
    Tensor& direction = all[inputs.size() + 1 + k];
    for (std::int64_t entry = 0; entry < p.shape().size(); ++entry, ++i) {
      direction = unit(p.dtype(), p.shape(), entry);
      const Outputs out = (*curvature_)(all);
      parameters_.gather({out.begin(), out.size()}, row);
      std::copy_n(row.data<double>(), n, made.mutable_data<double>() + i * n);
    }
    direction = Tensor(p.dtype(), p.shape());
  }
  return made;
}

Tensor ResidualProgram::jacobian(const std::vector<Tensor>& inputs) {
  // Of this run: their shape may depend on the inputs.
  const Shape shape = values_(inputs)[0].shape();
  const std::int64_t m = shape.size(), n = parameters_.size();
  Tensor made(float64, {m, n});
  double* to = made.mutable_data<double>();
  std::vector<Tensor> all = inputs;
  if (m < n) {
    Tensor row(float64, {n});
    all.emplace_back();
    for (std::int64_t i = 0; i < m; ++i) {
      all.back() = unit(dtype_, shape, i);
      const Outputs out = reverse_(all);
      parameters_.gather({out.begin(), out.size()}, row);
      std::copy_n(row.data<double>(), n, to + i * n);
    }
    return made;
  }
  for (Var p : parameters_.parameters()) all.push_back(Tensor(p.dtype(), p.shape()));
  std::int64_t column = 0;
  for (std::size_t k = 0; k < parameters_.parameters().size(); ++k) {
    const Var p = parameters_.parameters()[k];
    Tensor& direction = all[inputs.size() + k];
    for (std::int64_t entry = 0; entry < p.shape().size(); ++entry, ++column) {
      direction = unit(p.dtype(), p.shape(), entry);
      const Tensor change = as_float64(forward_(all)[0]);
      for (std::int64_t i = 0; i < m; ++i) to[i * n + column] = change.data<double>()[i];
    }
    direction = Tensor(p.dtype(), p.shape());
  }
  return made;
}

Residuals ResidualProgram::at(std::vector<Tensor> inputs) {
  auto values = [this, inputs](const Tensor& x) {
    parameters_.set(x);
    const Outputs out = values_(inputs);
    return as_float64(out[0]).reshape({out[0].size()});
  };
  auto of_jacobian = [this, inputs](const Tensor& x) {
    parameters_.set(x);
    return jacobian(inputs);
  };
  Residuals made{values, of_jacobian};
  if (curvature_)
    made.curvature = [this, inputs](const Tensor& x, const Tensor& w) {
      parameters_.set(x);
      return curvature(inputs, w);
    };
  return made;
}

}  // namespace xgrad::optim
