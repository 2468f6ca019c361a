#pragma once
#include <vector>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/ops.hpp>

/// The problems on which optimizers are compared with torch.optim.
namespace xgrad {

/// A loss of some parameters.
struct Problem {
  std::vector<Shape> shapes;
  Var (*loss)(Graph& g, const Vars& parameters);
};

/// sum over i of 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2
inline Var rosenbrock_loss(Graph&, const Vars& p) {
  std::vector<std::int64_t> left, right;
  for (std::int64_t i = 0; i + 1 < p[0].shape()[0]; ++i) left.push_back(i), right.push_back(i + 1);
  const Var a = gather(p[0], left, 0), b = gather(p[0], right, 0);
  return sum(100.0 * square(b - square(a)) + square(1.0 - a));
}
inline const Problem rosenbrock{{{2}}, rosenbrock_loss}, rosenbrock_6{{{6}}, rosenbrock_loss};

/// 0.5 x^T A x - b^T x
inline const Problem quadratic{
    {{5}}, [](Graph& g, const Vars& p) {
      const Var A = g.constant(tensor({{31.591144, -6.296007, 3.556675, 14.90444, 16.9322},
                                       {-6.296007, 6.392444, 0.32231, -2.628443, 1.113511},
                                       {3.556675, 0.32231, 1.357871, 1.104849, 3.014421},
                                       {14.90444, -2.628443, 1.104849, 8.945219, 8.117339},
                                       {16.9322, 1.113511, 3.014421, 8.117339, 13.163322}}));
      const Var b = g.constant(tensor({1.43, 1.339, -0.855, 0.027, 0.828})), x = reshape(p[0], {1, 5});
      return 0.5 * sum(matmul(x, A) * x) - sum(b * p[0]);
    }};

/// The mean of log(1 + e^z) - y z, and 0.005 sum(w^2); z = X w + b.
inline const Problem logistic{
    {{4}, {1}}, [](Graph& g, const Vars& p) {
      const Var X = g.constant(tensor({{-0.05, -0.6477, -0.4075, 0.7895},   {-0.4671, -2.0934, -0.7909, -1.9688},
                                       {-1.6772, 1.0745, 0.3652, 1.3075},   {-0.9966, -4.2537, 0.1173, 2.2537},
                                       {-0.5449, 0.0418, 0.2462, -0.4839},  {-1.7717, 1.9957, 0.2665, -2.32},
                                       {0.1772, -3.1435, -0.247, -0.8557},  {1.3251, 1.3146, 0.4446, -0.8153},
                                       {1.176, 1.9269, -0.4627, -0.3998},   {-0.2235, -0.9931, 0.1776, 0.1001},
                                       {0.5933, -0.8253, -0.4857, -0.2062}, {0.3358, -2.5403, -0.0346, 0.1664},
                                       {-0.4005, 0.0017, 0.5954, 0.8892},   {-0.4226, 3.3658, -0.2318, 0.4819},
                                       {0.2307, 2.7328, 0.5898, -1.9468},   {0.9196, 1.9962, -0.4702, 1.0081},
                                       {1.3818, -0.4328, 0.46, -0.2923},    {0.7025, -2.0273, -0.8034, -0.5239},
                                       {1.3935, 2.4987, 0.7061, -0.3596},   {1.8267, 0.7796, -0.4619, -0.6319}}));
      const Var y = g.constant(tensor({1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1}).astype(float64));
      const Var z = reshape(matmul(X, reshape(p[0], {4, 1})), {20}) + p[1];
      return mean(softplus(z) - y * z) + 0.5 * 0.01 * sum(square(p[0]));
    }};

/// Softmax cross-entropy of tanh(X W1 + b1) W2 + b2.
inline const Problem mlp{{{3, 5}, {5}, {5, 2}, {2}}, [](Graph& g, const Vars& p) {
                           const Var X = g.constant(tensor({{1.4765, 0.4535, -1.9651},
                                                            {-1.3046, -0.5899, -0.1372},
                                                            {-0.2353, -1.5098, -1.2025},
                                                            {0.537, 0.2535, 0.5193},
                                                            {-0.5245, 0.6662, 2.375},
                                                            {2.5975, -0.0432, 1.3736},
                                                            {-0.6013, 0.5212, 1.3002},
                                                            {0.181, 0.7884, 0.6206},
                                                            {-0.2322, -0.61, 1.7079},
                                                            {-0.6428, 0.1804, 0.8576},
                                                            {-2.6099, 0.2024, 1.3557},
                                                            {1.9531, 0.2417, 0.4903}}));
                           const Var y = g.constant(tensor({1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1}));
                           return softmax_cross_entropy(matmul(tanh(matmul(X, p[0]) + p[1]), p[2]) + p[3], y);
                         }};

/// The mean of (X w + b - y)^2; the third parameter takes no part.
inline const Problem unused{{{3}, {}, {2}}, [](Graph& g, const Vars& p) {
                              const Var X = g.constant(tensor({{-0.7333, 0.3141, 1.7112},
                                                               {-0.2309, 0.4561, -0.2608},
                                                               {-0.4925, -0.7955, 1.119},
                                                               {1.1309, -0.9455, 0.346},
                                                               {-0.5243, 0.2224, 1.0974},
                                                               {-0.3763, 0.153, -1.5268},
                                                               {-0.3562, 0.4618, 1.0746},
                                                               {1.5614, -1.5101, 0.2758},
                                                               {-0.3933, 0.5105, -0.8671},
                                                               {0.411, -0.0627, 1.0847},
                                                               {-0.8272, 0.435, 0.9279},
                                                               {-1.3037, 1.3036, 0.227},
                                                               {0.2671, 0.5034, -0.5904},
                                                               {0.9962, -0.6323, 1.7337},
                                                               {1.2064, -1.3294, -0.015}}));
                              const Var y =
                                  g.constant(tensor({-0.1151, -0.4803, 2.2083, 4.6792, 0.3151, -0.8279, -0.1839, 6.293,
                                                     -1.2655, 1.9876, -0.6641, -3.5816, -0.1081, 4.3986, 5.3416}));
                              return mse(reshape(matmul(X, reshape(p[0], {3, 1})), {15}) + p[1], y);
                            }};

}  // namespace xgrad
