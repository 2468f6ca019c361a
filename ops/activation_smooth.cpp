#include <fmt/format.h>
#include <cmath>
#include <numbers>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/activation_smooth.hpp>
#include <xgrad/ops/rounding.hpp>
#include <xgrad/ops/special.hpp>

namespace xgrad {

// The derivatives are taken at x brought near: beyond they are constant, and infinities would meet zeros.

Var Gelu::vjp(Var x, Var, Var dy) {
  constexpr double root_half = 1 / std::numbers::sqrt2, density_at_0 = root_half * std::numbers::inv_sqrtpi;
  const Var w = clip(x, -40.0, 40.0), density = density_at_0 * exp(-0.5 * square(w));
  return dy * (0.5 * erfc(-root_half * w) + w * density);
}
Var GeluTanh::vjp(Var x, Var, Var dy) {
  constexpr double first = 2 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi, third = first * 0.044715;
  const Var w = clip(x, -25.0, 25.0), z = square(w), v = w * (first + third * z), s = sigmoid(v);
  return dy * (s * (1.0 + w * (first + (3 * third) * z) * sigmoid(-v)));
}
Var Silu::vjp(Var x, Var, Var dy) {
  const Var w = clip(x, -800.0, 800.0);
  return dy * (sigmoid(w) * (1.0 + w * sigmoid(-w)));
}
Var Mish::vjp(Var x, Var, Var dy) {
  const Var w = clip(x, -800.0, 800.0), t = tanh(softplus(w));
  return dy * (t + w * (1.0 - t) * (1.0 + t) * sigmoid(w));
}
Var Selu::vjp(Var x, Var, Var dy) {
  const Var above = x > 0.0;
  return where(above, scale * dy, product * exp(where(above, 0.0, x)) * dy);  // e^x would overflow where it is not used
}
Var HardSigmoid::vjp(Var x, Var, Var dy) { return where(abs(x) < 3.0, dy / 6.0, 0.0); }

Var gelu(Var x) { return apply<Gelu>(x); }
Var gelu(Var x, std::string_view approximate) {
  if (approximate == "none") return gelu(x);
  if (approximate != "tanh")
    throw GraphError("gelu", "unknown approximation", fmt::format("'{}'", approximate), "it is \"none\" or \"tanh\"");
  return apply<GeluTanh>(x);
}
Var silu(Var x) { return apply<Silu>(x); }
Var swish(Term x) { return silu(x.as_var({})); }
Var mish(Var x) { return apply<Mish>(x); }
Var selu(Var x) { return apply<Selu>(x); }
Var hard_sigmoid(Var x) { return apply<HardSigmoid>(x); }

}  // namespace xgrad
