// The snippets of docs/optim.md, compiled and run. tests/readme_snippets.sh compares the texts.
#include <doctest/doctest.h>
#include <iostream>
#include <sstream>
#include <xgrad/xgrad.hpp>

namespace xgrad {

TEST_CASE("docs/optim.md: a schedule and clipped gradients in one program") {
  Graph g;
  Var x = g.input("x", float32, {dynamic, 64}), y = g.input("y", int64, {dynamic});
  models::MLP mlp(g, {64, 20, 10}, {.activation = relu});
  Var loss = softmax_cross_entropy(mlp(x), y);
  // snippet: optim_step
  optim::AdamW adamw({.lr = optim::warm_up(optim::cosine_annealing(1e-3, {.T_max = 1000}), {.total_iters = 100})});
  auto [gradients, norm] = optim::clip_grad_norm(grad(loss, mlp.parameters()), 1.0);
  Program step = compile({x, y}, {loss, norm}, adamw.updates(mlp.parameters(), gradients));
  // end of snippet
  const Dataset digits = datasets::load_digits();
  const Tensor X = rows(digits.data.astype(float32), 0, 100), labels = rows(digits.target, 0, 100);
  const double before = step({X, labels})[0].item();
  for (int i = 0; i < 150; ++i) step({X, labels});
  CHECK(step({X, labels})[0].item() < 0.5 * before);
  CHECK(step({X, labels})[1].item() > 0);
}

TEST_CASE("docs/optim.md: parameter groups") {
  Graph g;
  Var x = g.input("x", float32, {dynamic, 64}), y = g.input("y", int64, {dynamic});
  models::MLP mlp(g, {64, 20, 10}, {.activation = relu});
  Var loss = softmax_cross_entropy(mlp(x), y);
  const Vars& all = mlp.parameters();
  Var w1 = all[0], b1 = all[1], w2 = all[2], b2 = all[3];
  // snippet: optim_groups
  optim::Groups<optim::Adam> adam({.lr = 0.03});
  adam.add({w1, w2}, [](auto& o) { o.weight_decay = 0.1; });
  adam.add({b1, b2}, [](auto& o) { o.lr = 0.1; });
  Program step = compile({x, y}, {loss}, adam.minimize(loss));
  // end of snippet
  const Dataset digits = datasets::load_digits();
  const Tensor X = rows(digits.data.astype(float32), 0, 100), labels = rows(digits.target, 0, 100);
  step({X, labels});
  const Tensor first = value(b2);
  CHECK(std::abs(first.astype(float64).at<double>({0})) ==
        doctest::Approx(0.1).epsilon(1e-3));  // Adam's first step: lr
}

TEST_CASE("docs/optim.md: L-BFGS and Levenberg-Marquardt drive programs") {
  std::ostringstream captured;
  std::streambuf* before = std::cout.rdbuf(captured.rdbuf());
  {
    Graph g;
    Var x = g.input("x", float64, {dynamic}), y = g.input("y", float64, {dynamic});
    models::MLP mlp(g, {1, 4, 1}, {.activation = tanh, .dtype = float64});
    Var loss = mse(reshape_like(mlp(reshape(x, {dynamic, 1})), y), y);
    Var a = g.variable("a", 1.0), b = g.variable("b", 0.5);
    const Tensor X = tensor({0.0, 1.0, 2.0, 3.0, 4.0}), Y = tensor({3.1, 1.8, 1.15, 0.66, 0.41});
    // snippet: optim_drive
    optim::LossProgram f({x, y}, loss, mlp.parameters());
    optim::LBFGS lbfgs({.line_search_fn = optim::LineSearch::strong_wolfe});
    auto report = lbfgs.step(f, {X, Y});

    optim::ResidualProgram r({x, y}, a * exp(-b * x) - y, {a, b});
    auto fit = optim::LevenbergMarquardt().minimize(r, {X, Y});
    std::cout << fit.x << fit.standard_errors << fit.why();
    // end of snippet
    CHECK(report.loss < report.loss_at_start);
    CHECK(fit.x.at<double>({0}) == doctest::Approx(3.1).epsilon(0.02));
  }
  std::cout.rdbuf(before);
  CHECK(!captured.str().empty());
}

}  // namespace xgrad
