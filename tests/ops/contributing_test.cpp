// The op that CONTRIBUTING.md adds. tests/readme_snippets.sh compares the texts.
#include <doctest/doctest.h>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/ops/ops.hpp>

#include "../support/check_op.hpp"

namespace xgrad {
namespace {

// snippet: softsign
struct Softsign : Elementwise<Softsign> {
  static constexpr std::string_view name = "softsign";
  template <class T> static T forward(T x) { return x / (T(1) + abs(x)); }
  static Var vjp(Var, Var y, Var dy) { return dy * square(1.0 - abs(y)); }
};
inline Var softsign(Var x) { return apply<Softsign>(x); }
// end of snippet

}  // namespace

// snippet: softsign_test
TEST_CASE("softsign") { check_op(softsign, {.values = {{-0.0, -0.0}, {1.0, 0.5}, {-3.0, -0.75}, {nan, nan}}}); }
// end of snippet

}  // namespace xgrad
