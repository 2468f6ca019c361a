#pragma once
#include <cstdint>
#include <string>
#include <xgrad/models/layer.hpp>

namespace xgrad::models {

/// Layer normalization (Ba et al. 2016): y = (x - mean) / sqrt(variance + eps) weight + bias, where mean and variance
/// (divided by n) are those of each row.                            as torch.nn.LayerNorm
///   shapes      x [..., features] -> the same;   parameters  "weight", "bias" [features]
///   throws      DataError for options out of range; ShapeError, DTypeError for an x that does not fit
class LayerNorm : public Layer {
 public:
  struct Options {
    double eps = 1e-5;
    DType dtype = float32;
    std::string name = "layer_norm";
  };
  LayerNorm(Build g, std::int64_t features) : LayerNorm(g, features, Options{}) {}
  LayerNorm(Build g, std::int64_t features, const Options& o);

 protected:
  Var forward(Var x) const override;

 private:
  std::int64_t features_;
  double eps_;
  Var weight_, bias_;
};

}  // namespace xgrad::models
