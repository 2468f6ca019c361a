#include <algorithm>
#include <cstring>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {
namespace {

constexpr std::size_t always_small = 4096;  // bytes; a larger constant must not be larger than what it is made of

/// The node's value, computed by its own kernel; empty if it is not to be folded.
Var folded(Arena& to, const Op& op, const Type& type, std::span<const Var> in) {
  if (in.empty() || op.may_fail() || !type.shape.is_static()) return {};
  std::size_t given = 0;
  for (Var v : in) {
    if (to.kind(v.id()) != Arena::Kind::constant) return {};
    given = std::max(given, to.constant_value(v.id()).bytes());
  }
  const std::size_t bytes = bytes_of(op.name(), type.dtype, type.shape);
  if (bytes > std::max(always_small, given)) return {};

  // Kernels may touch spare bytes, which a Tensor of one element has not.
  std::vector<Buffer> memory;
  std::vector<View> views;
  for (Var v : in) {
    const Tensor& value = to.constant_value(v.id());
    memory.push_back(Buffer::allocate(value.bytes()));
    if (value.size() > 0) std::memcpy(memory.back().data(), value.data(), value.bytes());
    views.push_back({value.dtype(), &value.shape(), memory.back().data()});
  }
  Buffer result = Buffer::allocate(bytes);
  op.forward(views, {type.dtype, &type.shape, result.data()});
  return to.constant(Tensor::over(std::move(result), type.dtype, type.shape));
}

}  // namespace

/// Computes what depends on constants only, by the kernels that would compute it at run time: the same bits.
Module fold(Module&& in) {
  return rewrite(std::move(in), [](Copier& copier, std::uint32_t id, std::span<const Var> operands) {
    Arena& to = copier.to;
    const Arena& from = copier.from;
    if (from.is_leaf(id)) return Var();
    for (Var v : operands)
      if (to.kind(v.id()) != Arena::Kind::constant) return Var();
    return folded(to, from.op(id), from.type(id), operands);
  });
}

}  // namespace xgrad
