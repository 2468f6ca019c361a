#pragma once
#include <cstdint>
#include <vector>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {

/// What runs as one kernel: an op, or elementwise ops joined into one lane program over one iteration space.
struct Unit {
  std::vector<std::uint32_t> nodes;    ///< ascending
  std::vector<std::uint32_t> results;  ///< those of them that other units use, or that are wanted; ascending
  bool is_lanes = false;
  lanes::LaneType type{};
  bool is_early = false;  ///< may fail, or something that may fail needs it: runs before any state is written
  std::uint32_t root() const { return nodes.back(); }
};

/// How make_units joins.
struct Grouping {
  bool joins = true;          ///< else each node is a unit
  bool all_may_fail = false;  ///< whatever the ops say
};
/// The module's work in the order in which it runs. Leaves and reshapes are no work.
/// A node joins its users' unit if they all are in one and have its shape and lane type; units of one shape and type
/// that feed each other or read the same are joined where nothing can stand between them.
std::vector<Unit> make_units(const Module& module, Grouping grouping);

/// The lane type that an elementwise node computes in.
lanes::LaneType lane_type_of(const Arena& arena, std::uint32_t id);
bool is_lane_node(const Arena& arena, std::uint32_t id);

}  // namespace xgrad
