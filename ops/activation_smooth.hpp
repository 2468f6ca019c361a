#pragma once
#include <string_view>
#include <xgrad/graph/elementwise.hpp>

/// More activation functions, elementwise, within 2 ulp. NaN -> NaN. Derivatives of every order are finite everywhere,
/// also at infinities.
///   shapes      any -> the same
///   dtypes      float32, float64
namespace xgrad {

/// gelu(x) = x F(x), F the distribution function of the normal distribution.
///                                                                as torch.nn.functional.gelu
///   value       x erfc(-x / sqrt(2)) / 2, with all digits far on the left
///   derivative  dx = dy (F(x) + x F'(x))
///   edges       gelu(-0) = -0, gelu(-inf) = -0 (PyTorch: NaN)
struct Gelu : Elementwise<Gelu> {
  static constexpr std::string_view name = "gelu";
  template <class T> static T forward(T x) { return gelu(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var gelu(Var x);

/// gelu(x, "tanh") = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, an approximation by tanh, computed as
/// x sigmoid(v), v twice tanh's argument: its derivative is dy (s + x s (1 - s) v'), s = sigmoid(v), which is 1 at huge
/// x, and 0 at huge -x. gelu(x, "none") is gelu(x); other names: GraphError.
struct GeluTanh : Elementwise<GeluTanh> {
  static constexpr std::string_view name = "gelu_tanh";
  template <class T> static T forward(T x) { return gelu_tanh(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var gelu(Var x, std::string_view approximate);

/// silu(x) = x sigmoid(x), also called swish.                     as torch.nn.functional.silu, jax.nn.silu
///   derivative  dx = dy s (1 + x (1 - s)), s = sigmoid(x)
///   edges       silu(-0) = -0, silu(-inf) = -0 (PyTorch: NaN)
struct Silu : Elementwise<Silu> {
  static constexpr std::string_view name = "silu";
  template <class T> static T forward(T x) { return silu(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var silu(Var x);
/// swish(x): silu by another name.                                as jax.nn.swish
///   derivative  dx = dy s (1 + x (1 - s)), s = sigmoid(x)
///   edges       swish(-0) = -0, swish(-inf) = -0 (PyTorch: NaN)
/// It takes a Term so that a program's own swish(Var) is preferred where both are seen.
Var swish(Term x);

/// mish(x) = x tanh(softplus(x)).                                 as torch.nn.functional.mish
///   derivative  dx = dy (w + x (1 - w^2) sigmoid(x)), w = tanh(softplus(x))
///   edges       mish(-0) = -0, mish(-inf) = -0 (PyTorch: NaN)
struct Mish : Elementwise<Mish> {
  static constexpr std::string_view name = "mish";
  template <class T> static T forward(T x) { return mish(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var mish(Var x);

/// selu(x) = scale x for x > 0, else scale alpha (e^x - 1), scale = 1.0507..., alpha = 1.6732...
///                                                                as torch.nn.functional.selu
///   derivative  dx = scale dy for x > 0, else scale alpha e^x dy, also at the kink
///   edges       selu(-0) = -0, selu(-inf) = -scale alpha
struct Selu : Elementwise<Selu> {
  static constexpr std::string_view name = "selu";
  static constexpr double scale = 1.0507009873554804934193349852946, alpha = 1.6732632423543772848170429916717;
  static constexpr double product = scale * alpha;  // rounded to float64, as PyTorch has it
  template <class T> static T forward(T x) {
    constexpr double low = sizeof(typename T::element) == 4 ? product - static_cast<float>(product) : 0.0;
    const T below = expm1(x);
    return select(x > T(0), T(scale) * x, fma(below, T(product), below * T(low)));
  }
  static Var vjp(Var x, Var y, Var dy);
};
Var selu(Var x);

/// hard_sigmoid(x) = clip((x + 3) / 6, 0, 1).                     as torch.nn.functional.hardsigmoid
///   derivative  dx = dy / 6 for -3 < x < 3, else 0
struct HardSigmoid : Elementwise<HardSigmoid> {
  static constexpr std::string_view name = "hard_sigmoid";
  template <class T> static T forward(T x) {
    const T shifted = x + T(3);
    return select(shifted < T(0), T(0), select(shifted > T(6), T(6), shifted)) / T(6);
  }
  static Var vjp(Var x, Var y, Var dy);
};
Var hard_sigmoid(Var x);

using SmoothActivationList = OpList<Gelu, GeluTanh, Silu, Mish, Selu, HardSigmoid>;

}  // namespace xgrad
