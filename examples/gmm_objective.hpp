#pragma once
#include <cmath>
#include <numbers>
#include <xgrad/xgrad.hpp>

/// The logarithm of a Gaussian mixture's likelihood with a Wishart prior: the objective of the ADBench benchmark
/// (Srajer, Kukelova, Fitzgibbon: A benchmark of selected algorithmic differentiation tools, 2018).
namespace xgrad::gmm {

/// The parameters of k components in d dimensions. Component j is the Gaussian around mu_j whose inverse covariance has
/// the factor Q_j, lower triangular: exp(q_j) on the diagonal, l_j below it, column by column.
struct Parameters {
  Var alpha;  ///< [k], logarithms of the weights
  Var mu;     ///< [k, d]
  Var q;      ///< [k, d]
  Var l;      ///< [k, d (d - 1) / 2]
};

/// All Q_j below each other, [k, d d] row-major: every element is exp(q), l or 0, picked by its place.
inline Var factors(const Parameters& p) {
  const std::int64_t d = p.q.shape()[1], below = d * (d - 1) / 2;
  std::vector<std::int64_t> place(static_cast<std::size_t>(d * d), d + below);  // the zero behind them
  std::int64_t next = d;
  for (std::int64_t column = 0; column < d; ++column) {
    place[static_cast<std::size_t>(column * d + column)] = column;
    for (std::int64_t row = column + 1; row < d; ++row) place[static_cast<std::size_t>(row * d + column)] = next++;
  }
  const Var zero = zeros_like(slice(p.q, {Slice{}, Slice{0, 1}}));
  return gather(concatenate({exp(p.q), p.l, zero}, 1), place, 1);
}

/// The prior's constant: v d (log gamma - log(2) / 2) - d (d - 1) / 4 log(pi) - sum_t lgamma((v + 1 - t) / 2), t
/// = 1..d, v = d + m + 1.
inline double prior_constant(std::int64_t d, double gamma, std::int64_t m) {
  const double v = static_cast<double>(d + m + 1), n = static_cast<double>(d);
  double c = v * n * (std::log(gamma) - 0.5 * std::numbers::ln2) - n * (n - 1) / 4 * std::log(std::numbers::pi);
  for (std::int64_t t = 1; t <= d; ++t) c -= std::lgamma((v + 1 - static_cast<double>(t)) / 2);
  return c;
}

/// f(points) with points [n, d]; rank 0.
///   - n d/2 log(2 pi) + sum_i logsumexp_j(alpha_j + sum(q_j) - |Q_j (x_i - mu_j)|^2 / 2) - n logsumexp(alpha)
///   - sum_j (gamma^2 / 2 |Q_j|^2 - m sum(q_j)) + k C
/// All Q_j (x_i - mu_j) = Q_j x_i - Q_j mu_j come out of one matrix product: [k d, d + 1] @ [d + 1, n], where the
/// points have a 1 behind them and Q_j has -Q_j mu_j.
inline Var objective(const Parameters& p, Var points, double gamma, std::int64_t m, std::int64_t block = 100) {
  const std::int64_t n = points.shape()[0], d = points.shape()[1], k = p.alpha.shape()[0];
  const Var flat = factors(p), Q = reshape(flat, {k, d, d});
  const Var centers = sum(Q * reshape(p.mu, {k, 1, d}), {2}, keepdims);
  const Var rows = reshape(concatenate({Q, -centers}, 2), {k * d, d + 1});
  const Var columns = transpose(concatenate({points, ones_like(slice(points, {Slice{}, Slice{0, 1}}))}, 1));
  const Var log_weight = reshape(p.alpha + sum(p.q, {1}), {k, 1});
  Var likelihood;
  for (std::int64_t first = 0; first < n; first += block) {
    const std::int64_t count = std::min(block, n - first);
    const Var whitened = matmul(rows, slice(columns, {Slice{}, Slice{first, first + count}}));
    const Var distance = sum(square(reshape(whitened, {k, d, count})), {1});
    const Var of_block = sum(logsumexp(log_weight - 0.5 * distance, {0}));
    likelihood = likelihood ? likelihood + of_block : of_block;
  }
  const Var prior = 0.5 * gamma * gamma * sum(square(flat)) - static_cast<double>(m) * sum(p.q);
  const double constant = -0.5 * static_cast<double>(n * d) * std::log(2 * std::numbers::pi) +
                          static_cast<double>(k) * prior_constant(d, gamma, m);
  return likelihood - static_cast<double>(n) * logsumexp(p.alpha) - prior + constant;
}

}  // namespace xgrad::gmm
