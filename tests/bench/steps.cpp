#include "steps.hpp"
#include <memory>
#include <xgrad/xgrad.hpp>
#include "blas_kernels.hpp"
#include "cases.hpp"
#include "floor_mlp.hpp"
#include "works.hpp"

namespace xgrad::bench {
namespace {

constexpr double adam_rate = 1e-3;

template <class T> Tensor tensor_of(const std::vector<T>& values, const Shape& shape) {
  return Tensor::from(std::span<const T>(values), shape);
}

/// The step is done ten times, then the loss is asked for.
template <class Step> double loss_of(Step&& step) {
  for (int i = 1; i < steps_of_result; ++i) step();
  return static_cast<double>(step());
}

Prepared prepare_floor(const Work& work) {
  const auto arrays = std::make_shared<Arrays>(work);
  const auto floor = std::make_shared<FloorMLP<float>>(work.sizes, work.batch, FloorMLP<float>::Options{});
  const auto step = [arrays, floor, &work] {
    return floor->step(arrays->x.data(), work.is_regression() ? nullptr : arrays->labels.data(), arrays->targets.data(),
                       work.batch);
  };
  return {step, [step] { return loss_of(step); }};
}

}  // namespace

void set_first_weights(const models::MLP& mlp, const std::vector<std::int64_t>& sizes) {
  const auto weights = first_weights(sizes);
  const Vars parameters = mlp.parameters();
  for (std::size_t i = 0; i < weights.size(); ++i)
    set(parameters[2 * i], tensor_of(weights[i], {sizes[i], sizes[i + 1]}));
}

TrainingStep::TrainingStep(const Work& work, const CompileOptions& options)
    : program_([&] {
        const bool is_regression = work.is_regression();
        const Var x = graph_.input("x", float32, {dynamic, work.sizes.front()});
        const Var y = is_regression ? graph_.input("y", float32, {dynamic, 1}) : graph_.input("y", int64, {dynamic});
        models::MLP mlp(graph_, work.sizes, {.activation = relu});
        set_first_weights(mlp, work.sizes);
        const Var loss = is_regression ? mse(mlp(x), y) : softmax_cross_entropy(mlp(x), y);
        return compile({x, y}, {loss}, optim::Adam{{.lr = adam_rate}}.minimize(loss, mlp.parameters()), options);
      }()) {
  const Arrays arrays(work);
  x_ = tensor_of(arrays.x, {work.batch, work.sizes.front()});
  y_ = work.is_regression() ? tensor_of(arrays.targets, {work.batch, 1}) : tensor_of(arrays.labels, {work.batch});
}

Prepared prepare_step(const Work& work, const CompileOptions& options) {
  const auto step = std::make_shared<TrainingStep>(work, options);
  return {[step] { (*step)(); }, [step] { return loss_of([&] { return (*step)()[0].item(); }); }};
}

std::vector<Case> step_cases() {
  std::vector<Case> cases;
  for (const Work& work : works()) {
    cases.push_back({work.name, 1, "xgrad", [&work] { return prepare_step(work, {}); }});
    add_floor(cases, work.name, [&work] { return prepare_floor(work); });
  }
  return cases;
}

}  // namespace xgrad::bench
