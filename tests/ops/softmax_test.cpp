#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/softmax.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const GraphBuilder soft = [](const Vars& v) { return softmax(v[0], -1); };
const GraphBuilder log_soft = [](const Vars& v) { return log_softmax(v[0], -1); };
const GraphBuilder lse = [](const Vars& v) { return logsumexp(v[0], -1); };

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("softmax, log_softmax and logsumexp: values") {
  const Tensor x = array({3}, {1, 2, 3});
  check_value(soft, {x}, array({3}, {0.09003057317038046, 0.24472847105479767, 0.6652409557748219}),
              Precision::rounded);
  check_value(log_soft, {x}, array({3}, {-2.40760596444438, -1.4076059644443801, -0.40760596444438013}),
              Precision::rounded);
  check_value(lse, {x}, array({}, {3.40760596444438}), Precision::rounded);
  const Tensor m = array({2, 2}, {0, 1, 0, 1});
  check_value([](const Vars& v) { return softmax(v[0], 0); }, {m}, array({2, 2}, {0.5, 0.5, 0.5, 0.5}));
  const double ln2 = 0.6931471805599453, ln2_1 = 1.6931471805599454;
  check_value([](const Vars& v) { return logsumexp(v[0], 0); }, {m}, array({2}, {ln2, ln2_1}), Precision::rounded);
  check_value([](const Vars& v) { return logsumexp(v[0], {0}, keepdims); }, {m}, array({1, 2}, {ln2, ln2_1}),
              Precision::rounded);
  check_value([](const Vars& v) { return logsumexp(v[0]); }, {array({2, 2}, {0, 0, 0, 0})}, array({}, {2 * ln2}),
              Precision::rounded);
  check_value([](const Vars& v) { return logsumexp(v[0], Axes{}); }, {x}, x);
}

TEST_CASE("softmax, log_softmax and logsumexp: huge logits") {
  const Tensor far = array({3}, {1e4, -1e4, 0}), high = array({3}, {1e4, 1e4, 1e4}),
               low = array({3}, {-1e4, -1e4, -1e4});
  const double third = 1.0 / 3, ln3 = 1.0986122886681098;
  check_value(soft, {far}, array({3}, {1, 0, 0}));
  check_value(log_soft, {far}, array({3}, {0, -2e4, -1e4}));
  check_value(lse, {far}, array({}, {1e4}));
  check_gradient(log_soft, {far}, 0, array({3}, {-2, 1, 1}));
  check_gradient(lse, {far}, 0, array({3}, {1, 0, 0}));
  for (const Tensor& x : {high, low}) {
    check_value(soft, {x}, array({3}, {third, third, third}), Precision::rounded);
    check_value(log_soft, {x}, array({3}, {-ln3, -ln3, -ln3}), Precision::rounded);
    check_value(lse, {x}, array({}, {numbers(x)[0] + ln3}), Precision::rounded);
  }
}

TEST_CASE("softmax, log_softmax and logsumexp: infinities, NaN, nothing") {
  const Tensor masked = array({3}, {-inf, 0, 0});
  check_value(soft, {masked}, array({3}, {0, 0.5, 0.5}));
  check_value(log_soft, {masked}, array({3}, {-inf, -0.6931471805599453, -0.6931471805599453}), Precision::rounded);
  check_value(lse, {masked}, array({}, {0.6931471805599453}), Precision::rounded);
  check_gradient(soft, {masked}, 0, array({3}, {0, 0, 0}));
  check_gradient(lse, {masked}, 0, array({3}, {0, 0.5, 0.5}), Precision::rounded);

  const Tensor nothing = array({2}, {-inf, -inf}), above = array({2}, {inf, 0}), unknown = array({2}, {nan, 0});
  check_value(soft, {nothing}, array({2}, {nan, nan}));
  check_value(lse, {nothing}, array({}, {-inf}));
  check_gradient(lse, {nothing}, 0, array({2}, {0, 0}));
  check_value(lse, {above}, array({}, {inf}));
  check_value(lse, {array({2}, {inf, -inf})}, array({}, {inf}));
  check_value(soft, {unknown}, array({2}, {nan, nan}));
  check_value(log_soft, {unknown}, array({2}, {nan, nan}));
  check_value(lse, {unknown}, array({}, {nan}));

  check_value([](const Vars& v) { return logsumexp(v[0], 0); }, {array({0, 2}, {})}, array({2}, {-inf, -inf}));
  check_value(soft, {array({2, 0}, {})}, array({2, 0}, {}));
  check_value(soft, {array({0, 2}, {})}, array({0, 2}, {}));
}

TEST_CASE("softmax, log_softmax and logsumexp: derivatives") {
  check_op([](Var x) { return square(softmax(x, 1)); }, {.shapes = {{{2, 3}}, {{2, 1}}, {{2, 3, 2}}, {{0, 3}}}});
  check_op([](Var x) { return square(log_softmax(x, 0)); }, {.shapes = {{{2, 3}}, {{4}}, {{2, 3, 2}}}});
  check_op([](Var x) { return square(logsumexp(x, {0, 2})); }, {.shapes = {{{2, 3, 2}}, {{1, 3, 1}}}});
  check_op([](Var x) { return square(logsumexp(x, 1, keepdims)); }, {.shapes = {{{2, 3}}}});
}

TEST_CASE("softmax: the gradient uses the forward's exponentials") {
  Graph g;
  Var x = g.input("x", float32, {dynamic, 10});
  const Var dx = grad(sum(square(softmax(x, 1)) + log_softmax(x, 1)), x);
  CHECK(count_of(listing(dx), "= exp(") == 2);
}

TEST_CASE("softmax: errors") {
  Graph g;
  Var x = g.input("x", float64, {2}), n = g.input("n", int64, {2});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(softmax(x, 1), "softmax: there is no axis 1: x float64 [2]", ShapeError);
  CHECK_THROWS_WITH_AS(log_softmax(x, -2), "log_softmax: there is no axis -2: x float64 [2]", ShapeError);
  CHECK_THROWS_WITH_AS(logsumexp(x, {0, 0}), "logsumexp: axis 0 is named twice: x float64 [2]", ShapeError);
  CHECK_THROWS_WITH_AS(softmax(n, 0), doctest::Contains("softmax: int64 is not taken: n int64 [2]"), DTypeError);
  CHECK_THROWS_AS(logsumexp(n), DTypeError);
  CHECK(g.size() == before);
}

}  // namespace xgrad
