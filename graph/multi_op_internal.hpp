#pragma once
#include <functional>
#include <xgrad/graph/arena_internal.hpp>

namespace xgrad {

/// Calls see(i, type, elements) for each result of a packed node, whose block this is.
void for_each_result(Arena& arena, std::uint32_t packed, void* block,
                     const std::function<void(std::size_t, const Type&, const void*)>& see);

/// What a node is computed from: of a MultiOp's result, the op's operands.
inline std::span<const std::uint32_t> sources(const Arena& arena, std::uint32_t id) {
  return arena.in(arena.op(id).part() ? arena.in(id)[0] : id);
}

}  // namespace xgrad
