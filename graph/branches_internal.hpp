#pragma once
#include <cstdint>
#include <unordered_map>
#include <xgrad/graph/arena_internal.hpp>

namespace xgrad {

/// The elements of a node that reach a result through `where`: those where the condition holds, or does not. Empty: all
/// of them. The condition broadcasts to the node's shape.
struct Taken {
  Var condition;
  bool holds = true;
  explicit operator bool() const { return bool(condition); }
};

/// What a reverse sweep knows of branches that were not taken. A cotangent that comes through a branch of `where` is 0
/// where that branch is not taken; 0 times an infinite derivative would make NaN of it again. So the cotangent's mask
/// is carried along, and is put on again behind every elementwise vjp.
class Branches {
 public:
  /// The mask of a node's cotangent.
  Taken of(std::uint32_t id) const;
  /// Notes that a cotangent masked by `taken` is the node's first, or is added to those before.
  void note(std::uint32_t id, Taken taken, bool is_first);
  /// The mask behind operand i of a node whose own cotangent is masked by `taken`.
  Taken behind(Arena& arena, std::uint32_t id, std::size_t i, Taken taken) const;

 private:
  std::unordered_map<std::uint32_t, Taken> taken_;  // empty in most graphs
};

/// The gradient where its element is taken, 0 elsewhere.
Var masked(Taken taken, Var gradient);

}  // namespace xgrad
