#pragma once
#include <functional>
#include <memory>
#include <span>
#include <xgrad/graph/plan/lane_program_internal.hpp>
#include <xgrad/graph/plan/units_internal.hpp>

namespace xgrad {

inline constexpr LaneProgram::Value no_value = UINT32_MAX;

/// The lane program of a unit over that space, and its operands' nodes.
struct UnitProgram {
  std::unique_ptr<LaneProgram> program;
  std::vector<std::uint32_t> in;
};
/// `shape_of` says what shape a node of the unit's operands has in that space; `values`, by node, is no_value for all
/// before and after.
UnitProgram make_unit_program(const Arena& arena, const Unit& unit, const Shape& space,
                              const std::function<Shape(std::uint32_t)>& shape_of, ConstantTiles& constants,
                              std::vector<LaneProgram::Value>& values);

}  // namespace xgrad
