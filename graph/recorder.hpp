#pragma once
#include <bit>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace xgrad::lanes {

/// What a lane program can do to tiles of lanes: the vocabulary of graph/lanes.hpp, then whole functions.
enum class LaneOp : std::uint8_t {
  load,
  constant,
  add,
  sub,
  mul,
  div,
  negative,
  fused,
  square_root,
  minimum,
  maximum,
  absolute,
  nearest,
  floor_,
  less,
  less_equal,
  equal,
  not_equal,
  both,
  either,
  neither,  // neither: mask complement
  choose,
  integer_add,
  integer_sub,
  integer_and,
  integer_or,
  integer_xor,
  integer_equal,
  integer_greater,
  left,
  right,
  right_sign,
  call,
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tanh,
  sigmoid,
  softplus,
  pow,
  call_two,
  exp2,
  log2,
  log10,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  asinh,
  acosh,
  atanh,
  erf,
  erfc,
  lgamma,
  digamma,
  cbrt,
  rsqrt,
  gelu,
  gelu_tanh,
  silu,
  mish,
  atan2,
  hypot,
  fmod,
  logaddexp,
  polygamma,
  count
};

/// One step of a recorded forward: op on earlier steps a, b, c.
struct TraceStep {
  LaneOp op;
  std::uint32_t a = 0, b = 0, c = 0;
  std::uint64_t immediate =
      0;  ///< a constant's bits, a shift's distance, a called function's address, a load's operand
};

/// What forward does, written down once per float type.
struct Trace {
  std::vector<TraceStep> steps;
  std::uint32_t result = 0;
  std::uint32_t append(TraceStep step) {
    steps.push_back(step);
    return static_cast<std::uint32_t>(steps.size() - 1);
  }
};

/// Where recorders write; one recording at a time in a thread.
Trace*& recording();

struct RecorderMask {
  std::uint32_t step;
  friend RecorderMask operator&(RecorderMask a, RecorderMask b) {
    return {recording()->append({LaneOp::both, a.step, b.step})};
  }
  friend RecorderMask operator|(RecorderMask a, RecorderMask b) {
    return {recording()->append({LaneOp::either, a.step, b.step})};
  }
  friend RecorderMask operator!(RecorderMask a) { return {recording()->append({LaneOp::neither, a.step})}; }
};

template <class I> struct RecorderInteger {
  using mask = RecorderMask;
  using element = I;
  struct Step {
    std::uint32_t number;
  };
  std::uint32_t step;
  explicit RecorderInteger(Step s) : step(s.number) {}
  explicit RecorderInteger(I v)
      : step(recording()->append({LaneOp::constant, 0, 0, 0, static_cast<std::make_unsigned_t<I>>(v)})) {}
  static RecorderInteger make(LaneOp op, RecorderInteger a, RecorderInteger b) {
    return RecorderInteger(Step{recording()->append({op, a.step, b.step})});
  }
  friend RecorderInteger operator+(RecorderInteger a, RecorderInteger b) { return make(LaneOp::integer_add, a, b); }
  friend RecorderInteger operator-(RecorderInteger a, RecorderInteger b) { return make(LaneOp::integer_sub, a, b); }
  friend RecorderInteger operator&(RecorderInteger a, RecorderInteger b) { return make(LaneOp::integer_and, a, b); }
  friend RecorderInteger operator|(RecorderInteger a, RecorderInteger b) { return make(LaneOp::integer_or, a, b); }
  friend RecorderInteger operator^(RecorderInteger a, RecorderInteger b) { return make(LaneOp::integer_xor, a, b); }
  friend mask operator==(RecorderInteger a, RecorderInteger b) { return {make(LaneOp::integer_equal, a, b).step}; }
  friend mask operator>(RecorderInteger a, RecorderInteger b) { return {make(LaneOp::integer_greater, a, b).step}; }
};

