#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <xgrad/models/layer.hpp>

namespace xgrad::models {

/// Dropout: while training (Graph::Training), each element is 0 with probability `rate`, else divided by 1 - rate;
/// otherwise x as it is.                                            as torch.nn.Dropout
///   shapes      any -> the same; float32, float64
///   state       "step", which programs that optimize count up: every step has a mask of its own, which random_state,
///               the layer's name, the step and the number of times that the layer was applied before decide
///   throws      DataError for a rate outside [0, 1] or a negative random_state
class Dropout : public Layer {
 public:
  struct Options {
    std::int64_t random_state = 0;
    std::string name = "dropout";
  };
  Dropout(Build g, double rate) : Dropout(g, rate, Options{}) {}
  Dropout(Build g, double rate, const Options& o);

 protected:
  Var forward(Var x) const override;

 private:
  double rate_;
  std::uint64_t key_;
  std::shared_ptr<std::uint64_t> applications_ = std::make_shared<std::uint64_t>(0);  // of all copies
  Var step_;
};

}  // namespace xgrad::models
