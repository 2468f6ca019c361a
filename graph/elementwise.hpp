#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/graph/op.hpp>
#include <xgrad/graph/recorder.hpp>

namespace xgrad {

/// The base of an elementwise op, which is a name, a forward over lanes, and a vjp over Vars:
///     struct Swish : Elementwise<Swish> {
///       static constexpr std::string_view name = "swish";
///       template <class T> static T forward(T x) { return x / (T(1) + exp(-x)); }
///       static Var vjp(Var x, Var y, Var dy) { Var s = sigmoid(x); return dy * (y + s * (1.0 - y)); }
///     };
///     Var swish(Var x) { return apply<Swish>(x); }
/// Two operands: forward(T a, T b), static Vars vjp(Var a, Var b, Var y, Var dy); up to four. A mask operand or result
/// is a `typename T::mask` and of dtype bool. An op that takes int64 too says `static constexpr bool takes_integers =
/// true`; its forward must then do without division, fma, functions and fractions (DTypeError where it is applied to
/// int64). A result whose bits do not change when two operands are swapped: `static constexpr bool is_commutative =
/// true`.
template <class D> struct Elementwise {
  static constexpr bool takes_integers = false;
  static constexpr bool is_commutative = false;
};

/// The elementwise ops of a family: every instruction set's kernels are made from these lists (ops/kernels).
template <class... Ops> struct OpList {};

namespace lanes {

/// What the plan knows of an elementwise op; detail::code_of reads it off the op's forward.
struct LaneCode {
  const void* key;  ///< finds the built-in kernels
  std::size_t arity;
  unsigned mask_operands;  ///< bit i: operand i is a mask
  bool mask_result;
  bool takes_integers;
  Trace (*record)(DType);  ///< writes forward down, for float32 or float64 (that also for int64)
};

namespace detail {

template <class D, class T, unsigned Masks, std::size_t... I> constexpr bool is_callable(std::index_sequence<I...>) {
  return requires {
    D::template forward<T>(std::declval<std::conditional_t<((Masks >> I) & 1u) != 0, typename T::mask, T>>()...);
  };
}

struct Signature {
  std::size_t arity = 0;
  unsigned masks = 0;
};

template <class D, class T, std::size_t Arity, unsigned Masks = 0> constexpr Signature signature_of() {
  if constexpr (is_callable<D, T, Masks>(std::make_index_sequence<Arity>()))
    return {Arity, Masks};
  else if constexpr (Masks + 1 < (1u << Arity))
    return signature_of<D, T, Arity, Masks + 1>();
  else if constexpr (Arity < 4)
    return signature_of<D, T, Arity + 1>();
  else
    return {};
}

template <class D, class T, unsigned Masks, std::size_t... I> Trace record(std::index_sequence<I...>) {
  Trace trace;
  Trace* const outer = std::exchange(recording(), &trace);
  auto operand = [&]<std::size_t N>() {
    const std::uint32_t step = trace.append({LaneOp::load, 0, 0, 0, N});
    if constexpr (((Masks >> N) & 1u) != 0)
      return RecorderMask{step};
    else
      return T(typename T::Step{step});
  };
  try {
    trace.result = D::template forward<T>(operand.template operator()<I>()...).step;
  } catch (...) {
    recording() = outer;
    throw;
  }
  recording() = outer;
  return trace;
}

/// Whether forward gives a mask.
template <class D, unsigned Masks, std::size_t... I> constexpr bool gives_mask(std::index_sequence<I...>) {
  using T = Recorder<double>;
  using Result = decltype(D::template forward<T>(
      std::declval<std::conditional_t<((Masks >> I) & 1u) != 0, RecorderMask, T>>()...));
  return std::is_same_v<Result, RecorderMask>;
}

/// LaneCode::record.
template <class D> Trace record_for(DType dtype) {
  constexpr Signature signature = signature_of<D, Recorder<double>, 1>();
  using Operands = std::make_index_sequence<signature.arity>;
  return dtype == xgrad::float32 ? record<D, Recorder<float>, signature.masks>(Operands())
                                 : record<D, Recorder<double>, signature.masks>(Operands());
}

/// The LaneCode of an op, read off its forward.
template <class D> const LaneCode& code_of() {
  constexpr Signature signature = signature_of<D, Recorder<double>, 1>();
  static_assert(signature.arity > 0,
                "an elementwise op needs `template <class T> static T forward(T x)`, with one to four operands");
  static const LaneCode code{
      &op_key<D>,        signature.arity,
      signature.masks,   gives_mask<D, signature.masks>(std::make_index_sequence<signature.arity>()),
      D::takes_integers, &record_for<D>};
  return code;
}

}  // namespace detail
}  // namespace lanes

/// The node side of every elementwise op: broadcasting, dtypes, the value by lanes.
class ElementwiseOp : public Op {
 public:
  explicit ElementwiseOp(const lanes::LaneCode& code) : code_(code) {}
  Type infer(Types in) const override;
  void forward(Views in, View out) const override;
  bool may_fail() const override { return false; }
  const lanes::LaneCode* lane_code() const override { return &code_; }

 private:
  const lanes::LaneCode& code_;
};

/// The op that apply<D> appends: name, lanes and vjp are D's.
template <class D> class ElementwiseNode final : public ElementwiseOp {
 public:
  ElementwiseNode() : ElementwiseOp(lanes::detail::code_of<D>()) {}
  std::string_view name() const override { return D::name; }
  bool is_commutative() const override { return D::is_commutative; }
  std::optional<Branch> branch(std::size_t i) const override {
    if constexpr (requires { D::branch(i); }) return D::branch(i);
    return {};
  }
  Vars vjp(Vars in, Var out, Var dout) const override {
    constexpr std::size_t arity = lanes::detail::signature_of<D, lanes::Recorder<double>, 1>().arity;
    return [&]<std::size_t... I>(std::index_sequence<I...>)->Vars { return D::vjp(in[I]..., out, dout); }
    (std::make_index_sequence<arity>());
  }
};

/// Appends an elementwise node; numbers take the dtype of the first operand that is a number's array.
Var apply_elementwise(const OpPtr& op, std::initializer_list<Term> operands);

/// apply<Swish>(x): the node that applies an elementwise op. Throws ShapeError where shapes do not broadcast,
/// DTypeError.
template <class D, class... Operands> Var apply(Operands... operands) {
  static const OpPtr op = std::make_shared<ElementwiseNode<D>>();
  return apply_elementwise(op, {Term(operands)...});
}

}  // namespace xgrad
