#include <algorithm>
#include <bit>
#include <xgrad/graph/plan/jit/allocation_internal.hpp>

namespace xgrad::jit {

using lanes::TraceStep;

namespace {

constexpr std::uint32_t never = UINT32_MAX;

/// Straight-line allocation: of the registers the one is given up whose value is used again last. Numbers and operands
/// are read from memory where an instruction can do that.
class Allocator {
 public:
  Allocator(const Body& body, RegisterFile file)
      : body_(body), file_(file), values_(body.steps.size()), free_{all(file.vectors), all(file.masks)} {
    owner_[0].fill(never);
    owner_[1].fill(never);
    count_uses();
    find_homes();
    pin();
  }

  Allocation run() {
    for (step_ = 0; step_ < body_.steps.size(); ++step_) {
      const TraceStep& s = body_.steps[step_];
      if (s.op == LaneOp::load || s.op == LaneOp::constant) continue;
      advance(s);
      free_slots_.insert(free_slots_.end(), given_back_.begin(), given_back_.end());
      given_back_.clear();
      if (s.op == store_step)
        place_store(s);
      else if (s.op == LaneOp::fused)
        place_fused(s);
      else
        place_plain(s);
    }
    return std::move(result_);
  }

 private:
  struct Value {
    Place home;  ///< in memory; a computed value has one once it was spilled
    std::uint32_t reg = never;
    std::uint32_t next = 0, end = 0;  ///< its uses that are to come, in uses_
    bool is_mask = false;             ///< lives in mask registers
    bool is_loaded_only = false;      ///< its home is no operand of instructions: bytes, mask registers
    bool is_pinned = false, is_spilled = false;
  };
  static std::uint32_t all(std::uint32_t count) { return count >= 32 ? ~0u : (1u << count) - 1; }

  template <class F> static void each_operand(const TraceStep& s, F f) {
    const std::size_t reads = operand_count(s.op);
    const std::uint32_t operand[] = {s.a, s.b, s.c};
    for (std::size_t i = 0; i < reads; ++i) {
      bool seen = false;
      for (std::size_t j = 0; j < i; ++j) seen |= operand[j] == operand[i];
      if (!seen) f(operand[i]);
    }
  }

  void count_uses() {
    for (const TraceStep& s : body_.steps) each_operand(s, [&](std::uint32_t v) { ++values_[v].end; });
    std::uint32_t total = 0;
    for (Value& v : values_) {
      const std::uint32_t count = v.end;
      v.next = v.end = total;
      total += count;
    }
    uses_.resize(total);
    for (std::uint32_t i = 0; i < body_.steps.size(); ++i)
      each_operand(body_.steps[i], [&](std::uint32_t v) { uses_[values_[v].end++] = i; });
  }
  std::uint32_t uses(std::uint32_t v) const { return values_[v].end - values_[v].next; }
  std::uint32_t next_use(std::uint32_t v) const {
    return values_[v].next < values_[v].end ? uses_[values_[v].next] : never;
  }

  void find_homes() {
    for (std::uint32_t i = 0; i < body_.steps.size(); ++i) {
      const TraceStep& s = body_.steps[i];
      Value& v = values_[i];
      if (s.op == LaneOp::constant) v.home = {Place::Kind::constant, i};
      if (s.op != LaneOp::load) {
        v.is_mask = file_.masks > 0 && makes_mask(s.op);
        v.is_loaded_only = v.is_mask;
        continue;
      }
      const auto number = static_cast<std::uint32_t>(s.immediate);
      const Input& in = body_.inputs[number];
      v.is_mask = file_.masks > 0 && in.is_mask;
      const bool is_invariant = in.feed == Feed::splat || in.feed == Feed::row;
      v.is_loaded_only = v.is_mask || in.feed == Feed::stretched || (in.is_mask && !is_invariant);
      if (!is_invariant) {
        v.home = {Place::Kind::stream, number};
      } else {
        v.home = {Place::Kind::slot, result_.slots++};
        result_.invariants.push_back({number, v.home});
        invariant_steps_.push_back(i);
      }
    }
  }

  /// How many registers the body needs at most for what it computes.
  std::uint32_t pressure() const {
    std::vector<std::int32_t> change(body_.steps.size() + 1, 0);
    for (std::uint32_t i = 0; i < values_.size(); ++i) {
      const Value& v = values_[i];
      if (v.is_mask || uses(i) == 0 || v.home.kind == Place::Kind::constant || v.home.kind == Place::Kind::slot)
        continue;
      const bool is_stream = v.home.kind == Place::Kind::stream;
      if (is_stream && uses(i) == 1) continue;
      ++change[is_stream ? uses_[v.next] : i];
      --change[uses_[v.end - 1]];
    }
    std::int32_t now = 0, most = 0;
    for (const std::int32_t c : change) most = std::max(most, now += c);
    return static_cast<std::uint32_t>(most) + 3;  // operands on their way, a result
  }