/// A lane type that computes nothing and writes down each step into recording().
template <class F> struct Recorder {
  using element = F;
  using mask = RecorderMask;
  using integer = RecorderInteger<std::conditional_t<sizeof(F) == 4, std::int32_t, std::int64_t>>;
  static constexpr bool has_fma = false;  // a trace runs on any instruction set
  struct Step {
    std::uint32_t number;
  };
  std::uint32_t step;
  explicit Recorder(Step s) : step(s.number) {}
  template <class N>
  requires std::is_arithmetic_v<N>
  explicit Recorder(N v) : step(recording()->append({LaneOp::constant, 0, 0, 0, bits_of(static_cast<F>(v))})) {}
  static std::uint64_t bits_of(F v) {
    if constexpr (sizeof(F) == 4)
      return std::bit_cast<std::uint32_t>(v);
    else
      return std::bit_cast<std::uint64_t>(v);
  }
  static Recorder make(LaneOp op, Recorder a) { return Recorder(Step{recording()->append({op, a.step})}); }
  static Recorder make(LaneOp op, Recorder a, Recorder b) {
    return Recorder(Step{recording()->append({op, a.step, b.step})});
  }
  static mask compare(LaneOp op, Recorder a, Recorder b) { return {recording()->append({op, a.step, b.step})}; }

  friend Recorder operator+(Recorder a, Recorder b) { return make(LaneOp::add, a, b); }
  friend Recorder operator-(Recorder a, Recorder b) { return make(LaneOp::sub, a, b); }
  friend Recorder operator*(Recorder a, Recorder b) { return make(LaneOp::mul, a, b); }
  friend Recorder operator/(Recorder a, Recorder b) { return make(LaneOp::div, a, b); }
  friend Recorder operator-(Recorder a) { return make(LaneOp::negative, a); }
  friend mask operator<(Recorder a, Recorder b) { return compare(LaneOp::less, a, b); }
  friend mask operator<=(Recorder a, Recorder b) { return compare(LaneOp::less_equal, a, b); }
  friend mask operator>(Recorder a, Recorder b) { return compare(LaneOp::less, b, a); }
  friend mask operator>=(Recorder a, Recorder b) { return compare(LaneOp::less_equal, b, a); }
  friend mask operator==(Recorder a, Recorder b) { return compare(LaneOp::equal, a, b); }
  friend mask operator!=(Recorder a, Recorder b) { return compare(LaneOp::not_equal, a, b); }

  friend Recorder select(mask m, Recorder a, Recorder b) {
    return Recorder(Step{recording()->append({LaneOp::choose, m.step, a.step, b.step})});
  }
  friend Recorder fma(Recorder a, Recorder b, Recorder c) {
    return Recorder(Step{recording()->append({LaneOp::fused, a.step, b.step, c.step})});
  }
  friend Recorder sqrt(Recorder x) { return make(LaneOp::square_root, x); }
  friend Recorder min(Recorder a, Recorder b) { return make(LaneOp::minimum, a, b); }
  friend Recorder max(Recorder a, Recorder b) { return make(LaneOp::maximum, a, b); }
  friend Recorder abs(Recorder x) { return make(LaneOp::absolute, x); }
  friend Recorder round(Recorder x) { return make(LaneOp::nearest, x); }
  friend Recorder floor(Recorder x) { return make(LaneOp::floor_, x); }
  friend integer to_bits(Recorder x) { return integer(typename integer::Step{x.step}); }
  friend Recorder call_where(mask m, F (*f)(F), Recorder x, Recorder other) {
    return Recorder(Step{recording()->append(
        {LaneOp::call, m.step, x.step, other.step, static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(f))})});
  }
  friend Recorder call_where(mask m, F (*f)(F, F), Recorder a, Recorder b, Recorder other) {
    const std::uint32_t called = recording()->append(
        {LaneOp::call_two, m.step, a.step, b.step, static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(f))});
    return select(m, Recorder(Step{called}), other);
  }
  friend Recorder exp(Recorder x) { return make(LaneOp::exp, x); }
  friend Recorder expm1(Recorder x) { return make(LaneOp::expm1, x); }
  friend Recorder log(Recorder x) { return make(LaneOp::log, x); }
  friend Recorder log1p(Recorder x) { return make(LaneOp::log1p, x); }
  friend Recorder sin(Recorder x) { return make(LaneOp::sin, x); }
  friend Recorder cos(Recorder x) { return make(LaneOp::cos, x); }
  friend Recorder tanh(Recorder x) { return make(LaneOp::tanh, x); }
  friend Recorder sigmoid(Recorder x) { return make(LaneOp::sigmoid, x); }
  friend Recorder softplus(Recorder x) { return make(LaneOp::softplus, x); }
  friend Recorder pow(Recorder a, Recorder b) { return make(LaneOp::pow, a, b); }
  friend Recorder exp2(Recorder x) { return make(LaneOp::exp2, x); }
  friend Recorder log2(Recorder x) { return make(LaneOp::log2, x); }
  friend Recorder log10(Recorder x) { return make(LaneOp::log10, x); }
  friend Recorder tan(Recorder x) { return make(LaneOp::tan, x); }
  friend Recorder asin(Recorder x) { return make(LaneOp::asin, x); }
  friend Recorder acos(Recorder x) { return make(LaneOp::acos, x); }
  friend Recorder atan(Recorder x) { return make(LaneOp::atan, x); }
  friend Recorder sinh(Recorder x) { return make(LaneOp::sinh, x); }
  friend Recorder cosh(Recorder x) { return make(LaneOp::cosh, x); }
  friend Recorder asinh(Recorder x) { return make(LaneOp::asinh, x); }
  friend Recorder acosh(Recorder x) { return make(LaneOp::acosh, x); }
  friend Recorder atanh(Recorder x) { return make(LaneOp::atanh, x); }
  friend Recorder erf(Recorder x) { return make(LaneOp::erf, x); }
  friend Recorder erfc(Recorder x) { return make(LaneOp::erfc, x); }
  friend Recorder lgamma(Recorder x) { return make(LaneOp::lgamma, x); }
  friend Recorder digamma(Recorder x) { return make(LaneOp::digamma, x); }
  friend Recorder cbrt(Recorder x) { return make(LaneOp::cbrt, x); }
  friend Recorder rsqrt(Recorder x) { return make(LaneOp::rsqrt, x); }
  friend Recorder gelu(Recorder x) { return make(LaneOp::gelu, x); }
  friend Recorder gelu_tanh(Recorder x) { return make(LaneOp::gelu_tanh, x); }
  friend Recorder silu(Recorder x) { return make(LaneOp::silu, x); }
  friend Recorder mish(Recorder x) { return make(LaneOp::mish, x); }
  friend Recorder atan2(Recorder a, Recorder b) { return make(LaneOp::atan2, a, b); }
  friend Recorder hypot(Recorder a, Recorder b) { return make(LaneOp::hypot, a, b); }
  friend Recorder fmod(Recorder a, Recorder b) { return make(LaneOp::fmod, a, b); }
  friend Recorder logaddexp(Recorder a, Recorder b) { return make(LaneOp::logaddexp, a, b); }
  friend Recorder polygamma(Recorder a, Recorder b) { return make(LaneOp::polygamma, a, b); }
};

template <class T, class I> T from_bits(RecorderInteger<I> x) { return T(typename T::Step{x.step}); }
template <class I> RecorderInteger<I> select(RecorderMask m, RecorderInteger<I> a, RecorderInteger<I> b) {
  return RecorderInteger<I>(
      typename RecorderInteger<I>::Step{recording()->append({LaneOp::choose, m.step, a.step, b.step})});
}
template <int N, class I> RecorderInteger<I> shift_left(RecorderInteger<I> a) {
  return RecorderInteger<I>(typename RecorderInteger<I>::Step{recording()->append({LaneOp::left, a.step, 0, 0, N})});
}
template <int N, class I> RecorderInteger<I> shift_right(RecorderInteger<I> a) {
  return RecorderInteger<I>(typename RecorderInteger<I>::Step{recording()->append({LaneOp::right, a.step, 0, 0, N})});
}
template <int N, class I> RecorderInteger<I> shift_right_sign(RecorderInteger<I> a) {
  return RecorderInteger<I>(
      typename RecorderInteger<I>::Step{recording()->append({LaneOp::right_sign, a.step, 0, 0, N})});
}

}  // namespace xgrad::lanes
