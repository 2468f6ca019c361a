#include <fmt/format.h>
#include <cstring>
#include <xgrad/graph/checkpoint.hpp>
#include <xgrad/graph/segment_internal.hpp>

namespace xgrad {
namespace {

/// What goes into a segment, for its second computation: the same memory, but not the same node, or equal
/// subexpressions would be merged and so kept. Each second computation has a number.
class SecondTime final : public Op {
 public:
  explicit SecondTime(std::uint32_t number) : number_(number) {}
  std::string_view name() const override { return "second_time"; }
  std::string attributes() const override { return fmt::format("{}", number_); }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override {
    if (out.size() > 0) std::memcpy(out.data, in[0].data, static_cast<std::size_t>(out.size()) * size_of(out.dtype));
  }
  Vars vjp(Vars, Var, Var dy) const override { return {dy}; }
  bool may_fail() const override { return false; }
  bool is_reshape() const override { return true; }
  bool moves_elements() const override { return true; }

 private:
  std::uint32_t number_;
};

}  // namespace

bool Recomputed::enter_segment_of(std::uint32_t id) {
  const Segment* segment = find_segment(segments_, id);
  if (segment && !copies_.contains(segment->end - 1)) recompute(*segment);
  return segment != nullptr;
}

void Recomputed::recompute(const Segment& segment) {
  const auto number = static_cast<std::uint32_t>(arena_.size());
  const std::uint32_t scope = arena_.scope();
  std::unordered_map<std::uint32_t, std::uint32_t> doors;  // of this segment: for what comes from outside
  const auto again = [&](std::uint32_t i) {
    if (i >= segment.begin) return copies_.at(i);
    if (arena_.kind(i) == Arena::Kind::constant) return i;
    if (!doors.contains(i)) doors[i] = make_node<SecondTime>({arena_.var(i)}, number).id();
    return doors[i];
  };
  std::vector<std::uint32_t> in;
  for (std::uint32_t id = segment.begin; id < segment.end; ++id) {
    if (arena_.is_leaf(id)) {
      copies_[id] = id;
      continue;
    }
    const std::vector<std::uint32_t> old(arena_.in(id).begin(), arena_.in(id).end());
    in.clear();
    for (std::uint32_t i : old) in.push_back(again(i));
    arena_.set_scope(arena_.scope_of(id));
    copies_[id] = arena_.append(arena_.op_number(id), arena_.type_number(id), in).id();
    arena_.set_scope(scope);
  }
}

Var Recomputed::copy_of(std::uint32_t id) {
  const auto found = copies_.find(id);
  return arena_.var(found == copies_.end() ? id : found->second);
}

Vars Recomputed::operands(std::uint32_t id) {
  if (!enter_segment_of(id)) return arena_.in_vars(id);
  Vars in;
  for (std::uint32_t i : arena_.in(id)) in.push_back(copy_of(i));
  return in;
}

Var Recomputed::value(std::uint32_t id) { return enter_segment_of(id) ? copy_of(id) : arena_.var(id); }

Vars checkpoint(const std::function<Vars(const Vars&)>& f, const Vars& xs) {
  if (xs.empty() || !xs[0]) throw GraphError("checkpoint", "there is nothing to compute from");
  Arena& arena = *xs[0].arena();
  Undo undo(arena);
  const auto begin = static_cast<std::uint32_t>(arena.size());
  Vars results = f(xs);
  const auto end = static_cast<std::uint32_t>(arena.size());
  undo.keep();
  if (begin == end) return results;
  std::erase_if(arena.segments, [&](const Segment& inner) { return inner.begin >= begin; });
  arena.segments.push_back({begin, end});
  return results;
}

Var checkpoint(const UnaryFunction& f, Var x) {
  return checkpoint([&](const Vars& xs) { return Vars(f(xs[0])); }, Vars{x})[0];
}

}  // namespace xgrad