  /// What is read most of what never changes stays in the registers that are left.
  void pin() {
    const std::uint32_t needed = pressure();
    if (needed >= file_.vectors) return;
    std::vector<std::uint32_t> candidates;
    for (std::uint32_t i = 0; i < values_.size(); ++i) {
      const Place::Kind home = values_[i].home.kind;
      if ((home == Place::Kind::constant || home == Place::Kind::slot) && !values_[i].is_mask) candidates.push_back(i);
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](std::uint32_t x, std::uint32_t y) { return uses(x) > uses(y); });
    candidates.resize(std::min<std::size_t>(candidates.size(), file_.vectors - needed));
    std::uint32_t reg = file_.vectors;
    for (const std::uint32_t v : candidates) {
      values_[v].reg = --reg;
      values_[v].is_pinned = true;
      free_[0] &= ~(1u << reg);
      if (values_[v].home.kind == Place::Kind::constant) {
        result_.constants.push_back({reg, body_.steps[v].immediate});
      } else {
        const auto at = std::find(invariant_steps_.begin(), invariant_steps_.end(), v) - invariant_steps_.begin();
        result_.invariants[static_cast<std::size_t>(at)].place = {Place::Kind::vector, reg};
      }
    }
  }

  void advance(const TraceStep& s) {
    each_operand(s, [&](std::uint32_t v) { ++values_[v].next; });
  }
  Place register_of(std::uint32_t v) const {
    return {values_[v].is_mask ? Place::Kind::mask : Place::Kind::vector, values_[v].reg};
  }
  /// The registers, of both kinds, that the step's operands are in.
  std::array<std::uint32_t, 2> kept(const TraceStep& s) const {
    std::array<std::uint32_t, 2> keep{};
    each_operand(s, [&](std::uint32_t v) {
      if (values_[v].reg != never) keep[values_[v].is_mask] |= 1u << values_[v].reg;
    });
    return keep;
  }

  std::uint32_t take(bool is_mask, const TraceStep& s) {
    if (free_[is_mask] == 0) give_up(is_mask, kept(s)[is_mask]);
    const auto reg = static_cast<std::uint32_t>(std::countr_zero(free_[is_mask]));
    free_[is_mask] &= ~(1u << reg);
    return reg;
  }
  void give_up(bool is_mask, std::uint32_t keep) {
    std::uint32_t best = never;
    for (std::uint32_t r = 0; r < (is_mask ? file_.masks : file_.vectors); ++r) {
      const std::uint32_t v = owner_[is_mask][r];
      if (v == never || ((keep >> r) & 1u) != 0) continue;
      if (best == never || next_use(v) > next_use(owner_[is_mask][best])) best = r;
    }
    const std::uint32_t v = owner_[is_mask][best];
    Value& value = values_[v];
    if (value.home.kind == Place::Kind::none) {
      value.is_spilled = true;
      value.home = {Place::Kind::slot, new_slot()};
      result_.code.push_back({Placed::Act::move, LaneOp::load, value.home, {register_of(v)}});
    }
    set_free(v);
  }
  std::uint32_t new_slot() {
    if (free_slots_.empty()) return result_.slots++;
    const std::uint32_t slot = free_slots_.back();
    free_slots_.pop_back();
    return slot;
  }
  void set_free(std::uint32_t v) {
    Value& value = values_[v];
    owner_[value.is_mask][value.reg] = never;
    free_[value.is_mask] |= 1u << value.reg;
    value.reg = never;
  }
  void own(std::uint32_t v, std::uint32_t reg) {
    values_[v].reg = reg;
    owner_[values_[v].is_mask][reg] = v;
  }

  Place in_register(std::uint32_t v, const TraceStep& s) {
    if (values_[v].reg == never) {
      own(v, take(values_[v].is_mask, s));
      result_.code.push_back({Placed::Act::move, LaneOp::load, register_of(v), {values_[v].home}});
    }
    return register_of(v);
  }
  /// In memory, if it is there, and if a register would not serve again.
  Place anywhere(std::uint32_t v, const TraceStep& s) {
    const Value& value = values_[v];
    if (value.reg != never) return register_of(v);
    const bool serves_again = value.home.kind != Place::Kind::constant && next_use(v) != never && free_[0] != 0;
    return value.is_loaded_only || serves_again ? in_register(v, s) : value.home;
  }
  /// Registers of operands that are not used again become free.
  void release(const TraceStep& s) {
    each_operand(s, [&](std::uint32_t v) {
      Value& value = values_[v];
      if (next_use(v) != never || value.is_pinned) return;
      if (value.reg != never) set_free(v);
      if (value.is_spilled) given_back_.push_back(value.home.index), value.is_spilled = false;
    });
  }

  bool is_in_memory(std::uint32_t v) const { return values_[v].reg == never; }

  void place_store(const TraceStep& s) {
    const Place from = in_register(s.a, s);
    result_.code.push_back({Placed::Act::store, LaneOp::load, {}, {from}, s.immediate});
    release(s);
  }

