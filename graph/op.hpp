#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// What is known of a node's value when the graph is built.
struct Type {
  DType dtype = float64;
  Shape shape;
  bool operator==(const Type&) const = default;
};

/// An operand as an op's shape rule sees it; prints itself in error messages: "x float32 [200, 64]".
struct Operand : Type {
  Var var;
  std::string name() const { return var.name(); }
  /// "w1 was made at train.cpp:41", or nothing if its line is not known.
  std::string origin() const;
};
/// Name, dtype, shape: "x float32 [200, 64]".
std::string to_string(const Operand&);

/// The operands of one node.
class Types {
 public:
  Types(std::span<const Operand> operands) : operands_(operands) {}
  std::size_t size() const { return operands_.size(); }
  /// Throws GraphError if there are fewer.
  const Operand& operator[](std::size_t i) const {
    if (i >= operands_.size()) detail::throw_too_few(operands_.size(), i + 1);
    return operands_[i];
  }
  auto begin() const { return operands_.begin(); }
  auto end() const { return operands_.end(); }
  /// auto [a, b] = in.take<2>();                         throws GraphError if there are fewer
  template <std::size_t N> std::array<Operand, N> take() const {
    if (size() < N) detail::throw_too_few(size(), N);
    std::array<Operand, N> taken;
    for (std::size_t i = 0; i < N; ++i) taken[i] = operands_[i];
    return taken;
  }

 private:
  std::span<const Operand> operands_;
};

/// A value while a program runs: contiguous, row-major elements. (xtensor views of it: graph/xtensor.hpp.)
/// 64 spare bytes behind it may be read and written, unless it has one element.
struct View {
  DType dtype = float64;
  const Shape* dims = nullptr;
  void* data = nullptr;
  const Shape& shape() const { return *dims; }
  std::int64_t size() const { return dims->size(); }
  template <class T> T* as() const { return static_cast<T*>(data); }
};
using Views = std::span<const View>;

/// An op's work for given shapes, everything decided: called as often as the program runs, allocates nothing.
using Kernel = std::function<void(const View* in, const View& out)>;

class Op;
class MultiOp;
using OpPtr = std::shared_ptr<const Op>;
namespace lanes {
struct LaneCode;
enum class Reduction : std::uint8_t;
}  // namespace lanes

/// An operand counts where the mask that is operand `condition` is `holds`.
struct Branch {
  std::size_t condition;
  bool holds;
};

/// A reduction along the first axes, as many of them.
struct LeadingReduction {
  lanes::Reduction kind;
  std::size_t axes;
};

/// An operation: what type it gives, what it computes, and its gradient as a graph. Custom ops derive from it (or from
/// Elementwise, graph/elementwise.hpp).
class Op {
 public:
  virtual ~Op() = default;
  virtual std::string_view name() const = 0;
  /// The result's type, or an Error that names the operands and the rule. Extents may be dynamic.
  virtual Type infer(Types in) const = 0;
  /// Computes `out`, every element of it, from `in`; may throw DataError for bad values. Extents are concrete.
  virtual void forward(Views in, View out) const = 0;
  /// For each operand the gradient, given the result's cotangent dout: built of public ops, linear in dout in its form;
  /// no_gradient where there is none. An op that is not differentiable inherits this one, which throws GraphError.
  virtual Vars vjp(Vars in, Var out, Var dout) const;

  /// The op's parameters as the listing shows them: "axes=[0], keepdims". Two ops of one class with the same text are
  /// the same op. A class with members must override it.
  virtual std::string attributes() const { return {}; }

  // What passes and the plan ask.
  /// The op that computes the same from concrete shapes, built of plain ops (`_like` ops); empty: this op itself.
  virtual Var specialize(const Vars& /*in*/) const { return {}; }
  /// Operand i is read for its shape only.
  virtual bool reads_shape_only(std::size_t /*i*/) const { return false; }
  /// op(a, b) and op(b, a) have the same bits.
  virtual bool is_commutative() const { return false; }
  /// forward may throw: then nothing is committed before it has run.
  virtual bool may_fail() const { return true; }
  /// forward may write its result over operand i when nobody else needs that.
  virtual bool works_in_place(std::size_t /*i*/) const { return false; }
  /// The result is operand 0's elements in their order under another shape.
  virtual bool is_reshape() const { return false; }
  /// The result is operand 0 broadcast to another shape.
  virtual bool is_broadcast() const { return false; }
  /// The result is operand 0 summed to the shape of operand 1, which broadcasts to it.
  virtual bool undoes_broadcast() const { return false; }
  /// The result is the transposed matrix of operand 0.
  virtual bool is_matrix_transpose() const { return false; }
  /// The op that reads operand i transposed, or null.
  virtual OpPtr with_transposed(std::size_t /*i*/) const { return nullptr; }
  /// The condition under which operand i of an elementwise op reaches the result; none: always (where has them).
  virtual std::optional<Branch> branch(std::size_t /*i*/) const { return {}; }
  /// Each element of the result is a sum of operands' elements: sum, reshape, slice, ...; then vjp needs no values.
  virtual bool moves_elements() const { return false; }
  /// Row i of the result (along axis 0) comes from row i of every operand and nothing else: rows may be done apart.
  /// Then kernel is asked for fewer rows than infer saw, its results may run on several threads at once, and each
  /// writes its own rows alone, nothing behind them.
  virtual bool is_row_wise() const { return false; }
  /// The result is operand 0 reduced along its first axes, as the lanes' reductions do it.
  virtual std::optional<LeadingReduction> leading_reduction() const { return {}; }
  /// The result is this result of operand 0, a node of several (graph/multi_op.hpp).
  virtual std::optional<std::size_t> part() const { return {}; }
  /// The op of several results that this node packs, or null.
  virtual const MultiOp* multi() const { return nullptr; }
  /// The lanes of an elementwise op, else null.
  virtual const lanes::LaneCode* lane_code() const { return nullptr; }
  /// Decides what can be decided from types alone; by default a call of forward.
  virtual Kernel kernel(Types in, const Type& out) const;
};

/// Appends a node that applies op. Throws what infer throws, GraphError for operands of several graphs or none;
/// then the graph is as it was.
Var make_node(OpPtr op, std::span<const Var> in);

template <class O, class... Arguments> OpPtr make_op(Arguments&&... arguments) {
  if constexpr (sizeof(O) == sizeof(Op)) {  // no members: one instance serves all
    static const OpPtr op = std::make_shared<O>();
    return op;
  } else {
    return std::make_shared<O>(std::forward<Arguments>(arguments)...);
  }
}

/// make_node<MatMul>(a, b), or with the op's parameters: make_node<Sum>({x}, axes, keepdims).
template <class O, class... V>
requires(std::is_convertible_v<V, Var>&&...) Var make_node(V... in) {
  const std::array<Var, sizeof...(V)> operands{Var(in)...};
  return make_node(make_op<O>(), operands);
}
template <class O, class... Arguments> Var make_node(std::initializer_list<Var> in, Arguments&&... arguments) {
  return make_node(make_op<O>(std::forward<Arguments>(arguments)...), std::span<const Var>(in.begin(), in.size()));
}

}  // namespace xgrad
