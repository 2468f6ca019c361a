#include <doctest/doctest.h>
#include <cmath>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/find_non_finite.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {

TEST_CASE("find_non_finite: names the first op, its operands' ranges, and what is not finite itself") {
  Graph g;
  const Var p = g.input("p", float64, {dynamic}), w = g.variable("w", Tensor(2.0));
  const Var f = sum(sqrt(log(1.0 - p)) * w);
  const std::vector<Tensor> good{tensor({-1.0, -2.0})}, bad{tensor({0.5, 1.0, 3.0})};
  CHECK(!find_non_finite({p}, {f}, good));
  const auto found = find_non_finite({p}, {f}, bad);
  REQUIRE(found);
  CHECK(found->node.name() == "log(p)");
  CHECK(found->text == "log made 1 NaN and 1 infinite of 3 entries: log(p) from sub(p) float64 [3], -2 to 0.5");
  CHECK(!find_non_finite({p}, {sum(where(p < 1.0, log(1.0 - p), 0.0))}, bad));  // nobody takes those
  set(w, Tensor(std::numeric_limits<double>::infinity()));
  const auto leaf = find_non_finite({p}, {f}, good);
  REQUIRE(leaf);
  CHECK(leaf->node.is_same(w));
  CHECK(leaf->text.starts_with("w float64 [] itself has 1 infinite of 1 entries; w was made at "));
  CHECK_THROWS_WITH_AS(find_non_finite({p}, {}, good), doctest::Contains("there are no outputs"), GraphError);
}

}  // namespace xgrad
