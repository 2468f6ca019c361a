#include <algorithm>
#include <map>
#include <set>
#include <tuple>
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
constexpr std::size_t most_nodes = 160;  // of units that are joined: longer loops only spill registers

/// By node: whether an output or an update takes its value, be it under another shape.
std::vector<bool> wanted_nodes(const Module& module) {
  const Arena& arena = module.graph.arena();
  std::vector<bool> wanted(arena.size(), false);
  for (Var v : module.outputs) wanted[v.id()] = true;
  for (const Update& u : module.updates) wanted[u.value.id()] = true;
  for (std::uint32_t id = static_cast<std::uint32_t>(arena.size()); id-- > 0;)
    if (wanted[id] && !arena.is_leaf(id) && arena.op(id).is_reshape()) wanted[arena.in(id)[0]] = true;
  return wanted;
}

class Grouper {
 public:
  Grouper(const Module& module, Grouping grouping)
      : arena_(module.graph.arena()),
        grouping_(grouping),
        wanted_(wanted_nodes(module)),
        unit_(arena_.size(), none),
        early_(arena_.size(), false) {}

  std::vector<Unit> run() {
    mark_early();
    sink();
    if (grouping_.joins) join_across();
    list_results();
    return in_order();
  }

 private:
  void mark_early() {
    for (std::uint32_t id = size(); id-- > 0;) {
      if (arena_.is_leaf(id)) continue;
      if (!arena_.op(id).is_reshape() && (grouping_.all_may_fail || arena_.op(id).may_fail())) early_[id] = true;
      if (early_[id])
        for (std::uint32_t i : arena_.in(id)) early_[i] = true;
    }
  }

  /// Nodes whose users all are in one unit join it, if it is of their kind. Then no unit uses a node within another.
  void sink() {
    std::vector<std::uint32_t> user_unit(size(), none);
    std::vector<bool> blocked(size(), false);
    const auto note_user = [&](std::uint32_t id, std::uint32_t unit) {
      if (unit == none || (user_unit[id] != none && user_unit[id] != unit))
        blocked[id] = true;
      else
        user_unit[id] = unit;
    };
    for (std::uint32_t id = size(); id-- > 0;) {
      if (!is_work(id)) {
        for (std::uint32_t i : arena_.in(id)) note_user(i, none);
        continue;
      }
      const bool is_lanes = is_lane_node(arena_, id);
      const bool sinks =
          is_lanes && grouping_.joins && !blocked[id] && user_unit[id] != none && takes(units_[user_unit[id]], id);
      unit_[id] = sinks ? user_unit[id] : static_cast<std::uint32_t>(units_.size());
      if (!sinks)
        units_.push_back({{}, {}, is_lanes, is_lanes ? lane_type_of(arena_, id) : lanes::LaneType{}, early_[id]});
      units_[unit_[id]].nodes.push_back(id);
      for (std::uint32_t i : arena_.in(id)) note_user(i, is_lanes ? unit_[id] : none);
    }
    for (Unit& unit : units_) std::reverse(unit.nodes.begin(), unit.nodes.end());
  }

  bool takes(const Unit& unit, std::uint32_t id) const {
    if (unit.is_early != early_[id] || !(arena_.type(unit.nodes.front()).shape == arena_.type(id).shape)) return false;
    const bool any_type = arena_.op(id).is_broadcast() && arena_.type(id).dtype == boolean;
    return any_type || lane_type_of(arena_, id) == unit.type;
  }
  bool are_alike(const Unit& a, const Unit& b) const {
    return a.is_lanes && b.is_lanes && a.is_early == b.is_early && a.type == b.type &&
           arena_.type(a.root()).shape == arena_.type(b.root()).shape;
  }

  /// Joins a unit to one that it feeds, or that reads what it reads, if they are alike and of one depth: that counts
  /// the steps between units that are not alike on the longest way from the leaves. So nothing can stand between units
  /// that are joined.
  void join_across() {
    std::vector<std::uint32_t> depth(size(), 0), reader(size(), none), parent(units_.size());
    for (std::uint32_t u = 0; u < parent.size(); ++u) parent[u] = u;
    const auto find = [&](std::uint32_t u) {
      while (parent[u] != u) u = parent[u] = parent[parent[u]];
      return u;
    };
    for (std::uint32_t id = 0; id < size(); ++id) {
      if (arena_.is_leaf(id)) continue;
      if (unit_[id] == none) {
        const std::uint32_t i = arena_.in(id)[0];
        depth[id] = depth[i] + (unit_[i] != none);
        continue;
      }
      const std::uint32_t u = unit_[id];
      if (units_[u].root() != id) continue;
      for_each_operand(u, [&](std::uint32_t i) {
        const bool is_step = unit_[i] != none && !are_alike(units_[unit_[i]], units_[u]);
        depth[id] = std::max(depth[id], depth[i] + is_step);
      });
      for_each_operand(u, [&](std::uint32_t i) {
        for (const std::uint32_t other : {unit_[i], reader[i]})
          if (other != none && depth[units_[other].root()] == depth[id] && are_alike(units_[other], units_[u]))
            parent[find(other)] = find(u);
        if (arena_.type(i).shape == arena_.type(id).shape) reader[i] = u;
      });
    }
    merge(find);
  }
  /// The nodes outside that a unit reads.
  template <class F> void for_each_operand(std::uint32_t unit, F f) const {
    for (std::uint32_t id : units_[unit].nodes)
      for (std::uint32_t i : arena_.in(id))
        if (unit_[i] != unit) f(i);
  }

