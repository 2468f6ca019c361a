#include <doctest/doctest.h>

#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/passes/module_internal.hpp>
#include <xgrad/ops/ops.hpp>
#include "../support/after_pass.hpp"

namespace xgrad {
namespace {

TEST_CASE("fold: what depends on constants only is computed") {
  Graph g;
  const Var x = g.input("x", float64, {2}), two = g.constant(2.0), row = g.constant(tensor({1.0, 2.0}));
  const struct {
    Var written, wanted;
  } rows[] = {
      {x + two * two, x + 4.0},
      {x * exp(two - 2.0), x * 1.0},
      {x + row * 2.0, x + g.constant(tensor({2.0, 4.0}))},
      {where(two > 1.0, x, -x), where(g.constant(true), x, -x)},
      {x * (two * x), x * (two * x)},
  };
  for (const auto& row_ : rows) CHECK(after(fold, row_.written) == as_written(row_.wanted));
}

TEST_CASE("fold: leaves alone what may fail, has dynamic extents or would be far larger") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic}), table = g.constant(tensor({1.0, 2.0}));
  const Var bad = gather(table, g.constant(tensor({1})), 0), like = zeros_like(x) + 1.0,
            huge = broadcast_to(g.constant(1.0), {1000, 1000});
  for (Var v : {bad + x, like + x, huge + x}) CHECK(after(fold, v) == as_written(v));
}

TEST_CASE("share: equal subexpressions are one, in either order where that keeps the bits") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y");
  const Var e = exp(x), s = x + y;
  const struct {
    Var written, wanted;
  } rows[] = {
      {exp(x) * exp(x), e * e},
      {(x + y) * (y + x), s * s},
      {(x - y) * (y - x), (x - y) * (y - x)},
      {sin(exp(x)) + sin(exp(x)),
       [&] {
         Var t = sin(e);
         return t + t;
       }()},
      {reshape(x, {1}) * reshape(x, {1}),
       [&] {
         Var t = reshape(x, {1});
         return t * t;
       }()},
      {sum(reshape(x, {1}), 0) * sum(reshape(x, {1}), 0, keepdims),
       sum(reshape(x, {1}), 0) * sum(reshape(x, {1}), 0, keepdims)},
  };
  for (const auto& row : rows) {
    CHECK(after(share, row.written).size() <= as_written(row.written).size());
    CHECK(after(share, row.written) == after(share, row.wanted));
  }
  CHECK(after(share, exp(x) * exp(x)) == as_written(e * e));
  CHECK(share(module_of((x - y) * (y - x))).graph.size() == 5);
}

TEST_CASE("share: ops with members are merged by their attributes, or not at all") {
  struct Scale : Op {
    explicit Scale(double by) : by_(by) {}
    std::string_view name() const override { return "scale"; }
    Type infer(Types in) const override { return in[0]; }
    void forward(Views in, View out) const override { *out.as<double>() = by_ * *in[0].as<double>(); }
    double by_;
  };
  struct Named : Scale {
    using Scale::Scale;
    std::string attributes() const override { return std::to_string(by_); }
  };
  Graph g;
  const Var x = g.input("x");
  CHECK(module_of(make_node<Scale>({x}, 2.0) + make_node<Scale>({x}, 3.0)).graph.size() == 4);
  CHECK(share(module_of(make_node<Scale>({x}, 2.0) + make_node<Scale>({x}, 3.0))).graph.size() == 4);
  CHECK(share(module_of(make_node<Named>({x}, 2.0) + make_node<Named>({x}, 3.0))).graph.size() == 4);
  CHECK(share(module_of(make_node<Named>({x}, 2.0) + make_node<Named>({x}, 2.0))).graph.size() == 3);
}

TEST_CASE("share: an operand may have many users") {
  Graph g;
  const Var x = g.input("x");
  Var once = x, twice = x;
  for (int i = 1; i <= 50; ++i) once = once + (x + double(i));
  for (int i = 1; i <= 50; ++i) twice = twice + (x + double(i));
  const std::size_t written = module_of(once).graph.size();
  CHECK(share(module_of(once)).graph.size() == written);
  CHECK(module_of({once, twice}).graph.size() == 2 * written - 51);  // x and the numbers are shared anyway
  CHECK(share(module_of({once, twice})).graph.size() == written);
}

TEST_CASE("passes: what a pass does not change is not copied") {
  Graph g;
  const Var x = g.input("x", float64, {2}), c = g.constant(tensor({1.0, 2.0}));
  const struct {
    Module (*pass)(Module&&);
    Var kept, changed;
  } rows[] = {
      {fold, x * c + exp(x), x * exp(c)},
      {share, exp(x) - sin(x), exp(x) - exp(x)},
      {simplify, x * 2.0 - exp(x), -(-x)},
      {compact, x * 2.0 - exp(x), {}},
  };
  for (const auto& row : rows) {
    Module kept = module_of(row.kept);
    const Arena* arena = &kept.graph.arena();
    const std::string text = listing(kept.graph);
    kept = row.pass(std::move(kept));
    CHECK(&kept.graph.arena() == arena);
    CHECK(listing(kept.graph) == text);
    if (!row.changed) continue;
    Module changed = module_of(row.changed);
    arena = &changed.graph.arena();
    CHECK(&row.pass(std::move(changed)).graph.arena() != arena);
  }
}

