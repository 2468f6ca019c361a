#include <memory>
#include <xgrad/examples/gmm_objective.hpp>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "works.hpp"

// ADBench's Gaussian mixture, d = 10, k = 25, n = 1000, float64: the objective alone, and with its gradient.
namespace xgrad::bench {
namespace {

constexpr std::int64_t d = 10, k = 25, n = 1000;

Tensor scattered(std::uint32_t seed, const Shape& shape) {
  Tensor t(float64, shape);
  Numbers numbers(seed);
  auto* to = t.mutable_data<double>();
  for (std::int64_t i = 0; i < t.size(); ++i) to[i] = static_cast<double>(numbers.next());
  return t;
}

Prepared prepare(bool with_gradient) {
  Graph g;
  const gmm::Parameters p{g.input("alpha", float64, {k}), g.input("mu", float64, {k, d}), g.input("q", float64, {k, d}),
                          g.input("l", float64, {k, d * (d - 1) / 2})};
  const Var x = g.input("x", float64, {n, d}), f = gmm::objective(p, x, 1.0, 0);
  Vars outputs{f};
  if (with_gradient)
    for (const Var& slope : grad(f, Vars{p.alpha, p.mu, p.q, p.l})) outputs.push_back(slope);
  const auto program = std::make_shared<Program>(compile({p.alpha, p.mu, p.q, p.l, x}, outputs));
  const std::vector<Tensor> at = {scattered(1, {k}), scattered(2, {k, d}), scattered(3, {k, d}),
                                  scattered(4, {k, d * (d - 1) / 2}), scattered(5, {n, d})};
  return {[=] { (*program)(at); },
          [=] {
            const Outputs out = (*program)(at);
            return with_gradient ? out[2].data<double>()[7] : out[0].item();  // d f / d mu of one center
          }};
}

}  // namespace

std::vector<Case> gmm_cases() {
  return {{"gmm-objective", 1, "xgrad", [] { return prepare(false); }},
          {"gmm-gradient", 1, "xgrad", [] { return prepare(true); }}};
}

}  // namespace xgrad::bench