  /// Units of one family become one, or several, one behind the other, if they are long.
  template <class F> void merge(const F& find) {
    std::vector<std::uint32_t> last(units_.size(), none);                 // by family: the unit that takes the next
    for (auto u = static_cast<std::uint32_t>(units_.size()); u-- > 0;) {  // from the first to the last
      std::uint32_t& into = last[find(u)];
      if (into == none || units_[into].nodes.size() + units_[u].nodes.size() > most_nodes) {
        into = u;
        continue;
      }
      std::vector<std::uint32_t>& nodes = units_[into].nodes;
      for (std::uint32_t id : units_[u].nodes) unit_[id] = into;
      nodes.insert(nodes.end(), units_[u].nodes.begin(), units_[u].nodes.end());
      units_[u].nodes.clear();
    }
    for (Unit& unit : units_) std::sort(unit.nodes.begin(), unit.nodes.end());
  }

  void list_results() {
    std::vector<bool> is_result = wanted_;
    for (std::uint32_t id = 0; id < size(); ++id)
      for (std::uint32_t i : arena_.in(id))
        if (unit_[i] != unit_[id]) is_result[i] = true;
    for (Unit& unit : units_)
      for (std::uint32_t id : unit.nodes)
        if (is_result[id]) unit.results.push_back(id);
  }

  /// The rows by which a unit may be done in chunks (regions_internal.hpp); 0 if it is small.
  std::int64_t many_rows(const Unit& unit) const {
    constexpr std::int64_t many = 16384;  // elements
    const Op& op = arena_.op(unit.root());
    const auto reduction = op.leading_reduction();
    if (!unit.is_lanes && !op.is_row_wise() && !(reduction && reduction->axes == 1)) return 0;
    const Shape& shape = arena_.type(unit.is_lanes ? unit.root() : arena_.in(unit.root())[0]).shape;
    const bool is_thin = unit.is_lanes && shape.rank() > 0 && shape[0] >= many / 16;  // a number a row
    return shape.size() >= many || is_thin ? shape[0] : 0;
  }

  /// Each unit behind those that it needs, what may fail first; those that go by the same rows next to each other.
  std::vector<Unit> in_order() {
    std::vector<std::vector<std::uint32_t>> users(units_.size());
    std::vector<std::uint32_t> missing(units_.size(), 0), source(size());
    for (std::uint32_t id = 0; id < size(); ++id) {
      source[id] = unit_[id] == none && !arena_.is_leaf(id) ? source[arena_.in(id)[0]] : unit_[id];
      if (unit_[id] == none) continue;
      for (std::uint32_t i : arena_.in(id)) {
        if (source[i] == none || source[i] == unit_[id]) continue;
        users[source[i]].push_back(unit_[id]);
        ++missing[unit_[id]];
      }
    }
    const auto place = [&](std::uint32_t u) { return std::tuple(!units_[u].is_early, units_[u].root(), u); };
    using Places = std::set<std::tuple<bool, std::uint32_t, std::uint32_t>>;
    Places ready;
    std::map<std::int64_t, Places> ready_by_rows;  // of those that go by many rows
    const auto add = [&](std::uint32_t u) {
      ready.insert(place(u));
      if (const std::int64_t rows = many_rows(units_[u])) ready_by_rows[rows].insert(place(u));
    };
    for (std::uint32_t u = 0; u < units_.size(); ++u)
      if (missing[u] == 0 && !units_[u].nodes.empty()) add(u);
    std::vector<Unit> ordered;
    std::int64_t rows = 0;
    while (!ready.empty()) {
      const Places& alike = ready_by_rows[rows];
      const bool goes_on = rows != 0 && !alike.empty() && std::get<0>(*alike.begin()) == std::get<0>(*ready.begin());
      const auto next = goes_on ? *alike.begin() : *ready.begin();
      const std::uint32_t u = std::get<2>(next);
      rows = many_rows(units_[u]);
      ready.erase(next);
      ready_by_rows[rows].erase(next);
      for (std::uint32_t user : users[u])
        if (--missing[user] == 0) add(user);
      ordered.push_back(std::move(units_[u]));
    }
    return ordered;
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(arena_.size()); }
  bool is_work(std::uint32_t id) const { return !arena_.is_leaf(id) && !arena_.op(id).is_reshape(); }

  const Arena& arena_;
  Grouping grouping_;
  std::vector<bool> wanted_;
  std::vector<std::uint32_t> unit_;  // by node; none for leaves and reshapes
  std::vector<bool> early_;
  std::vector<Unit> units_;
};

}  // namespace

std::vector<Unit> make_units(const Module& module, Grouping grouping) { return Grouper(module, grouping).run(); }

}  // namespace xgrad
