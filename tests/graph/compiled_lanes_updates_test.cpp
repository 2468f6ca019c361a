// Compiled lanes read what is updated in place before it is written.
#include <doctest/doctest.h>
#include <xgrad/xgrad.hpp>

namespace xgrad {
namespace {

struct ProductAndSum : Elementwise<ProductAndSum> {
  static constexpr std::string_view name = "product_and_sum";
  template <class T> static T forward(T a, T b, T c) { return fma(a, b, c); }
  static Vars vjp(Var a, Var b, Var, Var, Var dy) { return {dy * b, dy * a, dy}; }
};

}  // namespace

TEST_CASE("compiled lanes: the negative of a state that is written in between is of its old value") {
  for (const DType dtype : {float32, float64}) {
    Graph g;
    const Var x = g.input("x", dtype, {1000}), y = g.input("y", dtype, {1000});
    const Var p = g.variable("p", full({1000}, 1.0, dtype)), negative = -p, next = p * 2.0;
    Vars terms;  // so many values at once that p loses its register
    for (int i = 0; i < 40; ++i) terms.push_back(x * (i + 3.0));
    Var pressure = terms[0];
    for (const Var& term : terms) pressure = pressure + term;
    for (const Var& term : terms) pressure = pressure - term;
    Program step = compile({x, y}, {apply<ProductAndSum>(negative, y, x), gelu(negative), pressure}, {{p, next}});
    Program apart = compile({y}, {gelu(-y)});
    for (double value : {1.0, 2.0, 4.0, 8.0}) {
      const Outputs out = step({zeros({1000}, dtype), full({1000}, 1.0, dtype)});
      CHECK(out[0].is_identical(full({1000}, -value, dtype)));
      CHECK(out[1].is_identical(apart({full({1000}, value, dtype)})[0]));
    }
  }
}

}  // namespace xgrad