TEST_CASE("specialize: what there is to do is known beforehand") {
  Graph g, of_unknown_extent;
  const Var x = g.input("x", float64, {2}), s = g.input("s"),
            open = of_unknown_extent.input("open", float64, {dynamic});
  const struct {
    Var v;
    bool is_concrete;
  } rows[] = {{exp(x) * 2.0, true}, {open * 2.0, false}, {zeros_like(x) + s, false}, {mean(x), false}};
  for (const auto& row : rows) {
    Module m = module_of(row.v);
    const std::string text = listing(m.graph);
    const std::size_t size = m.graph.size();
    CHECK(is_concrete(m) == row.is_concrete);
    CHECK(m.graph.size() == size);
    CHECK(listing(m.graph) == text);
  }
}

TEST_CASE("specialize: ops that read shapes become plain ops") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 3}), w = g.input("w", float64, {3}), s = g.input("s");
  Module m = specialize(module_of({sum_like(x, w), broadcast_like(s, x), zeros_like(x), ones_like(s), count(x),
                                   reshape_like(x, x), mean(x), grad(mean(square(x * w)), w)}),
                        std::vector<Shape>{{5, 3}, {3}, {}});
  verify(m);
  m = rewrite(std::move(m), {});
  const std::string text = listing(m.graph);
  CAPTURE(text);
  CHECK(text.find("_like") == std::string::npos);
  CHECK(text.find("count") == std::string::npos);
  CHECK(text.find('?') == std::string::npos);
  CHECK(m.outputs[0].shape() == Shape{3});
  CHECK(m.outputs[1].shape() == Shape{5, 3});
  CHECK(m.outputs[5].is_same(m.inputs[0]));
}

TEST_CASE("specialize: what is read for its shape only is not computed") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic}), s = g.input("s");
  Module m = rewrite(specialize(module_of({broadcast_like(s, exp(sin(x)))}), std::vector<Shape>{{4}, {}}), {});
  CHECK(listing(m.graph).find("exp") == std::string::npos);
  Module same = rewrite(specialize(module_of({broadcast_like(s, sin(s))}), std::vector<Shape>{{4}, {}}), {});
  CHECK(same.outputs[0].is_same(same.inputs[1]));
}

TEST_CASE("verify: names the node that is broken") {
  Graph g;
  const Var x = g.input("x", float64, {2});
  const Var y = exp(x);
  {
    Module m = module_of(y);
    CHECK_NOTHROW(verify(m));
    Arena& arena = m.graph.arena();
    const std::uint32_t in[] = {0};
    arena.append(arena.op_ptr(1), {float64, {3}}, in);
    CHECK_THROWS_WITH_AS(verify(m), "verify: a type is not what the op infers: exp(x)", GraphError);
  }
  {
    Module m = module_of(y);
    Arena& arena = m.graph.arena();
    const std::uint32_t in[] = {2};
    arena.append(arena.op_ptr(1), {float64, {2}}, in);
    CHECK_THROWS_AS(verify(m), GraphError);
  }
  {
    Module m = module_of(y);
    m.outputs[0] = y;
    CHECK_THROWS_WITH_AS(verify(m), "verify: an output is of another graph", GraphError);
  }
  {
    Module m = module_of(y);
    m.updates.push_back({m.outputs[0], m.outputs[0]});
    CHECK_THROWS_WITH_AS(verify(m), "verify: an update's target is no state variable", GraphError);
  }
}

TEST_CASE("passes: each may be left out, the values stay") {
  Graph g;
  const Var x = g.input("x", float64, {2, 2});
  const Var c = g.constant(tensor({{1.0, 2.0}, {3.0, 4.0}}));
  const Var y = matmul(transpose(x), c * 2.0) * 1.0 - -(x / -1.0) + pow(x, 2.0);
  const Vars outputs{y, grad(sum(tanh(y) * (y + x) * (x + y)), x)};
  const Tensor given = tensor({{0.5, -0.25}, {1.0, 0.125}});
  const std::vector<Tensor> all = run_without({}, outputs, {given});
  for (const std::vector<std::string>& without :
       {std::vector<std::string>{"fold"}, {"share"}, {"simplify"}, {"fold", "share", "simplify"}}) {
    const std::vector<Tensor> some = run_without(without, outputs, {given});
    for (std::size_t k = 0; k < all.size(); ++k)
      for (std::int64_t i = 0; i < 4; ++i)
        CHECK(some[k].at<double>({i / 2, i % 2}) == doctest::Approx(all[k].at<double>({i / 2, i % 2})).epsilon(1e-14));
  }
}

}  // namespace
}  // namespace xgrad
