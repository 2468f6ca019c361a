#pragma once
#include <functional>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// A builder of any number of operands.
using GraphBuilder = std::function<Var(const Vars&)>;

enum class Extents { fixed, open };  ///< whether inputs are declared with their extents, or with dynamic ones

/// Builds f over inputs of the operands' types, compiles and runs it. Extents of 1 stay fixed, for they may stretch.
Tensor run_op(const GraphBuilder& f, const std::vector<Tensor>& operands, Extents extents = Extents::fixed);

/// The gradients of the sum of f's elements, by operand; in the operands' types.
std::vector<Tensor> run_gradients(const GraphBuilder& f, const std::vector<Tensor>& operands,
                                  Extents extents = Extents::fixed);

/// jvp along random directions through the double-vjp construction, the inner cotangent all `seed`: it must not matter.
std::vector<Tensor> run_transposed(const GraphBuilder& f, const std::vector<Tensor>& operands, double seed);

/// The op of f's last node: "tanh".
std::string op_name(const GraphBuilder& f, std::size_t arity);

/// A float array of that shape with random elements, always the same for one seed.
Tensor random_operand(const Shape& shape, DType dtype, double low, double high, std::uint64_t seed);
/// Numbers rounded to dtype.
Tensor operand(const std::vector<double>& values, const Shape& shape, DType dtype);
/// The elements, bools as 0 and 1.
std::vector<double> numbers(const Tensor& t);

}  // namespace xgrad
