#include <algorithm>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/plan/units_internal.hpp>

namespace xgrad {

bool is_lane_node(const Arena& arena, std::uint32_t id) {
  return !arena.is_leaf(id) && (arena.op(id).lane_code() || arena.op(id).is_broadcast());
}

lanes::LaneType lane_type_of(const Arena& arena, std::uint32_t id) {
  const auto in = arena.in(id);
  const lanes::LaneCode* code = arena.op(id).lane_code();
  for (std::size_t i = 0; i < in.size(); ++i) {
    const DType dtype = arena.type(in[i]).dtype;
    if (dtype != boolean && (!code || ((code->mask_operands >> i) & 1u) == 0)) return lanes::lane_type(dtype);
  }
  return lanes::LaneType::float32;  // masks alone
}

namespace {

constexpr std::uint32_t none = UINT32_MAX;

/// For each node the unit that all its users are in, or none.
class Grouping {
 public:
  Grouping(const Module& module, bool one_by_one)
      : arena_(module.graph.arena()),
        one_by_one_(one_by_one),
        unit_(arena_.size(), none),
        user_unit_(arena_.size(), none),
        blocked_(arena_.size(), false) {}

  std::vector<Unit> run() {
    for (std::uint32_t id = static_cast<std::uint32_t>(arena_.size()); id-- > 0;) {
      if (arena_.is_leaf(id) || arena_.op(id).is_reshape()) {
        for (std::uint32_t i : arena_.in(id)) blocked_[i] = true;
        continue;
      }
      const bool is_lanes = is_lane_node(arena_, id);
      std::uint32_t unit =
          is_lanes && !one_by_one_ && !blocked_[id] && user_unit_[id] != none && joins(units_[user_unit_[id]], id)
              ? user_unit_[id]
              : none;
      if (unit == none) {
        unit = static_cast<std::uint32_t>(units_.size());
        units_.push_back({{}, is_lanes, is_lanes ? lane_type_of(arena_, id) : lanes::LaneType{}, false});
      }
      units_[unit].nodes.push_back(id);
      unit_[id] = unit;
      for (std::uint32_t i : arena_.in(id)) note_user(i, is_lanes ? unit : none);
    }
    for (Unit& u : units_) std::reverse(u.nodes.begin(), u.nodes.end());
    mark_early();
    std::reverse(units_.begin(), units_.end());
    std::stable_sort(units_.begin(), units_.end(), [](const Unit& a, const Unit& b) {
      return a.is_early != b.is_early ? a.is_early : a.root() < b.root();
    });
    return std::move(units_);
  }

 private:
  bool joins(const Unit& unit, std::uint32_t id) const {
    const std::uint32_t first = unit.nodes.front();  // the root: nodes come in falling order
    if (!(arena_.type(first).shape == arena_.type(id).shape)) return false;
    const bool any_type = arena_.op(id).is_broadcast() && arena_.type(id).dtype == boolean;
    return any_type || lane_type_of(arena_, id) == unit.type;
  }

  void note_user(std::uint32_t id, std::uint32_t unit) {
    if (unit == none || (user_unit_[id] != none && user_unit_[id] != unit))
      blocked_[id] = true;
    else
      user_unit_[id] = unit;
  }

  void mark_early() {
    std::vector<bool> early(arena_.size(), false);
    for (std::uint32_t id = static_cast<std::uint32_t>(arena_.size()); id-- > 0;) {
      if (unit_[id] == none) {  // a leaf or a reshape passes on
        if (early[id])
          for (std::uint32_t i : arena_.in(id)) early[i] = true;
        continue;
      }
      Unit& unit = units_[unit_[id]];
      unit.is_early |= early[id] || one_by_one_ || arena_.op(id).may_fail();
      if (unit.is_early)
        for (std::uint32_t i : arena_.in(id)) early[i] = true;
    }
  }

  const Arena& arena_;
  bool one_by_one_;
  std::vector<std::uint32_t> unit_, user_unit_;
  std::vector<bool> blocked_;
  std::vector<Unit> units_;
};

}  // namespace

std::vector<Unit> make_units(const Module& module, bool one_by_one) { return Grouping(module, one_by_one).run(); }

}  // namespace xgrad
