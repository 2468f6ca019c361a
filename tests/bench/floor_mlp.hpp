#pragma once
#include <cstdint>
#include <memory>
#include <vector>

namespace xgrad::bench {

/// The floor: a multi-layer perceptron's training step as one writes it by hand, plain loops around cblas, one thread,
/// no framework. relu between the layers; softmax cross-entropy, or the mean squared error for one output; Adam.
template <class T> class FloorMLP {
 public:
  struct Options {
    T lr = T(1e-3), beta_1 = T(0.9), beta_2 = T(0.999), eps = T(1e-8);
    T alpha = 0;                ///< alpha / 2 sum(w^2) / n is added to the loss
    bool reports_loss = false;  ///< scikit-learn's: clipped probabilities, and the penalty
  };
  FloorMLP(std::vector<std::int64_t> sizes, std::int64_t largest_batch, Options options);

  /// Forward, loss, backward, Adam. x [n, sizes[0]]; labels [n], or targets [n] for one output. The loss.
  T step(const T* x, const std::int64_t* labels, const T* targets, std::int64_t n);
  /// Forward only: the last layer's outputs [n, sizes.back()].
  const T* predict(const T* x, std::int64_t n);

 private:
  struct Layer {
    std::int64_t fan_in, fan_out;
    std::vector<T> w, b, dw, db, mw, mb, vw, vb, y, dy;
  };
  void forward(const T* x, std::int64_t n);
  T output_gradient(const std::int64_t* labels, const T* targets, std::int64_t n);
  void backward(const T* x, std::int64_t n);
  void adam(std::vector<T>& p, const std::vector<T>& g, std::vector<T>& m, std::vector<T>& v, T rate, T correction);

  Options options_;
  std::vector<Layer> layers_;
  std::int64_t t_ = 0;
};

}  // namespace xgrad::bench
