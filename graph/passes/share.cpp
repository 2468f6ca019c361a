#include <algorithm>
#include <bit>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

std::uint64_t hash_of(std::uint32_t op, std::span<const std::uint32_t> in) {
  std::uint64_t h = op * 0x9E3779B97F4A7C15ull;
  for (std::uint32_t i : in) h = (h ^ (i + 1)) * 0xD6E8FEB86659FD93ull, h ^= h >> 32;
  return h;
}

bool is_same(const Arena& arena, std::uint32_t a, std::uint32_t b) {
  const auto in = arena.in(a), other = arena.in(b);
  return arena.op_number(a) == arena.op_number(b) && arena.type_number(a) == arena.type_number(b) &&
         std::equal(in.begin(), in.end(), other.begin(), other.end());
}

/// The operand that a node is listed by: the latest, but a leaf, of which many nodes are users, only if all are leaves.
std::uint32_t key_of(const Arena& arena, std::span<const std::uint32_t> in) {
  std::uint32_t key = in[0];
  for (std::uint32_t i : in.subspan(1))
    if (std::pair(!arena.is_leaf(i), i) > std::pair(!arena.is_leaf(key), key)) key = i;
  return key;
}

/// Nodes by what they compute. Equal ones have the same operands, so each is listed at one of these: a sweep by id then
/// finds what it looks for in memory that it has just seen. Where an operand has many users, a table knows the rest.
class Known {
 public:
  explicit Known(std::size_t nodes) : first_user_(nodes, none), next_(nodes, none) {}

  /// The node like `id`, which becomes known if there is none.
  std::uint32_t find_or_add(const Arena& arena, std::uint32_t id) {
    std::uint32_t* link = &first_user_[key_of(arena, arena.in(id))];
    for (int tries = 0; tries < few; ++tries, link = &next_[*link]) {
      if (*link == none) return *link = id;
      if (is_same(arena, *link, id)) return *link;
    }
    return find_or_add_of_many(arena, id);
  }

 private:
  static constexpr int few = 8;

  std::uint32_t find_or_add_of_many(const Arena& arena, std::uint32_t id) {
    if (table_.empty()) table_.assign(std::bit_ceil(2 * next_.size()), none);
    for (std::size_t at = hash_of(arena.op_number(id), arena.in(id));; ++at) {
      std::uint32_t& slot = table_[at & (table_.size() - 1)];
      if (slot == none) return slot = id;
      if (is_same(arena, slot, id)) return slot;
    }
  }

  std::vector<std::uint32_t> first_user_;  // by node: a node that is listed there
  std::vector<std::uint32_t> next_;        // by node: another that is listed at the same
  std::vector<std::uint32_t> table_;       // open, of what stands in no list
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