  /// Which operand may be in memory: the last one; choose(m, a, b): a; of two that may be swapped the one that is.
  void place_plain(TraceStep s) {
    const std::size_t reads = operand_count(s.op);
    const bool may_swap = s.op == LaneOp::add || s.op == LaneOp::mul || s.op == LaneOp::equal ||
                          s.op == LaneOp::not_equal || s.op == LaneOp::integer_add || s.op == LaneOp::integer_and ||
                          s.op == LaneOp::integer_or || s.op == LaneOp::integer_xor || s.op == LaneOp::integer_equal;
    if (may_swap && is_in_memory(s.a) && (!is_in_memory(s.b) || values_[s.a].home.kind == Place::Kind::constant))
      std::swap(s.a, s.b);
    const bool is_call = s.op == LaneOp::call || s.op == LaneOp::call_two;
    const bool needs_registers = is_call || s.op == LaneOp::neither || s.op == LaneOp::left || s.op == LaneOp::right ||
                                 s.op == LaneOp::right_sign;
    const std::uint32_t operand[] = {s.a, s.b, s.c};
    const std::size_t memory = reads == 3 ? 1 : reads - 1;
    Placed placed{Placed::Act::compute, s.op, {}, {}, s.immediate};
    for (std::size_t i = 0; i < reads; ++i)
      if (i != memory || needs_registers) placed.from[i] = in_register(operand[i], s);
    if (!needs_registers) placed.from[memory] = anywhere(operand[memory], s);
    for (std::size_t i = 0; i < reads; ++i)  // an operand that came later may have been loaded for this one too
      if (i != memory) placed.from[i] = register_of(operand[i]);
    release(s);
    const auto result = static_cast<std::uint32_t>(step_);
    own(result, take(values_[result].is_mask, s));
    placed.to = register_of(result);
    if (is_call) placed.busy_vectors = busy(0, result), placed.busy_masks = busy(1, result);
    result_.code.push_back(placed);
  }
  /// Registers that hold a value which outlives this step.
  std::uint32_t busy(std::size_t is_mask, std::uint32_t result) const {
    std::uint32_t in_use = all(is_mask ? file_.masks : file_.vectors) & ~free_[is_mask];
    if (static_cast<std::size_t>(values_[result].is_mask) == is_mask) in_use &= ~(1u << values_[result].reg);
    return in_use;
  }

  /// a b + c in place of one of the three: one that is not used again, else one that has to be loaded, else a copy.
  /// Which operand's register a fused step's result takes, if one may be lost; else 3.
  std::size_t target_of_fused(const std::uint32_t* operand) const {
    for (const std::size_t i : {2u, 0u, 1u})  // dying in a register
      if (!is_in_memory(operand[i]) && !values_[operand[i]].is_pinned && next_use(operand[i]) == never) return i;
    for (const std::size_t i : {0u, 1u, 2u})  // a number is lost from its register, but not from memory
      if (is_in_memory(operand[i]) &&
          (values_[operand[i]].home.kind == Place::Kind::constant || next_use(operand[i]) == never))
        return i;
    return 3;
  }

  void place_fused(const TraceStep& s) {
    const std::uint32_t operand[] = {s.a, s.b, s.c};
    Placed placed{Placed::Act::compute, s.op, {}, {}, s.immediate};
    std::size_t target = target_of_fused(operand);
    const bool is_copied = target == 3;
    if (is_copied) target = 2;
    const std::uint32_t lost = operand[target];
    in_register(lost, s);
    // Of the other two one may stay in memory.
    std::size_t others[2], count = 0;
    for (std::size_t i = 0; i < 3; ++i)
      if (i != target) others[count++] = i;
    std::size_t memory = 3;
    for (const std::size_t i : {others[1], others[0]})
      if (memory == 3 && is_in_memory(operand[i])) memory = i;
    for (std::size_t i = 0; i < 3; ++i)
      if (i != memory) placed.from[i] = in_register(operand[i], s);
    if (memory != 3) placed.from[memory] = anywhere(operand[memory], s);
    for (std::size_t i = 0; i < 3; ++i)
      if (i != memory) placed.from[i] = register_of(operand[i]);
    const auto result = static_cast<std::uint32_t>(step_);
    if (is_copied) {
      const Place copy{Place::Kind::vector, take(false, s)};
      result_.code.push_back({Placed::Act::move, LaneOp::load, copy, {placed.from[target]}});
      placed.from[target] = copy;
      placed.to = copy;
      release(s);
    } else {
      placed.to = placed.from[target];
      const std::uint32_t reg = placed.to.index;
      if (next_use(lost) != never) set_free(lost);
      release(s);
      free_[0] &= ~(1u << reg);
    }
    own(result, placed.to.index);
    result_.code.push_back(placed);
  }

  const Body& body_;
  RegisterFile file_;
  std::vector<Value> values_;
  std::vector<std::uint32_t> uses_;  // by value, then in order
  std::vector<std::uint32_t> invariant_steps_;
  std::vector<std::uint32_t> free_slots_, given_back_;  // given back: the step under way may still read them
  std::array<std::uint32_t, 2> free_;                   // registers: vectors, masks
  std::array<std::array<std::uint32_t, 32>, 2> owner_;
  std::size_t step_ = 0;
  Allocation result_;
};

}  // namespace

Allocation allocate(const Body& body, RegisterFile file) { return Allocator(body, file).run(); }

}  // namespace xgrad::jit
