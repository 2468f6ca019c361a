#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/checks.hpp>
#include <xgrad/ops/axes.hpp>

/// What builders need beside make_node.
namespace xgrad {

/// The arena of a builder's operand. Throws the GraphError that names the op if it is empty.
inline Arena& arena_of(std::string_view op, Var x) {
  if (!x) throw GraphError(op, "an operand is empty", {}, "a Var comes from g.input, g.variable or an op");
  return *x.arena();
}

/// A node as checks and error messages see it.
inline Operand operand_of(std::string_view op, Var x) {
  arena_of(op, x);
  return {{x.dtype(), x.shape()}, x};
}

/// The shape rule once more, for specialize: where extents are known for the first time.
inline void check_again(const Op& op, const Vars& in) {
  std::vector<Operand> operands;
  for (Var x : in) operands.push_back(operand_of(op.name(), x));
  op.infer(std::span<const Operand>(operands));
}

/// Axes of one array as a set: bit i is axis i.
class AxisSet {
 public:
  AxisSet() = default;
  /// Every axis of x.
  static AxisSet all(std::string_view op, Var x);
  /// Throws ShapeError for an axis that x does not have, or that is named twice.
  AxisSet(std::string_view op, Var x, const Axes& axes);
  bool has(std::size_t axis) const { return ((bits_ >> axis) & 1u) != 0; }
  void add(std::size_t axis) { bits_ |= 1u << axis; }
  std::size_t size() const { return static_cast<std::size_t>(__builtin_popcount(bits_)); }
  bool empty() const { return bits_ == 0; }
  /// Only the first axes, without a gap.
  bool is_leading() const { return (bits_ & (bits_ + 1)) == 0; }
  /// shape without these axes, or with extent 1 there.
  Shape reduced(const Shape& shape, bool keep) const;
  /// The number of elements along these axes; `dynamic` if an extent is.
  std::int64_t count(const Shape& shape) const;
  /// "[0, 2]"
  std::string text() const;
  operator Axes() const;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace xgrad
