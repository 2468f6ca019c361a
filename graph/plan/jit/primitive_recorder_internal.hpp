#pragma once
#include <xgrad/graph/lanes_math.hpp>
#include <xgrad/graph/recorder.hpp>

namespace xgrad::lanes {

/// A recorder (graph/recorder.hpp) that knows no whole functions: tanh(x) writes down the steps of tanh in
/// graph/lanes_math.hpp, as a kernel with FMA does them. What compiled lanes are made from.
template <class F> struct PrimitiveRecorder {
  using element = F;
  using mask = RecorderMask;
  using integer = RecorderInteger<std::conditional_t<sizeof(F) == 4, std::int32_t, std::int64_t>>;
  static constexpr bool has_fma = true;
  struct Step {
    std::uint32_t number;
  };
  std::uint32_t step;
  explicit PrimitiveRecorder(Step s) : step(s.number) {}
  template <class N>
  requires std::is_arithmetic_v<N>
  explicit PrimitiveRecorder(N v)
      : step(recording()->append({LaneOp::constant, 0, 0, 0, Recorder<F>::bits_of(static_cast<F>(v))})) {}

  using P = PrimitiveRecorder;
  static P make(TraceStep s) { return P(Step{recording()->append(s)}); }
  static mask compare(LaneOp op, P a, P b) { return {recording()->append({op, a.step, b.step})}; }
  template <class Function> static std::uint64_t address(Function* f) {
    return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(f));
  }

  friend P operator+(P a, P b) { return make({LaneOp::add, a.step, b.step}); }
  friend P operator-(P a, P b) { return make({LaneOp::sub, a.step, b.step}); }
  friend P operator*(P a, P b) { return make({LaneOp::mul, a.step, b.step}); }
  friend P operator/(P a, P b) { return make({LaneOp::div, a.step, b.step}); }
  friend P operator-(P a) { return make({LaneOp::negative, a.step}); }
  friend mask operator<(P a, P b) { return compare(LaneOp::less, a, b); }
  friend mask operator<=(P a, P b) { return compare(LaneOp::less_equal, a, b); }
  friend mask operator>(P a, P b) { return compare(LaneOp::less, b, a); }
  friend mask operator>=(P a, P b) { return compare(LaneOp::less_equal, b, a); }
  friend mask operator==(P a, P b) { return compare(LaneOp::equal, a, b); }
  friend mask operator!=(P a, P b) { return compare(LaneOp::not_equal, a, b); }

  friend P select(mask m, P a, P b) { return make({LaneOp::choose, m.step, a.step, b.step}); }
  friend P fma(P a, P b, P c) { return make({LaneOp::fused, a.step, b.step, c.step}); }
  friend P sqrt(P x) { return make({LaneOp::square_root, x.step}); }
  friend P min(P a, P b) { return make({LaneOp::minimum, a.step, b.step}); }
  friend P max(P a, P b) { return make({LaneOp::maximum, a.step, b.step}); }
  friend P abs(P x) { return make({LaneOp::absolute, x.step}); }
  friend P round(P x) { return make({LaneOp::nearest, x.step}); }
  friend P floor(P x) { return make({LaneOp::floor_, x.step}); }
  friend integer to_bits(P x) { return integer(typename integer::Step{x.step}); }
  friend P call_where(mask m, F (*f)(F), P x, P other) {
    return make({LaneOp::call, m.step, x.step, other.step, address(f)});
  }
  friend P call_where(mask m, F (*f)(F, F), P a, P b, P other) {
    return select(m, make({LaneOp::call_two, m.step, a.step, b.step, address(f)}), other);
  }
};

}  // namespace xgrad::lanes
