#include <algorithm>
#include <cstring>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {
namespace {

constexpr std::size_t always_small = 4096;  // bytes; a larger constant must not be larger than what it is made of

/// Whether a node of that op on these operands is to be computed now.
bool is_to_be_folded(const Arena& arena, const Op& op, const Type& type, std::span<const std::uint32_t> in) {
  const auto is_constant = [&](std::uint32_t i) { return arena.kind(i) == Arena::Kind::constant; };
  if (in.empty() || !std::all_of(in.begin(), in.end(), is_constant)) return false;
  if (op.may_fail() || !type.shape.is_static()) return false;
  std::size_t given = 0;
  for (std::uint32_t i : in) given = std::max(given, arena.constant_value(i).bytes());
  return bytes_of(op.name(), type.dtype, type.shape) <= std::max(always_small, given);
}

/// The value, computed by the op's own kernel.
Var folded(Arena& to, const Op& op, const Type& type, std::span<const std::uint32_t> in) {
  // Kernels may touch spare bytes, which a Tensor of one element has not.
  std::vector<Buffer> memory;
  std::vector<View> views;
  for (std::uint32_t i : in) {
    const Tensor& value = to.constant_value(i);
    memory.push_back(Buffer::allocate(value.bytes()));
    if (value.size() > 0) std::memcpy(memory.back().data(), value.data(), value.bytes());
    views.push_back({value.dtype(), &value.shape(), memory.back().data()});
  }
  Buffer result = Buffer::allocate(bytes_of(op.name(), type.dtype, type.shape));
  op.forward(views, {type.dtype, &type.shape, result.data()});
  return to.constant(Tensor::over(std::move(result), type.dtype, type.shape));
}

}  // namespace

/// Computes what depends on constants only, by the kernels that would compute it at run time: the same bits.
Module fold(Module&& in) {
  const Arena& from = in.graph.arena();
  const auto is_concerned = [&](std::uint32_t id) {
    return is_to_be_folded(from, from.op(id), from.type(id), from.in(id));
  };
  if (is_settled(in, is_concerned)) return std::move(in);
  return rewrite(std::move(in), [&](Copier& copier, std::uint32_t id, std::span<const std::uint32_t> operands) {
    const Op& op = from.op(id);
    const Type& type = from.type(id);
    return is_to_be_folded(copier.to, op, type, operands) ? folded(copier.to, op, type, operands) : Var();
  });
}

}  // namespace xgrad
