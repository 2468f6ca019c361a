#pragma once
#include <cstdint>
#include <string>
#include <xgrad/models/layer.hpp>

namespace xgrad::models {

/// Dense: y = x W + b.                                              as keras.layers.Dense
///   shapes      x [batch, fan_in] -> y [batch, fan_out];   W "weight" [fan_in, fan_out], b "bias" [fan_out]
///   throws      DataError for a fan below 1 or a dtype that is no float; ShapeError, DTypeError for an x that does not
///   fit
class Dense : public Layer {
 public:
  /// How its parameters are made and called.
  struct Options {
    Initializer weight = init::glorot_uniform, bias = init::zeros;
    bool use_bias = true;
    DType dtype = float32;
    std::int64_t random_state = 0;
    std::string name = "dense";
  };
  Dense(Build g, std::int64_t fan_in, std::int64_t fan_out) : Dense(g, fan_in, fan_out, Options{}) {}
  Dense(Build g, std::int64_t fan_in, std::int64_t fan_out, const Options& o);
  /// The state variable W.
  Var weight() const { return weight_; }
  /// Empty without one.
  Var bias() const { return bias_; }

 protected:
  Var forward(Var x) const override;

 private:
  Var weight_, bias_;
};

}  // namespace xgrad::models
