#pragma once
#include <cstdint>
#include <string>
#include <vector>
#include <xgrad/graph/unary_function.hpp>
#include <xgrad/models/dense.hpp>
#include <xgrad/ops/activation.hpp>

namespace xgrad::models {

/// A multilayer perceptron: Dense layers with an activation between them.
///     models::MLP mlp(g, {64, 50, 10}, {.activation = tanh});        // 64 inputs, 50 hidden neurons, 10 outputs
///     Var logits = mlp(x);
///   shapes      x [batch, sizes.front()] -> y [batch, sizes.back()]
///   parameters  "mlp/dense_1/weight", "mlp/dense_1/bias", "mlp/dense_2/weight", ...
///   throws      DataError for fewer than two sizes or one below 1; otherwise as Dense
class MLP : public Layer {
 public:
  /// Its functions, and how its parameters are made and called.
  struct Options {
    UnaryFunction activation = relu;
    UnaryFunction output_activation = [](Var x) { return x; };
    Initializer weight = init::glorot_uniform, bias = init::zeros;
    DType dtype = float32;
    std::int64_t random_state = 0;
    std::string name = "mlp";
  };
  MLP(Build g, const std::vector<std::int64_t>& sizes) : MLP(g, sizes, Options{}) {}
  MLP(Build g, const std::vector<std::int64_t>& sizes, const Options& o);
  /// The dense layers, from the inputs on.
  const std::vector<Dense>& layers() const { return layers_; }

 protected:
  Var forward(Var x) const override;

 private:
  UnaryFunction activation_, output_activation_;
  std::vector<Dense> layers_;
};

}  // namespace xgrad::models
