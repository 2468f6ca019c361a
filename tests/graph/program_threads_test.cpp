#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

std::atomic<bool> is_inside{false}, may_leave{true};

/// The identity, which waits until it may leave.
struct Wait : Op {
  std::string_view name() const override { return "wait"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override {
    is_inside = true;
    while (!may_leave) std::this_thread::yield();
    out.as<double>()[0] = in[0].as<double>()[0];
  }
};

TEST_CASE("program: run by two threads at once, it throws and does not harm the run") {
  Graph g;
  const Var x = g.input("x");
  Program p = compile({x}, {make_node<Wait>(x)});
  is_inside = may_leave = false;
  double result = 0;
  std::thread first([&] { result = p({3.0})[0].item(); });
  while (!is_inside) std::this_thread::yield();
  CHECK_THROWS_WITH_AS(
      p({4.0}), "program: it runs already\n  one program is run by one thread at a time; compile one for each thread",
      GraphError);
  may_leave = true;
  first.join();
  CHECK(result == 3.0);
  CHECK(p({4.0})[0].item() == 4.0);
}

TEST_CASE("program: it may run again after a run that threw") {
  Graph g;
  const Var x = g.input("x", float64, {3}), i = g.input("i", int64, {1});
  Program p = compile({x, i}, {gather(x, i, 0)});
  CHECK_THROWS_AS(p({ones({3}), tensor({7})}), DataError);
  CHECK(p({ones({3}), tensor({2})})[0].is_identical(ones({1})));
}

TEST_CASE("program: threads run their own programs over the same parameters") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 8}), w = g.variable("w", full({8, 8}, 0.5));
  const Var y = tanh(matmul(x, w));
  std::vector<Program> programs;
  for (int t = 0; t < 4; ++t) programs.push_back(compile({x}, {y, sum(y)}));
  const Tensor wanted = programs[0]({ones({5, 8})})[0];
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (Program& p : programs)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        if (!p({ones({5, 8})})[0].is_identical(wanted)) ++wrong;
    });
  for (std::thread& t : threads) t.join();
  CHECK(wrong == 0);
}

TEST_CASE("graph: several are built, compiled and run at once") {
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&wrong, t] {
      for (int i = 0; i < 20; ++i) {
        Graph g;
        const Var x = g.input("x");
        Var y = x;
        for (int k = 0; k <= t; ++k) y = pow(y, 1.0) * 2.0 + exp(-y) * 0.0;
        if (compile({x}, {y})({1.0})[0].item() != static_cast<double>(1 << (t + 1))) ++wrong;
      }
    });
  for (std::thread& t : threads) t.join();
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace xgrad
