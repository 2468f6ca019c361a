#pragma once
#include <cstdint>
#include <string>
#include <xgrad/models/layer.hpp>

namespace xgrad::models {

/// Batch normalization (Ioffe and Szegedy 2015): y = (x - mean) / sqrt(variance + eps) weight + bias, for each feature
/// or channel.                                                      as torch.nn.BatchNorm1d, BatchNorm2d
///   shapes      x [n, features], [n, channels, length] or [n, channels, height, width] -> the same
///   training    mean and variance (divided by n) of the batch; programs that optimize move the running statistics:
///               running = (1 - momentum) running + momentum batch, where the batch's variance is divided by n - 1;
///               a batch with one value for each feature has no variance and moves nothing. Applied twice in one
///               program, the second application goes on from the first
///   otherwise   the running statistics
///   parameters  "weight", "bias" [features];  buffers "running_mean", "running_var"
///   throws      DataError for options out of range; ShapeError, DTypeError for an x that does not fit
class BatchNorm : public Layer {
 public:
  struct Options {
    double eps = 1e-5, momentum = 0.1;
    DType dtype = float32;
    std::string name = "batch_norm";
  };
  BatchNorm(Build g, std::int64_t features) : BatchNorm(g, features, Options{}) {}
  BatchNorm(Build g, std::int64_t features, const Options& o);
  Var running_mean() const { return running_mean_; }
  Var running_var() const { return running_var_; }

 protected:
  Var forward(Var x) const override;

 private:
  std::int64_t features_;
  double eps_, momentum_;
  Var weight_, bias_, running_mean_, running_var_;
};

}  // namespace xgrad::models
