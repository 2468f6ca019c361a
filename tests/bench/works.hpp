#pragma once
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

/// What all contestants compute, in plain C++, so that libtorch's and the floor's files use it too. peers_work.py says
/// the same in NumPy.
namespace xgrad::bench {

/// A full training step, float32: forward, softmax cross-entropy (the mean squared error for one output), backward,
/// Adam with lr 1e-3; relu between the layers.
struct Work {
  const char* name;
  std::int64_t batch;
  std::vector<std::int64_t> sizes;

  bool is_regression() const { return sizes.back() == 1; }
};
inline const std::vector<Work>& works() {
  static const std::vector<Work> all = {
      {"2-4-1", 4, {2, 4, 1}},
      {"4-16-3", 30, {4, 16, 3}},
      {"64-50-10", 200, {64, 50, 10}},
      {"784-256-128-10", 128, {784, 256, 128, 10}},
      {"784-1024-1024-10", 256, {784, 1024, 1024, 10}},
  };
  return all;
}
/// The one of that name, or null.
inline const Work* find_work(std::string_view name) {
  for (const Work& work : works())
    if (name == work.name) return &work;
  return nullptr;
}
/// The result of a step's contestant is its loss in this step.
constexpr int steps_of_result = 10;

/// Numbers evenly in [-1, 1), by a linear congruential generator: the same in every language.
class Numbers {
 public:
  explicit Numbers(std::uint32_t seed) : state_(seed) {}
  std::uint32_t bits() { return (state_ = state_ * 1664525u + 1013904223u) >> 8; }
  float next() { return static_cast<float>(bits()) / static_cast<float>(1 << 23) - 1; }

 private:
  std::uint32_t state_;
};

/// Inputs [batch, sizes.front()], labels [batch], targets [batch, 1].
struct Arrays {
  std::vector<float> x, targets;
  std::vector<std::int64_t> labels;

  explicit Arrays(const Work& work) {
    Numbers inputs(1), classes(2), wanted(3);
    for (std::int64_t i = 0; i < work.batch * work.sizes.front(); ++i) x.push_back(inputs.next());
    for (std::int64_t i = 0; i < work.batch; ++i) {
      labels.push_back(static_cast<std::int64_t>(classes.bits()) % work.sizes.back());
      targets.push_back(wanted.next());
    }
  }
};

/// The first weights [fan_in, fan_out] of each layer; biases begin at 0.
template <class T = float> std::vector<std::vector<T>> first_weights(const std::vector<std::int64_t>& sizes) {
  Numbers numbers(12345);
  std::vector<std::vector<T>> all;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    const T bound = std::sqrt(T(6) / static_cast<T>(sizes[i] + sizes[i + 1]));
    std::vector<T>& weights = all.emplace_back(static_cast<std::size_t>(sizes[i] * sizes[i + 1]));
    for (T& w : weights) w = bound * static_cast<T>(numbers.next());
  }
  return all;
}

/// The chain: sum(tanh(a x + b) sigmoid(x) + x x), value and gradient by x, float32.
struct Chain {
  const char* name;
  std::int64_t size;
};
constexpr Chain chains[] = {{"chain-1e3", 1000}, {"chain-1e5", 100000}, {"chain-1e7", 10000000}};
constexpr float chain_a = 0.7f, chain_b = 0.1f;
inline float chain_x(std::int64_t i) { return static_cast<float>(i % 2000) / 1000.0f - 1.0f; }
/// What contestants agree on: the value's part of n, and two of the gradient's elements.
inline double chain_result(double value, std::int64_t n, const float* gradient) {
  return value / static_cast<double>(n) + static_cast<double>(gradient[n / 3]) + static_cast<double>(gradient[n - 1]);
}

}  // namespace xgrad::bench
