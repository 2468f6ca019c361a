#include <doctest/doctest.h>

#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

TEST_CASE("outputs: stay true while they are held, and are used again when they are not") {
  Graph g;
  const Var x = g.input("x", float64, {3});
  Program p = compile({x}, {x * 2.0});
  const Tensor first = p({full({3}, 1.0)})[0];
  const Tensor second = p({full({3}, 2.0)})[0];
  CHECK(first.data() != second.data());
  CHECK(first.is_identical(full({3}, 2.0)));
  CHECK(second.is_identical(full({3}, 4.0)));
  const void* dropped = p({full({3}, 3.0)})[0].data();
  CHECK(p({full({3}, 4.0)})[0].data() == dropped);
  CHECK(first.is_identical(full({3}, 2.0)));
}

TEST_CASE("outputs: what the user writes into one is the user's own") {
  Graph g;
  const Var x = g.input("x", float64, {3});
  Program p = compile({x}, {x * 2.0, x});
  const Tensor given = ones({3});
  Tensor out = p({given})[0];
  out.mutable_data<double>()[0] = 9;
  Tensor same = p({given})[1];
  same.mutable_data<double>()[0] = 7;
  CHECK(given.is_identical(ones({3})));
  CHECK(p({given})[0].is_identical(full({3}, 2.0)));
  CHECK(out.at<double>({0}) == 9.0);
}

TEST_CASE("outputs: outlive the program") {
  Graph g;
  const Var x = g.input("x", float64, {3});
  const Tensor kept = compile({x}, {x * 2.0})({ones({3})})[0];
  CHECK(kept.is_identical(full({3}, 2.0)));
}

TEST_CASE("outputs: fed back in, also moved") {
  Graph g;
  const Var x = g.input("x", float64, {2});
  Program p = compile({x}, {x + 1.0, x * 1.0});
  Tensor state = zeros({2});
  for (int i = 0; i < 5; ++i) state = p({std::move(state)})[0];
  CHECK(state.is_identical(full({2}, 5.0)));
  for (int i = 0; i < 5; ++i) state = p({state})[1];
  CHECK(state.is_identical(full({2}, 5.0)));
}

TEST_CASE("outputs: that are inputs, constants, variables, duplicates or reshapes of others") {
  for (std::int64_t n : {4, 1, 0}) {
    CAPTURE(n);
    Graph g;
    const Var x = g.input("x", float64, {n}), v = g.variable("v", full({n}, 5.0)), c = g.constant(full({n}, 7.0));
    const Var y = x * 2.0;
    const Var z = reshape(y, {n, 1}), w = reshape(z, {1, n});
    Program p =
        compile({x}, {x, v, c, y, y, z, w, reshape(x, {n, 1}), reshape(v, {1, n}), reshape(c, {1, n}), v, x + 1.0});
    for (int round = 0; round < 2; ++round) {
      const auto r = p({full({n}, 3.0)});
      const Tensor wanted[] = {full({n}, 3.0),    full({n}, 5.0),    full({n}, 7.0),    full({n}, 6.0),
                               full({n}, 6.0),    full({n, 1}, 6.0), full({1, n}, 6.0), full({n, 1}, 3.0),
                               full({1, n}, 5.0), full({1, n}, 7.0), full({n}, 5.0),    full({n}, 4.0)};
      REQUIRE(r.size() == std::size(wanted));
      for (std::size_t i = 0; i < std::size(wanted); ++i) {
        CAPTURE(i);
        CHECK(r[i].is_identical(wanted[i]));
      }
    }
  }
}

TEST_CASE("outputs: an output that other kernels read on") {
  Graph g;
  const Var x = g.input("x", float64, {2, 2});
  const Var y = exp(x * 0.0);
  const Var m = matmul(y, y);
  const auto r = compile({x}, {y, m, sum(m), m * y})({ones({2, 2})});
  CHECK(r[0].is_identical(ones({2, 2})));
  CHECK(r[1].is_identical(full({2, 2}, 2.0)));
  CHECK(r[2].item() == 8.0);
  CHECK(r[3].is_identical(full({2, 2}, 2.0)));
}

TEST_CASE("outputs: a value inside a fused chain, a mask among them") {
  Graph g;
  const Var x = g.input("x", float32, {2000});
  const Var y = x + 1.0, big = y > 2.0, z = where(big, y, 0.0) * 3.0;
  Tensor given(float32, {2000});
  for (int i = 0; i < 2000; ++i) given.mutable_data<float>()[i] = static_cast<float>(i % 3);
  Program p = compile({x}, {z, y, big});
  const auto r = p({given});
  CHECK(p.report().kernels == 1);
  for (int i = 0; i < 2000; ++i) {
    REQUIRE(r[1].at<float>({i}) == static_cast<float>(i % 3 + 1));
    REQUIRE(r[2].at<bool>({i}) == (i % 3 == 2));
    REQUIRE(r[0].at<float>({i}) == (i % 3 == 2 ? 9.0f : 0.0f));
  }
}

TEST_CASE("outputs: more than 8, walked and asked for") {
  Graph g;
  const Var x = g.input("x", float64, {2});
  for (int count : {7, 8, 9, 20}) {
    Vars wanted;
    for (int i = 0; i < count; ++i) wanted.push_back(x + i);
    const Outputs r = compile({x}, wanted)({zeros({2})});
    CHECK(r.size() == static_cast<std::size_t>(count));
    double i = 0;
    for (const Tensor& t : r) CHECK(t.is_identical(full({2}, i++)));
    CHECK_THROWS_AS(r[static_cast<std::size_t>(count)], GraphError);
  }
  CHECK_THROWS_WITH_AS(Outputs()[0], "outputs: no such output: 0 of 0", GraphError);
}

TEST_CASE("outputs: one array given for two inputs") {
  Graph g;
  const Var x = g.input("x", float64, {3}), y = g.input("y", float64, {3});
  const Tensor a = full({3}, 3.0);
  CHECK(compile({x, y}, {x * y - x})({a, a})[0].is_identical(full({3}, 6.0)));
  CHECK(a.is_identical(full({3}, 3.0)));
}

TEST_CASE("outputs: what was moved from is empty") {
  for (std::size_t count : {2u, 9u}) {
    Graph g;
    const Var x = g.input("x");
    Vars values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(x + static_cast<double>(i));
    Program p = compile({x}, values);
    Outputs a = p({1.0});
    Outputs b = std::move(a);
    CHECK(a.size() == 0);
    CHECK(a.begin() == a.end());
    CHECK_THROWS_WITH_AS(a[0], "outputs: no such output: 0 of 0", GraphError);
    REQUIRE(b.size() == count);
    CHECK(b[count - 1].item() == static_cast<double>(count));
    a = std::move(b);
    CHECK(b.begin() == b.end());
    REQUIRE(a.size() == count);
    CHECK(a[0].item() == 1.0);
  }
}

}  // namespace
}  // namespace xgrad
