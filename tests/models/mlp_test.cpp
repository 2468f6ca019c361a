#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/mlp.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/adam.hpp>

namespace xgrad {

TEST_CASE("MLP: dense layers with activations between them") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 3});
  const models::MLP mlp(g, {3, 4, 2}, {.activation = tanh, .output_activation = sigmoid, .dtype = float64});
  const auto& layers = mlp.layers();
  REQUIRE(layers.size() == 2);
  const Var by_hand = sigmoid(layers[1](tanh(layers[0](x))));
  const auto r = compile({x}, {mlp(x), by_hand})({tensor({{0.1, -0.2, 0.3}, {1.0, 2.0, 3.0}})});
  CHECK(r[0].is_identical(r[1]));
  CHECK(r[0].shape() == Shape{2, 2});
  std::vector<std::string> names;
  for (Var p : mlp.parameters()) names.push_back(p.name());
  CHECK(names ==
        std::vector<std::string>{"mlp/dense_1/weight", "mlp/dense_1/bias", "mlp/dense_2/weight", "mlp/dense_2/bias"});
  CHECK(models::MLP(g, {3, 2}).parameters()[0].name() == "mlp_2/dense_1/weight");
}

TEST_CASE("an MLP learns XOR") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var x = g.input("x", dtype, {dynamic, 2}), y = g.input("y", dtype, {dynamic, 1});
    const models::MLP mlp(g, {2, 8, 1}, {.activation = tanh, .dtype = dtype});
    const Var logits = mlp(x), loss = sigmoid_binary_cross_entropy(logits, y);
    Program step = compile({x, y}, {loss}, optim::Adam{{.lr = 0.05}}.minimize(loss, mlp.parameters()));
    const Tensor X = tensor({{0.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}, {1.0, 1.0}}).astype(dtype);
    const Tensor Y = tensor({{0.0}, {1.0}, {1.0}, {0.0}}).astype(dtype);
    const double before = step({X, Y})[0].item();
    for (int i = 0; i < 300; ++i) step({X, Y});
    CHECK(before > 0.5);
    CHECK(step({X, Y})[0].item() < 0.05);
    const auto z = compile({x}, {logits})({X})[0].astype(float64).to_vector<double>();
    for (std::size_t i = 0; i < 4; ++i) CHECK((z[i] > 0) == (i == 1 || i == 2));
  }
}

TEST_CASE("MLP refuses wrong sizes, and leaves the graph as it was") {
  Graph g;
  struct {
    std::vector<std::int64_t> sizes;
    const char* text;
  } rows[] = {
      {{}, "mlp: an MLP needs two sizes at least: {}\n  inputs, hidden neurons, outputs: {64, 50, 10}"},
      {{64}, "mlp: an MLP needs two sizes at least: {64}\n  inputs, hidden neurons, outputs: {64, 50, 10}"},
      {{64, 50, 0}, "mlp/dense_2: fan_in and fan_out must be at least 1: 50, 0"},
  };
  for (const auto& row : rows) {
    CHECK_THROWS_WITH_AS(models::MLP(g, row.sizes), row.text, DataError);
    CHECK(g.size() == 0);
  }
}

}  // namespace xgrad
