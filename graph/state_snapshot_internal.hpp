#pragma once
#include <utility>
#include <vector>
#include <xgrad/graph/arena_internal.hpp>

namespace xgrad {

/// The values of all state variables of a graph, to go back to.
class StateSnapshot {
 public:
  explicit StateSnapshot(Arena& arena) {
    for (std::uint32_t id = 0; id < arena.size(); ++id)
      if (arena.kind(id) == Arena::Kind::variable) values_.emplace_back(arena.var(id), value(arena.var(id)));
  }
  void restore() const {
    for (const auto& [variable, was] : values_) set(variable, was);
  }

 private:
  std::vector<std::pair<Var, Tensor>> values_;
};

}  // namespace xgrad
