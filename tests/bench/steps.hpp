#pragma once
#include <vector>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "works.hpp"

namespace xgrad::bench {

/// Gives a fresh MLP the weights that all contestants begin with.
void set_first_weights(const models::MLP& mlp, const std::vector<std::int64_t>& sizes);

/// xgrad's training step, one compiled program.
class TrainingStep {
 public:
  explicit TrainingStep(const Work& work, const CompileOptions& options = {});
  TrainingStep(const TrainingStep&) = delete;
  TrainingStep& operator=(const TrainingStep&) = delete;
  Outputs operator()() { return program_({x_, y_}); }
  PlanReport report() const { return program_.report(); }

 private:
  Graph graph_;
  Tensor x_, y_;
  Program program_;
};
Prepared prepare_step(const Work& work, const CompileOptions& options);

}  // namespace xgrad::bench
