#include <cstdio>
#include <memory>
#include <stdexcept>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "floor_mlp.hpp"

namespace xgrad::bench {
namespace {

/// A full training step, float32: forward, loss, backward, Adam.
struct Work {
  const char* name;
  std::int64_t batch;
  std::vector<std::int64_t> sizes;
};
const std::vector<Work>& works() {
  static const std::vector<Work> all = {
      {"2-4-1", 4, {2, 4, 1}},
      {"4-16-3", 30, {4, 16, 3}},
      {"64-50-10", 200, {64, 50, 10}},
      {"784-256-128-10", 128, {784, 256, 128, 10}},
      {"784-1024-1024-10", 256, {784, 1024, 1024, 10}},
  };
  return all;
}

struct Batch {
  Tensor x, labels, targets;
  explicit Batch(const Work& work)
      : x(RandomState(0).uniform(-1.0, 1.0, {work.batch, work.sizes[0]}).astype(float32)),
        labels(RandomState(1).randint(0, work.sizes.back(), Shape{work.batch})),
        targets(RandomState(2).uniform(-1.0, 1.0, {work.batch, 1}).astype(float32)) {}
};

struct Step {
  Graph g;
  Batch batch;
  bool is_regression;
  Program program;

  explicit Step(const Work& work) : batch(work), is_regression(work.sizes.back() == 1), program(build(work)) {}
  Program build(const Work& work) {
    const Var x = g.input("x", float32, {dynamic, work.sizes[0]});
    const Var y = is_regression ? g.input("y", float32, {dynamic, 1}) : g.input("y", int64, {dynamic});
    models::MLP mlp(g, work.sizes, {.activation = relu});
    const Var loss = is_regression ? mse(mlp(x), y) : softmax_cross_entropy(mlp(x), y);
    return compile({x, y}, {loss}, optim::Adam{{.lr = 1e-3}}.minimize(loss, mlp.parameters()));
  }
  void operator()() { program({batch.x, is_regression ? batch.targets : batch.labels}); }
};

const Work& work_of(const std::string& name) {
  for (const Work& work : works())
    if (name == work.name) return work;
  throw std::invalid_argument("no step of that name: " + name);
}

}  // namespace

std::vector<Case> step_cases() {
  std::vector<Case> cases;
  for (const Work& work : works()) {
    for (int threads : {1, 2})
      cases.push_back({work.name, threads, "xgrad", [&work] {
                         auto step = std::make_shared<Step>(work);
                         return [step] { (*step)(); };
                       }});
    cases.push_back(
        {work.name, 1, "floor", [&work] {
           auto batch = std::make_shared<Batch>(work);
           auto floor = std::make_shared<FloorMLP<float>>(work.sizes, work.batch, FloorMLP<float>::Options{});
           const bool is_regression = work.sizes.back() == 1;
           return [=, &work] {
             floor->step(batch->x.data<float>(), is_regression ? nullptr : batch->labels.data<std::int64_t>(),
                         batch->targets.data<float>(), work.batch);
           };
         }});
  }
  return cases;
}

void print_memory_of_step(const std::string& work) {
  Step step(work_of(work));
  step();
  const PlanReport report = step.program.report();
  std::printf(
      "%s: %zu kernels a step, of them %zu joined; intermediate values take %zu bytes, the lower bound is %zu\n",
      work.c_str(), report.kernels, report.lane_programs, report.memory_bytes, report.peak_live_bytes);
}

void run_steps(const std::string& work, int count) {
  Step step(work_of(work));
  for (int i = 0; i < count; ++i) step();
}

}  // namespace xgrad::bench
