// The snippets of README.md and README.zh-CN.md, compiled and run. tests/readme_snippets.sh compares the texts.
#include <doctest/doctest.h>
#include <iostream>
#include <sstream>
#include <string>
// snippet: gradient
#include <xgrad/xgrad.hpp>
using namespace xgrad;
// end of snippet

namespace {

/// Takes what is written to std::cout.
class Captured {
 public:
  ~Captured() { std::cout.rdbuf(before_); }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::streambuf* before_ = std::cout.rdbuf(text_.rdbuf());
};

// snippet: custom_op
struct Swish : Elementwise<Swish> {
  static constexpr std::string_view name = "swish";
  template <class T> static T forward(T x) { return x / (T(1) + exp(-x)); }
  static Var vjp(Var x, Var y, Var dy) {
    Var s = sigmoid(x);
    return dy * (y + s * (1.0 - y));
  }
};
Var swish(Var x) { return apply<Swish>(x); }
// end of snippet

}  // namespace

TEST_CASE("README: a function, its gradient, its curvature") {
  const Captured captured;
  // snippet: gradient
  Graph g;
  Var x = g.input("x"), y = g.input("y");
  Var f = square(x) + square(y) - 2.0 * x * y;
  auto [fx, fy] = grad(f, x, y);
  Program p = compile({x, y}, {f, fx, fy, grad(fx, x)});
  auto r = p({1.0, 2.0});
  std::cout << g << to_formula(fx);
  // end of snippet
  REQUIRE(r.size() == 4);
  CHECK(r[0].item() == 1.0);
  CHECK(r[1].item() == -2.0);
  CHECK(r[2].item() == 2.0);
  CHECK(r[3].item() == 2.0);
  CHECK(captured.text().find("square(x)") != std::string::npos);
  CHECK(captured.text().ends_with("2*x - 2*y"));
}

TEST_CASE("README: derivatives as numbers") {
  const Captured captured;
  // snippet: functional
  std::cout << gradient([](Var x) { return sum(square(x)); }, tensor({1.0, 2.0}));
  std::cout << hessian([](Var x, Var y) { return x * x * y; }, 3.0, 2.0);
  // end of snippet
  CHECK(captured.text() == "[2. 4.][[4. 6.]\n [6. 0.]]");
}

TEST_CASE("README: a curve through data") {
  const Captured captured;
  // snippet: curve_fit
  Tensor t = tensor({0.0, 1.0, 2.0, 3.0, 4.0}), y = tensor({5.1, 3.0, 1.9, 1.1, 0.7});
  models::CurveFit fit("a*exp(-t/tau)", {{"a", 1.0}, {"tau", 1.0}});
  fit.fit({{"t", t}, {"y", y}}, "y");
  std::cout << fit.result();
  // end of snippet
  CHECK(captured.text().find("tau") != std::string::npos);
  CHECK(fit.result().r_squared > 0.99);
}

TEST_CASE("README: the digits classifier") {
  const Captured captured;
  // snippet: classifier
  auto digits = datasets::load_digits();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = 42});
  models::MLPClassifier mlp({.hidden_layer_sizes = {50}, .max_iter = 500, .random_state = 42});
  mlp.fit(X_train, y_train);
  std::cout << accuracy_score(y_test, mlp.predict(X_test));
  // end of snippet
  CHECK(captured.text() == "0.966667");
}

TEST_CASE("README: a training step as one program") {
  // snippet: step
  Graph g;
  Var x = g.input("x", float32, {dynamic, 64});
  Var y = g.input("y", int64, {dynamic});
  models::MLP mlp(g, {64, 50, 10}, {.activation = relu});
  Var loss = softmax_cross_entropy(mlp(x), y);
  Program step = compile({x, y}, {loss}, optim::Adam{{.lr = 1e-3}}.minimize(loss, mlp.parameters()));
  auto digits = datasets::load_digits();
  for (auto& [xb, yb] : batches(digits.data.astype(float32), digits.target, 200)) step({xb, yb});
  // end of snippet
  const Tensor X = rows(digits.data.astype(float32), 0, 200), labels = rows(digits.target, 0, 200);
  const double before = step({X, labels})[0].item();
  for (int i = 0; i < 100; ++i) step({X, labels});
  CHECK(step({X, labels})[0].item() < 0.5 * before);
}

TEST_CASE("README: an op of one's own") {
  const Captured captured;
  // snippet: check_gradients
  std::cout << check_gradients(swish);
  // end of snippet
  CHECK(check_gradients(swish).ok);
  CHECK(!captured.text().empty());
}

TEST_CASE("README: an error names operands, their maker's line and the remedy") {
  Graph g;
  Var x = g.input("x", float32, {200, 64}), w1 = g.variable("w1", zeros({32, 64}, float32));
  const std::string line = std::to_string(__LINE__ - 1);
  CHECK_THROWS_WITH_AS(matmul(x, w1),
                       ("matmul: inner dimensions differ: x float32 [200, 64] @ w1 float32 [32, 64] (64 != 32)\n"
                        "  w1 was made at readme_test.cpp:" +
                        line + "; did you mean transpose(w1)?")
                           .c_str(),
                       ShapeError);
}
