#include <cstring>
#include <xgrad/graph/plan/unit_program_internal.hpp>

namespace xgrad {

UnitProgram make_unit_program(const Arena& arena, const Unit& unit, const Shape& space,
                              const std::function<Shape(std::uint32_t)>& shape_of, ConstantTiles& constants,
                              std::vector<LaneProgram::Value>& values) {
  UnitProgram made{std::make_unique<LaneProgram>(unit.type, space), {}};
  made.program->reserve(unit.nodes.size());
  const auto value_of = [&](std::uint32_t id) {
    if (values[id] != no_value) return values[id];
    const Type& type = arena.type(id);
    if (arena.kind(id) == Arena::Kind::constant && type.shape.size() == 1 && type.dtype != boolean) {
      std::uint64_t number = 0;
      std::memcpy(&number, arena.constant_value(id).data(), size_of(type.dtype));
      return values[id] = made.program->number(number);
    }
    made.in.push_back(id);
    return values[id] = made.program->input({type.dtype, shape_of(id)});
  };
  for (std::uint32_t id : unit.nodes) {
    std::array<LaneProgram::Value, 4> operands{};
    std::size_t count = 0;
    for (std::uint32_t i : arena.in(id)) {
      operands[count++] = value_of(i);
      if (arena.op(id).is_broadcast()) break;
    }
    const lanes::LaneCode* code = arena.op(id).lane_code();
    values[id] = code ? made.program->apply(*code, {operands.data(), count}) : operands[0];
  }
  for (std::uint32_t id : unit.results) made.program->output(values[id], arena.type(id).dtype);
  for (std::uint32_t id : unit.nodes) {
    values[id] = no_value;
    for (std::uint32_t i : arena.in(id)) values[i] = no_value;
  }
  made.program->finish(constants);
  return made;
}

}  // namespace xgrad
