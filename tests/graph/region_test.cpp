// Work that is done chunk by chunk of rows gives the bits of all rows at once.
#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <string>
#include <xgrad/models/data/random_state.hpp>
#include <xgrad/xgrad.hpp>
#include "../support/threads.hpp"

namespace xgrad {
namespace {

struct Case {
  const char* what;
  std::vector<Shape> inputs;
  std::function<Vars(const Vars&)> outputs;
  std::size_t regions;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"a value and its gradient",
       {{100003}},
       [](const Vars& x) {
         const Var y = sum(tanh(0.5 * x[0] + 0.25) * sigmoid(x[0]) + x[0] * x[0]);
         return Vars{y, grad(y, x[0])};
       },
       1},
      {"whole chunks only",
       {{1 << 16}},
       [](const Vars& x) {
         return Vars{sum(exp(x[0])), max(x[0])};
       },
       1},
      {"a reduction alone",
       {{333, 1000}},
       [](const Vars& x) {
         return Vars{sum(x[0], 0), min(x[0], 0), prod(x[0], 0)};
       },
       1},
      {"a bias and its gradient",
       {{1111, 96}, {96}},
       [](const Vars& x) {
         const Var y = sum(square(relu(x[0] + x[1])));
         return Vars{y, grad(y, x[0]), grad(y, x[1])};
       },
       2},
      {"softmax of rows",
       {{5001, 37}},
       [](const Vars& x) {
         const Var p = softmax(x[0], 1);
         return Vars{p, sum(log_softmax(x[0], 1) * p, 1)};
       },
       1},
      {"rows and columns that broadcast",
       {{4100, 50}, {50}, {4100, 1}},
       [](const Vars& x) {
         return Vars{x[0] * x[1] + x[2], x[0] > x[2], max(where(x[0] > x[1], x[2], x[0]), 1)};
       },
       1},
      {"three axes",
       {{300, 20, 33}, {20, 1}},
       [](const Vars& x) {
         return Vars{sum(x[0] * x[1], Axes{0, 1}), x[0] + x[1]};
       },
       1},
      {"few rows, each long", {{3, 70001}}, [](const Vars& x) { return Vars{tanh(x[0])}; }, 1},
      {"small work is done at once", {{30, 40}}, [](const Vars& x) { return Vars{sum(tanh(x[0]))}; }, 0},
      {"what needs all rows ends a region",
       {{200000}},
       [](const Vars& x) {
         const Var e = exp(x[0] - max(x[0]));
         return Vars{e / sum(e)};
       },
       3},
  };
  return all;
}

Tensor numbers(const Shape& shape, DType dtype, std::uint32_t seed) {
  Tensor x = RandomState(seed).uniform(-3.0, 3.0, shape);
  auto* to = x.mutable_data<double>();
  if (seed % 2 == 1 && shape.size() > 100) to[71] = std::numeric_limits<double>::quiet_NaN(), to[5] = -0.0;
  return x.astype(dtype);
}

}  // namespace

TEST_CASE("regions: chunks of rows give the bits of all rows at once, on any number of threads") {
  const Threads guard(1);
  for (const Case& one : cases())
    for (const DType dtype : {float32, float64})
      for (std::uint32_t seed : {2u, 3u}) {
        CAPTURE(std::string(one.what));
        CAPTURE(to_string(dtype));
        Graph g;
        Vars inputs;
        std::vector<Tensor> values;
        for (const Shape& shape : one.inputs) {
          inputs.push_back(g.input("x" + std::to_string(inputs.size()), dtype, shape));
          values.push_back(numbers(shape, dtype, seed + 10 * static_cast<std::uint32_t>(values.size())));
        }
        const Vars outputs = one.outputs(inputs);
        Program by_rows = compile(inputs, outputs), at_once = compile(inputs, outputs, {}, {.without = {"rows"}});
        const Outputs wanted = at_once(values);
        for (const int threads : {1, 2, 4, 1}) {
          set_num_threads(threads);
          const Outputs made = by_rows(values);
          for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(made[i].is_identical(wanted[i]));
        }
        CHECK(by_rows.report().regions == one.regions);
        CHECK(at_once.report().regions == 0);
      }
}

TEST_CASE("regions: a training step's updates have the bits of all rows at once") {
  const auto train = [](const std::vector<std::string>& without) {
    Graph g;
    const Var x = g.input("x", float32, {dynamic, 200}), y = g.input("y", int64, {dynamic});
    models::MLP mlp(g, {200, 301, 10}, {.activation = relu});
    const Var loss = softmax_cross_entropy(mlp(x), y);
    Program step = compile({x, y}, {loss}, optim::Adam{{.lr = 1e-3}}.minimize(loss, mlp.parameters()),
                           CompileOptions{.without = without});
    std::vector<Tensor> results;
    for (std::int64_t batch : {300, 77, 300}) {
      const Tensor xs = RandomState(1).uniform(-1.0, 1.0, {batch, 200}).astype(float32);
      results.push_back(step({xs, RandomState(2).randint(0, 10, Shape{batch})})[0]);
    }
    CHECK((step.report().regions > 0) == without.empty());
    for (Var p : mlp.parameters()) results.push_back(g.value(p));
    return results;
  };
  const std::vector<Tensor> by_rows = train({}), at_once = train({"rows"}), apart = train({"join", "rows"});
  for (std::size_t i = 0; i < by_rows.size(); ++i) {
    CHECK(by_rows[i].is_identical(at_once[i]));
    CHECK(by_rows[i].is_identical(apart[i]));
  }
}

TEST_CASE("regions: memory for one chunk, and a line that says so") {
  Graph g;
  const Var x = g.input("x", float32, {100000, 8});
  Program p = compile({x}, {sum(square(softmax(tanh(x), 1)))});
  p({zeros({100000, 8}, float32)});
  CHECK(p.report().memory_bytes < 200000);
  CHECK(p.explain().find("rows] ") != std::string::npos);
  CHECK(p.explain().find("within the rows") != std::string::npos);
}

}  // namespace xgrad
