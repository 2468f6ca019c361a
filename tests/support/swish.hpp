#pragma once
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/ops/activation.hpp>

namespace xgrad {

/// swish(x) = x sigmoid(x), as a user writes an elementwise op of their own.
struct Swish : Elementwise<Swish> {
  static constexpr std::string_view name = "swish";
  template <class T> static T forward(T x) { return x / (T(1) + exp(-x)); }
  static Var vjp(Var x, Var y, Var dy) {
    Var s = sigmoid(x);
    return dy * (y + s * (1.0 - y));
  }
};
inline Var swish(Var x) { return apply<Swish>(x); }

}  // namespace xgrad
