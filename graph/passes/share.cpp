#include <algorithm>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {
namespace {

/// Nodes by what they compute: an open table of ids, no memory of their own for each. A node's place is near that of
/// its last operand, so that a sweep by id walks through the table too; where that is crowded, anywhere.
class Known {
 public:
  explicit Known(std::size_t nodes) : slots_(2 * nodes + window, none) {}

  /// The node like `id`, which becomes known if there is none.
  std::uint32_t find_or_add(const Arena& arena, std::uint32_t id) {
    const auto in = arena.in(id);
    const std::uint64_t hash = hash_of(arena.op_number(id), in);
    std::size_t at = 2 * static_cast<std::size_t>(*std::max_element(in.begin(), in.end())) + hash % window;
    for (std::size_t tries = 0;; ++tries, ++at) {
      if (tries == tries_nearby) at = hash % slots_.size();
      if (at == slots_.size()) at = 0;
      std::uint32_t& slot = slots_[at];
      if (slot == none) return slot = id;
      if (is_same(arena, slot, id)) return slot;
    }
  }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr std::size_t window = 64, tries_nearby = 16;

  static std::uint64_t hash_of(std::uint32_t op, std::span<const std::uint32_t> in) {
    std::uint64_t h = op * 0x9E3779B97F4A7C15ull;
    for (std::uint32_t i : in) h = (h ^ (i + 1)) * 0xD6E8FEB86659FD93ull, h ^= h >> 32;
    return h;
  }

  static bool is_same(const Arena& arena, std::uint32_t a, std::uint32_t b) {
    const auto in = arena.in(a), other = arena.in(b);
    return arena.op_number(a) == arena.op_number(b) && arena.type_number(a) == arena.type_number(b) &&
           std::equal(in.begin(), in.end(), other.begin(), other.end());
  }

  std::vector<std::uint32_t> slots_;
};

/// Lets a node read the first of equal operands; two that may change places come in rising order.
void read_first(Arena& arena, std::uint32_t id, const std::vector<std::uint32_t>& first) {
  const auto in = arena.in(id);
  for (std::size_t i = 0; i < in.size(); ++i)
    if (first[in[i]] != in[i]) arena.set_in(id, i, first[in[i]]);
  const std::uint32_t a = in[0];
  if (in.size() != 2 || a <= in[1] || !arena.op(id).is_commutative()) return;
  arena.set_in(id, 0, in[1]);
  arena.set_in(id, 1, a);
}

}  // namespace

/// Merges equal subexpressions: the same op on the same operands, in either order where that keeps the bits.
Module share(Module&& in) {
  Arena& arena = in.graph.arena();
  const std::vector<bool> needed = needed_nodes(in);
  std::vector<std::uint32_t> first(arena.size());  // by node: the first like it
  Known known(arena.size());
  bool is_compact = true;
  for (std::uint32_t id = 0; id < arena.size(); ++id) {
    first[id] = id;
    if (needed[id] && !arena.in(id).empty()) {
      read_first(arena, id, first);
      first[id] = known.find_or_add(arena, id);
    }
    is_compact &= needed[id] && first[id] == id;
  }
  if (is_compact) return std::move(in);
  for (Var& v : in.outputs) v = arena.var(first[v.id()]);
  for (Update& u : in.updates) u.value = arena.var(first[u.value.id()]);
  return rewrite(std::move(in), {});
}

}  // namespace xgrad
