#include <doctest/doctest.h>

#include <tbb/parallel_for.h>
#include <atomic>
#include <thread>
#include <vector>
#include <xgrad/xgrad.hpp>
#include "../support/threads.hpp"

namespace xgrad {
namespace {

/// A classifier whose step is one program: forward, backward, Adam.
struct Training {
  Graph g;
  Tensor x, y;
  Vars parameters, gradients;
  Program program;

  Training(DType dtype, const std::vector<std::int64_t>& sizes, std::int64_t batch)
      : x(RandomState(0).uniform(-1.0, 1.0, {batch, sizes[0]}).astype(dtype)),
        y(RandomState(1).randint(0, sizes.back(), Shape{batch})),
        program(build(dtype, sizes)) {}
  Program build(DType dtype, const std::vector<std::int64_t>& sizes) {
    const Var in = g.input("x", dtype, {dynamic, sizes[0]}), labels = g.input("y", int64, {dynamic});
    models::MLP mlp(g, sizes, {.activation = relu, .dtype = dtype});
    parameters = mlp.parameters();
    const Var loss = softmax_cross_entropy(mlp(in), labels);
    gradients = grad(loss, parameters);
    Vars outputs{loss, mlp(in)};
    outputs.insert(outputs.end(), gradients.begin(), gradients.end());
    return compile({in, labels}, outputs, optim::Adam{{.lr = 1e-3}}.minimize(loss, parameters));
  }
  /// Loss, logits and gradients of the last of some steps, and the parameters after it.
  std::vector<Tensor> run(int steps = 3) {
    std::vector<Tensor> all;
    for (int i = 0; i < steps; ++i) {
      const Outputs out = program({x, y});
      all.assign(out.begin(), out.end());
    }
    for (Var p : parameters) all.push_back(g.value(p));
    return all;
  }
};

bool are_identical(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!a[i].is_identical(b[i])) return false;
  return true;
}

struct Model {
  DType dtype;
  std::vector<std::int64_t> sizes;
  std::int64_t batch;
};
const Model models_to_train[] = {
    {float32, {64, 50, 10}, 200},       {float32, {300, 257, 129, 10}, 128}, {float32, {200, 512, 10}, 77},
    {float64, {150, 200, 100, 7}, 131}, {float32, {784, 256, 128, 10}, 128}, {float32, {33, 1000, 1000, 3}, 65},
};

TEST_CASE("threads: training has the same bits on 1, 2 and 4 threads") {
  for (const Model& m : models_to_train) {
    std::vector<Tensor> alone;
    for (int threads : {1, 2, 4}) {
      const Threads guard(threads);
      const std::vector<Tensor> results = Training(m.dtype, m.sizes, m.batch).run();
      if (threads == 1) alone = results;
      CAPTURE(m.sizes[1]);
      CAPTURE(threads);
      CHECK(are_identical(results, alone));
    }
  }
}

TEST_CASE("threads: products of every form have the same bits on 1, 2 and 4 threads") {
  struct {
    Shape a, b;
    bool transpose_a, transpose_b;
  } products[] = {
      {{150, 200}, {200, 170}, false, false},        {{200, 150}, {200, 170}, true, false},
      {{150, 200}, {170, 200}, false, true},         {{200, 150}, {170, 200}, true, true},
      {{900, 600}, {600, 5}, false, false},          {{40, 150, 40}, {40, 40, 30}, false, false},
      {{5, 1, 90, 200}, {4, 200, 60}, false, false},
  };
  for (const auto& [a_shape, b_shape, ta, tb] : products)
    for (DType dtype : {float32, float64}) {
      Graph g;
      const Var a = g.input("a", dtype, a_shape), b = g.input("b", dtype, b_shape);
      const Var left = ta ? transpose(a) : a, right = tb ? transpose(b) : b;
      const Tensor a_value = RandomState(2).uniform(-1.0, 1.0, a_shape).astype(dtype),
                   b_value = RandomState(3).uniform(-1.0, 1.0, b_shape).astype(dtype);
      std::vector<Tensor> alone;
      for (int threads : {1, 2, 4}) {
        const Threads guard(threads);
        const Tensor c = compile({a, b}, {matmul(left, right)})({a_value, b_value})[0];
        if (threads == 1) alone = {c};
        CHECK(c.is_identical(alone[0]));
      }
    }
}

TEST_CASE("threads: programs of several threads at once") {
  const Model& m = models_to_train[2];
  const Threads guard(2);
  const std::vector<Tensor> wanted = Training(m.dtype, m.sizes, m.batch).run();
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 3; ++t)
    callers.emplace_back([&] { wrong += !are_identical(Training(m.dtype, m.sizes, m.batch).run(), wanted); });
  for (std::thread& caller : callers) caller.join();
  CHECK(wrong == 0);
}

#ifndef __SANITIZE_THREAD__  // TBB is not instrumented
TEST_CASE("threads: programs in a loop of TBB") {
  const Model& m = models_to_train[2];
  const Threads guard(2);
  const std::vector<Tensor> wanted = Training(m.dtype, m.sizes, m.batch).run();
  std::atomic<int> wrong{0};
  tbb::parallel_for(0, 3, [&](int) { wrong += !are_identical(Training(m.dtype, m.sizes, m.batch).run(), wanted); });
  CHECK(wrong == 0);
}
#endif

}  // namespace
}  // namespace xgrad
