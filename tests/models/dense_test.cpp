#include <doctest/doctest.h>
#include <functional>
#include <string>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/dense.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

/// The layer of the documentation.
class Scale : public models::Layer {
 public:
  Scale(Build g, std::int64_t n) : Layer(g, "scale"), factor_(parameter(g, "factor", {n}, init::ones)) {}

 protected:
  Var forward(Var x) const override { return x * factor_; }

 private:
  Var factor_;
};

}  // namespace

TEST_CASE("Dense: y = x W + b") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 2});
  const models::Dense layer(g, 2, 3, {.weight = init::constant(0.5), .bias = init::ones, .dtype = float64});
  const models::Dense plain(g, 2, 3, {.weight = init::constant(0.5), .use_bias = false, .dtype = float64});
  Program p = compile({x}, {layer(x), plain(x)});
  const auto r = p({tensor({{1.0, 2.0}, {-1.0, 1.0}})});
  CHECK(r[0].is_identical(tensor({{2.5, 2.5, 2.5}, {1.0, 1.0, 1.0}})));
  CHECK(r[1].is_identical(tensor({{1.5, 1.5, 1.5}, {0.0, 0.0, 0.0}})));
  CHECK(layer.parameters().size() == 2);
  CHECK(layer.parameters()[0].is_same(layer.weight()));
  CHECK(plain.parameters().size() == 1);
  CHECK(!plain.bias());
}

TEST_CASE("layers are named within their scope, each but once") {
  Graph g;
  const models::Dense first(g, 2, 3), second(g, 2, 3), named(g, 2, 3, {.name = "head"});
  CHECK(first.weight().name() == "dense/weight");
  CHECK(second.bias().name() == "dense_2/bias");
  CHECK(named.name() == "head");
  Graph::Scope scope(g, "encoder");
  CHECK(models::Dense(g, 2, 3).weight().name() == "encoder/dense/weight");
  const Scale scale(g, 4);
  CHECK(scale.parameters()[0].name() == "encoder/scale/factor");
  CHECK(scale(g.input("x", float32, {dynamic, 4})).name() == "mul(x, encoder/scale/factor) in encoder/scale");
}

TEST_CASE("a parameter's first value depends on random_state and its name alone") {
  Graph g, h;
  const models::Dense a(g, 4, 5), b(g, 4, 5);
  const models::Dense other(h, 7, 7, {.name = "other"}), again(h, 4, 5);
  const models::Dense seeded(h, 4, 5, {.random_state = 1, .name = "seeded"});
  CHECK(value(a.weight()).is_identical(value(again.weight())));
  CHECK(!value(a.weight()).is_identical(value(b.weight())));
  CHECK(!value(a.weight()).is_identical(value(seeded.weight())));
}

TEST_CASE("Dense refuses wrong sizes and operands, and leaves the graph as it was") {
  Graph g, other;
  const models::Dense layer(g, 64, 10);
  const std::string line = std::to_string(__LINE__ - 1);
  const Var narrow = g.input("narrow", float32, {dynamic, 32}), wide = g.input("wide", float64, {dynamic, 64});
  const std::size_t size = g.size();
  const Initializer wrong = [](RandomState&, const Shape&, DType dtype) { return zeros({1}, dtype); };
  struct {
    std::function<void()> call;
    std::string text;
  } rows[] = {
      {[&] { models::Dense(g, 0, 10); }, "dense_2: fan_in and fan_out must be at least 1: 0, 10"},
      {[&] { models::Dense(g, 10, dynamic); }, "dense_2: fan_in and fan_out must be at least 1: 10, -1"},
      {[&] { models::Dense(g, 2, 3, {.dtype = int64}); }, "dense_2/weight: a parameter is float32 or float64: int64"},
      {[&] { models::Dense(g, 2, 3, {.random_state = -1}); }, "dense_2/weight: random_state is negative: -1"},
      {[&] { models::Dense(g, 2, 3, {.bias = wrong}); },
       "dense_2/bias: the initializer gives another type: float32 [1] for float32 [3]"},
      {[&] {
         layer(other.input("x", float32, {1, 64}));
       },
       "dense: x is not of the layer's graph: x\n  build the layer and its input in one graph"},
      {[&] { layer(narrow); },
       "matmul: inner dimensions differ: narrow float32 [?, 32] @ dense/weight float32 [64, 10] (32 != 64)\n"
       "  dense/weight was made at dense_test.cpp:" +
           line},
      {[&] { layer(wide); }, ""},
  };
  for (const auto& row : rows) {
    if (row.text.empty())
      CHECK_THROWS_AS(row.call(), DTypeError);
    else
      CHECK_THROWS_WITH_AS(row.call(), row.text.c_str(), Error);
    CHECK(g.size() == size);
  }
}

}  // namespace xgrad
