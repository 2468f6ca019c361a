#include <algorithm>
#include <bit>
#include <memory>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {
namespace {

std::uint64_t hash_of(std::uint32_t op, std::span<const std::uint32_t> in) {
  std::uint64_t h = op * 0x9E3779B97F4A7C15ull;
  for (std::uint32_t i : in) h = (h ^ (i + 1)) * 0xD6E8FEB86659FD93ull, h ^= h >> 32;
  return h;
}

/// The new graph's nodes by what they compute: an open table of ids, 0 bytes wasted on nodes of their own.
class Known {
 public:
  explicit Known(std::size_t nodes) : slots_(std::bit_ceil(nodes * 2 + 16), none) {}

  /// The node like `id`, which becomes known if there is none.
  std::uint32_t find_or_add(const Arena& arena, std::uint32_t id) {
    const auto in = arena.in(id);
    for (std::size_t at = hash_of(arena.op_number(id), in);; ++at) {
      std::uint32_t& slot = slots_[at & (slots_.size() - 1)];
      if (slot == none) return slot = id;
      const auto other = arena.in(slot);
      if (arena.op_number(slot) == arena.op_number(id) && std::equal(in.begin(), in.end(), other.begin(), other.end()))
        return slot;
    }
  }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  std::vector<std::uint32_t> slots_;
};

}  // namespace

/// Merges equal subexpressions: the same op on the same operands, in either order where that keeps the bits.
Module share(Module&& in) {
  auto known = std::make_shared<Known>(in.graph.size());
  return rewrite(std::move(in), [known](Copier& copier, std::uint32_t id, std::span<const Var> operands) {
    Arena& to = copier.to;
    const Arena& from = copier.from;
    if (from.is_leaf(id)) return Var();
    std::array<Var, 2> sorted;
    if (operands.size() == 2 && from.op(id).is_commutative() && operands[1].id() < operands[0].id()) {
      sorted = {operands[1], operands[0]};
      operands = sorted;
    }
    const std::size_t before = to.size();
    const Var made = copier.copy(id, operands);
    const std::uint32_t first = known->find_or_add(to, made.id());
    if (first != made.id()) to.cut(before);
    return to.var(first);
  });
}

}  // namespace xgrad
