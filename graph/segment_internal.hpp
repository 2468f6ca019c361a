#pragma once
#include <cstdint>
#include <unordered_map>
#include <xgrad/graph/arena_internal.hpp>

namespace xgrad {

/// Nodes as the vjps of a reverse sweep shall see them: themselves, or in a checkpointed segment copies that are
/// computed again from what goes into the segment.
class Recomputed {
 public:
  explicit Recomputed(Arena& arena) : arena_(arena), segments_(arena.segments) {}
  Vars operands(std::uint32_t id);
  Var value(std::uint32_t id);

 private:
  bool enter_segment_of(std::uint32_t id);
  void recompute(const Segment& segment);
  Var copy_of(std::uint32_t id);

  Arena& arena_;
  const std::vector<Segment> segments_;  // those before the sweep
  std::unordered_map<std::uint32_t, std::uint32_t> copies_;
};

}  // namespace xgrad
