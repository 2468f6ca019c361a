#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/stop_gradient.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

}  // namespace

TEST_CASE("stop_gradient") {
  check_value([](const Vars& v) { return stop_gradient(v[0]); }, {six}, six);
  check_gradient([](const Vars& v) { return v[0] * stop_gradient(v[0]); }, {array({2}, {3, -2})}, 0,
                 array({2}, {3, -2}));
  check_gradient([](const Vars& v) { return stop_gradient(v[0]); }, {array({2}, {3, -2})}, 0, array({2}, {0, 0}));
}

}  // namespace xgrad
