#pragma once
#include <typeinfo>
#include <xgrad/graph/op.hpp>

namespace xgrad {

/// An operation with several results. Custom ones derive from it as others do from Op:
///     struct DivMod : MultiOp {
///       std::string_view name() const override { return "divmod"; }
///       std::vector<Type> infer(Types in) const override { return {in[0], in[0]}; }
///       void forward(Views in, Views out) const override { ... }
///       Vars vjp(Vars in, Vars out, Vars dout) const override { return {dout[0] / in[1] + dout[1], ...}; }
///     };
///     auto [quotient, rest] = make_nodes<DivMod>({a, b}).take<2>();
class MultiOp {
 public:
  virtual ~MultiOp() = default;
  virtual std::string_view name() const = 0;
  /// The results' types, or an Error that names the operands and the rule. Extents may be dynamic.
  virtual std::vector<Type> infer(Types in) const = 0;
  /// Computes every element of every result; may throw DataError for bad values. Extents are concrete.
  virtual void forward(Views in, Views out) const = 0;
  /// For each operand the gradient, given the results' cotangents: zeros for a result that nothing depends on, empty
  /// for one that is not of a float type. Built of public ops, linear in dout in its form. Throws GraphError unless
  /// overridden: the op is not differentiable then.
  virtual Vars vjp(Vars in, Vars out, Vars dout) const;
  /// The op's parameters, as Op::attributes.
  virtual std::string attributes() const { return {}; }
};

namespace detail {

/// The node of a MultiOp: its results lie one behind the other in one block of bytes, which `part` nodes read.
class PackedOp : public Op {
 public:
  explicit PackedOp(std::unique_ptr<const MultiOp> op) : op_(std::move(op)) {}
  std::string_view name() const override { return op_->name(); }
  std::string attributes() const override { return op_->attributes(); }
  const MultiOp* multi() const override { return op_.get(); }
  Type infer(Types in) const override;
  void forward(Views in, View out) const override;
  Kernel kernel(Types in, const Type& out) const override;

 private:
  std::unique_ptr<const MultiOp> op_;
};
/// A type of its own for each MultiOp: ops of one class with the same attributes are the same.
template <class O> class Packed final : public PackedOp { using PackedOp::PackedOp; };

}  // namespace detail

/// The results of a node that make_nodes made, in order.
Vars parts_of(Var packed);

/// Appends an op of several results: its results. Throws what infer throws; then the graph is as it was.
///     Vars out = make_nodes<DivMod>({a, b});              // parameters of the op follow: make_nodes<TopK>({x}, k)
Vars make_nodes(const OpPtr& packed, std::span<const Var> in);
template <class O, class... Arguments> Vars make_nodes(std::initializer_list<Var> in, Arguments&&... arguments) {
  const auto make = [&] {
    return std::make_shared<detail::Packed<O>>(std::make_unique<O>(std::forward<Arguments>(arguments)...));
  };
  const std::span<const Var> operands(in.begin(), in.size());
  if constexpr (sizeof(O) == sizeof(MultiOp)) {  // no members: one instance serves all
    static const OpPtr op = make();
    return make_nodes(op, operands);
  } else {
    return make_nodes(make(), operands);
  }
}

}  // namespace xgrad
