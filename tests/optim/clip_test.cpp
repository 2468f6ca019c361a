#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/clip.hpp>
#include <xgrad/optim/sgd.hpp>

namespace xgrad {
namespace {

constexpr double inf = optim::infinity;

}  // namespace

TEST_CASE("total_norm is the norm of all entries, of any order") {
  Graph g;
  const Var a = g.input("a", float64, {2}), b = g.input("b"), empty = g.constant(zeros({0}));
  struct {
    double order, norm;
  } rows[] = {{1.0, 19.0},
              {2.0, 13.0},
              {3.0, std::cbrt(27.0 + 64.0 + 1728.0)},
              {0.5, std::pow(std::sqrt(3.0) + 2.0 + std::sqrt(12.0), 2.0)},
              {inf, 12.0}};
  for (const auto& row : rows) {
    Program norm = compile({a, b}, {optim::total_norm({a, b, empty}, row.order)});
    CHECK(norm({tensor({-3.0, 4.0}), -12.0})[0].item() == doctest::Approx(row.norm).epsilon(1e-14));
    CHECK(norm({tensor({0.0, 0.0}), 0.0})[0].item() == 0.0);
    CHECK(std::isnan(norm({tensor({0.0, std::nan("")}), 0.0})[0].item()));
    CHECK(norm({tensor({1.0, -inf}), 0.0})[0].item() == inf);
  }
}

TEST_CASE("clip_grad_norm makes long gradients as long as max_norm, and leaves short ones") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var w = g.variable("w", tensor({0.0, 0.0}).astype(dtype)), scale = g.input("scale", dtype);
    const Var loss = scale * sum(w * g.constant(tensor({3.0, 4.0}).astype(dtype)));
    const auto [clipped, norm] = optim::clip_grad_norm(grad(loss, Vars(w)), 1.0);
    Program step = compile({scale}, {norm}, optim::SGD{{.lr = 1.0}}.updates(w, clipped));
    const double near = dtype == float32 ? 1e-6 : 1e-14;
    CHECK(step({1.0})[0].item() == doctest::Approx(5.0).epsilon(near));
    Tensor moved = value(w).astype(float64);
    CHECK(moved.at<double>({0}) == doctest::Approx(-3.0 / (5.0 + 1e-6)).epsilon(near));
    CHECK(moved.at<double>({1}) == doctest::Approx(-4.0 / (5.0 + 1e-6)).epsilon(near));
    g.set(w, tensor({0.0, 0.0}).astype(dtype));
    step({0.125});
    moved = value(w).astype(float64);
    CHECK(moved.to_vector<double>() == std::vector{-0.375, -0.5});
  }
}

TEST_CASE("clip_grad_value brings entries into the range; NaN stays") {
  Graph g;
  const Var a = g.input("a", float64, {4});
  Program clip = compile({a}, optim::clip_grad_value(a, 1.5));
  const std::vector<double> got = clip({tensor({-2.0, 1.0, inf, std::nan("")})})[0].to_vector<double>();
  CHECK(got[0] == -1.5);
  CHECK(got[1] == 1.0);
  CHECK(got[2] == 1.5);
  CHECK(std::isnan(got[3]));
}

TEST_CASE("error_if_nonfinite refuses the whole step") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var w = g.variable("w", full({}, 2.0, dtype)), x = g.input("x", dtype);
    const auto [clipped, norm] = optim::clip_grad_norm(grad(w * x, Vars(w)), 1.0, {.error_if_nonfinite = true});
    optim::SGD sgd({.lr = 1.0, .momentum = 0.5});
    Program step = compile({x}, {}, sgd.updates(w, clipped));
    step({0.5});
    CHECK(value(w).item() == 1.5);
    const double momentum = value(sgd.slot(w, "momentum")).item();
    CHECK_THROWS_WITH_AS(step({std::nan("")}),
                         "clip_grad_norm: the total norm of the gradients is not finite: nan\n  error_if_nonfinite = "
                         "false would scale by it all the same",
                         DataError);
    CHECK_THROWS_AS(step({inf}), DataError);
    CHECK(value(w).item() == 1.5);
    CHECK(value(sgd.slot(w, "momentum")).item() == momentum);
  }
}

TEST_CASE("clipping: what is refused leaves the graph as it was") {
  Graph g;
  const Var a = g.input("a"), flag = g.input("flag", boolean);
  const std::size_t size = g.size();
  struct {
    std::function<void()> call;
    const char* text;
  } rows[] = {
      {[&] { optim::clip_grad_value(a, -1.0); }, "clip_grad_value: clip_value must be at least 0: -1"},
      {[&] { optim::clip_grad_norm(a, -1.0); }, "clip_grad_norm: max_norm must be at least 0: -1"},
      {[&] { optim::clip_grad_norm(a, 1.0, {.norm_type = 0.0}); }, "clip_grad_norm: norm_type must be above 0: 0"},
      {[&] { optim::clip_grad_norm({}, 1.0); }, "clip_grad_norm: there are no gradients"},
      {[&] { optim::total_norm({}); }, "total_norm: there are no gradients"},
      {[&] { optim::total_norm(Var()); }, "total_norm: a gradient is empty"},
  };
  for (const auto& row : rows) CHECK_THROWS_WITH_AS(row.call(), row.text, Error);
  CHECK_THROWS_AS(optim::clip_grad_norm({a, flag}, 1.0), Error);
  CHECK(g.size() == size);
}

TEST_CASE("total_norm of both float types is in the wider one, whichever comes first") {
  Graph g;
  const Var narrow = g.input("narrow", float32, {1}), wide = g.input("wide", float64, {1});
  for (const Vars& gradients : {Vars{narrow, wide}, Vars{wide, narrow}}) {
    const Var norm = optim::total_norm(gradients);
    CHECK(norm.dtype() == float64);
    Program p = compile({narrow, wide}, {norm});
    CHECK(p({ones({1}, float32), tensor({1e30})})[0].item() == doctest::Approx(1e30));  // its square is no float32
  }
  CHECK(optim::total_norm(Vars(narrow)).dtype() == float32);
}

}  // namespace xgrad
