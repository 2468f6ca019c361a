#include "op_runner.hpp"

#include <random>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/op.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/reduce.hpp>

namespace xgrad {
namespace {

Vars make_inputs(Graph& g, const std::vector<Tensor>& operands, Extents extents) {
  Vars inputs;
  for (const Tensor& t : operands) {
    Shape shape = t.shape();
    for (std::size_t axis = 0; axis < shape.rank(); ++axis)
      if (extents == Extents::open && shape[axis] != 1) shape.set(axis, dynamic);
    inputs.push_back(g.input(std::string(1, static_cast<char>('a' + inputs.size())), t.dtype(), shape));
  }
  return inputs;
}

std::vector<Tensor> run(const Vars& inputs, const Vars& outputs, const std::vector<Tensor>& operands) {
  const Outputs results = compile(inputs, outputs)(operands);
  return std::vector<Tensor>(results.begin(), results.end());
}

}  // namespace

Tensor run_op(const GraphBuilder& f, const std::vector<Tensor>& operands, Extents extents) {
  Graph g;
  const Vars inputs = make_inputs(g, operands, extents);
  return run(inputs, Vars{f(inputs)}, operands)[0];
}

std::vector<Tensor> run_gradients(const GraphBuilder& f, const std::vector<Tensor>& operands, Extents extents) {
  Graph g;
  const Vars inputs = make_inputs(g, operands, extents);
  return run(inputs, grad(sum(f(inputs)), inputs), operands);
}

std::vector<Tensor> run_transposed(const GraphBuilder& f, const std::vector<Tensor>& operands, double seed) {
  Graph g;
  const Vars inputs = make_inputs(g, operands, Extents::fixed);
  const Var y = f(inputs);
  const Var cotangent = g.input("seed", y.dtype(), y.shape());  // a constant would be folded into the vjp
  Vars tangents;
  for (const Tensor& t : operands)
    tangents.push_back(g.constant(random_operand(t.shape(), t.dtype(), 0.5, 1.5, tangents.size() + 7)));
  const Vars transposed = vjp(Vars{y}, Vars{cotangent}, inputs);
  Vars all = inputs;
  all.push_back(cotangent);
  std::vector<Tensor> values = operands;
  values.push_back(full(y.shape(), seed, y.dtype()));
  return run(all, vjp(transposed, tangents, Vars{cotangent}), values);
}

std::string op_name(const GraphBuilder& f, std::size_t arity) {
  Graph g;
  Vars inputs;
  for (std::size_t i = 0; i < arity; ++i) inputs.push_back(g.input(std::string(1, static_cast<char>('a' + i))));
  const std::string text = f(inputs).name();
  return text.substr(0, text.find('('));
}

Tensor random_operand(const Shape& shape, DType dtype, double low, double high, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Tensor made(float64, shape);
  double* to = made.mutable_data<double>();
  for (std::int64_t i = 0; i < made.size(); ++i)
    to[i] = static_cast<float>(low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53);
  return made.astype(dtype);
}

Tensor operand(const std::vector<double>& values, const Shape& shape, DType dtype) {
  return Tensor::from(values, shape).astype(dtype);
}

std::vector<double> numbers(const Tensor& t) { return t.astype(float64).to_vector<double>(); }

}  // namespace xgrad
