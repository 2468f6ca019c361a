#include <memory>
#include <numeric>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "floor_mlp.hpp"
#include "steps.hpp"

// 64-50-10, forward only, a batch of one.
namespace xgrad::bench {
namespace {

const Work& work() { return *find_work("64-50-10"); }

/// What contestants agree on: the logits' sum, weighted so that their order counts.
double result_of(const float* logits) {
  double sum = 0;
  for (int i = 0; i < 10; ++i) sum += (i + 1) * static_cast<double>(logits[i]);
  return sum;
}

Prepared prepare_xgrad() {
  Graph g;
  const Var x = g.input("x", float32, {dynamic, 64});
  models::MLP mlp(g, work().sizes, {.activation = relu});
  set_first_weights(mlp, work().sizes);
  const auto predict = std::make_shared<Program>(compile({x}, {mlp(x)}));
  const Arrays arrays(work());
  const Tensor row = Tensor::from(std::span<const float>(arrays.x.data(), 64), {1, 64});
  return {[=] { (*predict)({row}); }, [=] { return result_of((*predict)({row})[0].data<float>()); }};
}

Prepared prepare_floor() {
  const auto arrays = std::make_shared<Arrays>(work());
  const auto mlp = std::make_shared<FloorMLP<float>>(work().sizes, 1, FloorMLP<float>::Options{});
  return {[=] { mlp->predict(arrays->x.data(), 1); }, [=] { return result_of(mlp->predict(arrays->x.data(), 1)); }};
}

}  // namespace

std::vector<Case> inference_cases() {
  return {{"inference", 1, "xgrad", prepare_xgrad}, {"inference", 1, "floor", prepare_floor}};
}

}  // namespace xgrad::bench
