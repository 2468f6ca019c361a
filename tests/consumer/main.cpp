// A user's program: a function with its gradients, and an op of the user's own. Exit status 0: all is as it should be.
#include <cmath>
#include <iostream>
#include <string_view>

#include <xgrad/xgrad.hpp>

using namespace xgrad;

struct Swish : Elementwise<Swish> {
  static constexpr std::string_view name = "swish";
  template <class T> static T forward(T x) { return x / (T(1) + exp(-x)); }
  static Var vjp(Var x, Var y, Var dy) {
    Var s = sigmoid(x);
    return dy * (y + s * (1.0 - y));
  }
};
Var swish(Var x) { return apply<Swish>(x); }

int main() {
  Graph g;
  Var x = g.input("x"), y = g.input("y");
  Var f = square(x) + square(y) - 2.0 * x * y;
  auto [fx, fy] = grad(f, x, y);
  Program p = compile({x, y}, {f, fx, fy, grad(fx, x), swish(x)});
  auto r = p({1.0, 2.0});
  std::cout << g;
  for (int i = 0; i < 5; ++i) std::cout << r[i] << (i < 4 ? ", " : "\n");
  if (!check_gradients(swish)) return 1;  // first and second order, against finite differences

  const double wanted[] = {1.0, -2.0, 2.0, 2.0, 1.0 / (1.0 + std::exp(-1.0))};
  for (int i = 0; i < 5; ++i) {
    if (std::abs(r[i].item() - wanted[i]) > 1e-15) return 1;
  }
}
