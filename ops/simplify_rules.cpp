#include <xgrad/graph/passes/rules_internal.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/transpose.hpp>

namespace xgrad {

// clang-format off
Rules simplify_rules(Var x, Var y, Var m) {
  return {
      // written                  becomes      keeps
      {x * 1.0,                   x,           bits},
      {mul_strong_zero(x, 1.0),   x,           bits},
      {x / 1.0,                   x,           bits},
      {x - 0.0,                   x,           bits},
      {x + -0.0,                  x,           bits},
      {-(-x),                     x,           bits},
      {x + -y,                    x - y,       bits},
      {x - -y,                    x + y,       bits},
      {x * -1.0,                  -x,          bits},
      {x / -1.0,                  -x,          bits},
      {pow(x, 1.0),               x,           bits},
      {pow(x, 2.0),               square(x),   ulp(3)},
      {transpose(transpose(m)),   m,           bits},
  };  // Not here: x * 0 -> 0, x - x -> 0, x + 0 -> x. They are false for NaN, infinities and -0.
}
// clang-format on

}  // namespace xgrad
