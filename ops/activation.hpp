#pragma once
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/exponential.hpp>

/// Activation functions, elementwise. NaN -> NaN.
///   shapes      any -> the same
///   dtypes      float32, float64
namespace xgrad {

/// tanh(x).                                                       as numpy.tanh, torch.tanh
///   value       (e^x - e^-x) / (e^x + e^-x)                      within 2 ulp
///   derivative  dx = dy (1 - y)(1 + y)
///   edges       tanh(-0) = -0, tanh(+-inf) = +-1
struct Tanh : Elementwise<Tanh> {
  static constexpr std::string_view name = "tanh";
  template <class T> static T forward(T x) { return tanh(x); }
  static Var vjp(Var, Var y, Var dy) { return dy * (1.0 - y) * (1.0 + y); }  // 1 - y y would lose digits near +-1
};
inline Var tanh(Var x) { return apply<Tanh>(x); }

/// sigmoid(x), the logistic function.                             as scipy.special.expit, torch.sigmoid
///   value       1 / (1 + e^-x)                                   within 2 ulp
///   derivative  dx = dy y (1 - y), by y alone so that x need not be kept: good to one unit of y's last place, so it
///               rounds to 0 above x = 37 (float64), 17 (float32), as PyTorch's
///   edges       sigmoid(-inf) = 0, sigmoid(inf) = 1
struct Sigmoid : Elementwise<Sigmoid> {
  static constexpr std::string_view name = "sigmoid";
  template <class T> static T forward(T x) { return sigmoid(x); }
  static Var vjp(Var, Var y, Var dy) { return dy * y * (1.0 - y); }
};
inline Var sigmoid(Var x) { return apply<Sigmoid>(x); }

/// relu(x) = max(x, 0).                                           as torch.relu
///   derivative  dx = dy where x > 0, else 0, also at the kink
///   edges       NaN -> NaN, and there dx = dy
struct Relu : Elementwise<Relu> {
  static constexpr std::string_view name = "relu";
  template <class T> static T forward(T x) { return select(x < T(0), T(0), x); }  // NaN < 0 is false: NaN passes
  static Var vjp(Var, Var y, Var dy) { return where(y <= 0.0, 0.0, dy); }         // by y: x need not be kept
};
inline Var relu(Var x) { return apply<Relu>(x); }

/// leaky_relu(x), leaky_relu(x, slope): x where x > 0, else slope x.
///                                                                as torch.nn.functional.leaky_relu
///   shapes      broadcast; the slope is 0.01, or a number or a Var
///   derivative  dx = dy where x > 0, else slope dy, also at the kink;  dslope = 0 where x > 0, else x dy
struct LeakyRelu : Elementwise<LeakyRelu> {
  static constexpr std::string_view name = "leaky_relu";
  template <class T> static T forward(T x, T slope) { return select(x > T(0), x, slope * x); }
  static Vars vjp(Var x, Var slope, Var, Var dy) {
    const Var above = x > 0.0;
    return {where(above, dy, slope * dy), where(above, 0.0, x * dy)};
  }
};
inline Var leaky_relu(Var x, Term slope) { return apply<LeakyRelu>(x, slope); }
inline Var leaky_relu(Var x) { return leaky_relu(x, 0.01); }

/// elu(x), elu(x, alpha): x where x > 0, else alpha (e^x - 1).      as torch.nn.functional.elu
///   value       within 2 ulp
///   shapes      broadcast; alpha is 1, or a number or a Var
///   derivative  dx = dy where x > 0, else alpha e^x dy, also at the kink;  dalpha = 0 where x > 0, else (e^x - 1) dy
///   edges       elu(-0) = -0, elu(-inf) = -alpha
struct Elu : Elementwise<Elu> {
  static constexpr std::string_view name = "elu";
  template <class T> static T forward(T x, T alpha) { return select(x > T(0), x, alpha * expm1(x)); }
  static Vars vjp(Var x, Var alpha, Var, Var dy) {
    const Var above = x > 0.0;
    const Var below = where(above, 0.0, x);  // e^x would overflow where it is not used
    return {where(above, dy, alpha * exp(below) * dy), where(above, 0.0, expm1(below) * dy)};
  }
};
inline Var elu(Var x, Term alpha) { return apply<Elu>(x, alpha); }
inline Var elu(Var x) { return elu(x, 1.0); }

/// softplus(x) = log(1 + e^x).                                    as torch.nn.functional.softplus
///   value       within 2 ulp
///   derivative  dx = dy sigmoid(x)
///   edges       x for large x, e^x for large -x: nothing overflows; softplus(-inf) = 0
struct Softplus : Elementwise<Softplus> {
  static constexpr std::string_view name = "softplus";
  template <class T> static T forward(T x) { return softplus(x); }
  static Var vjp(Var x, Var, Var dy) { return dy * sigmoid(x); }
};
inline Var softplus(Var x) { return apply<Softplus>(x); }

using ActivationList = OpList<Tanh, Sigmoid, Relu, LeakyRelu, Elu, Softplus>;

}  // namespace xgrad
