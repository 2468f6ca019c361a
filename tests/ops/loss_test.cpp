#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/loss.hpp>
#include <xgrad/ops/reshape.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const GraphBuilder binary = [](const Vars& v) { return sigmoid_binary_cross_entropy(v[0], v[1]); };
const GraphBuilder squares = [](const Vars& v) { return mse(v[0], v[1]); };

/// The loss of these logits, its labels a constant.
GraphBuilder cross_entropy(std::vector<std::int64_t> labels) {
  return [=](const Vars& v) {
    const Shape rows{static_cast<std::int64_t>(labels.size())};
    return softmax_cross_entropy(v[0], v[0].arena()->constant(Tensor::from(labels, rows)));
  };
}

}  // namespace

TEST_CASE("softmax_cross_entropy: value and gradient") {
  const Tensor x = array({2, 3}, {1, 2, 3, 1, 1, 1});
  check_value(cross_entropy({0, 2}), {x}, array({}, {1.7531091265562453}), Precision::rounded);
  check_gradient(
      cross_entropy({0, 2}), {x}, 0,
      array({2, 3}, {-0.4549847134148098, 0.12236423552739879, 0.33262047788741084, 1.0 / 6, 1.0 / 6, -1.0 / 3}),
      Precision::rounded);
  check_value(cross_entropy({}), {array({0, 3}, {})}, array({}, {nan}));
  check_value(cross_entropy({0}), {array({1, 1}, {5})}, array({}, {0}));
  check_op([](Var a) { return reshape(cross_entropy({2, 0})({a}), {1}); }, {.shapes = {{{2, 3}}}});
}

TEST_CASE("softmax_cross_entropy: huge, masked and unknown logits") {
  const Tensor far = array({1, 3}, {1e4, -1e4, 0});
  check_value(cross_entropy({0}), {far}, array({}, {0}));
  check_value(cross_entropy({1}), {far}, array({}, {2e4}));
  check_gradient(cross_entropy({0}), {far}, 0, array({1, 3}, {0, 0, 0}));
  check_gradient(cross_entropy({1}), {far}, 0, array({1, 3}, {1, -1, 0}));
  const Tensor masked = array({1, 3}, {-inf, 0, 0});
  check_value(cross_entropy({1}), {masked}, array({}, {0.6931471805599453}), Precision::rounded);
  check_value(cross_entropy({0}), {masked}, array({}, {inf}));
  check_gradient(cross_entropy({0}), {masked}, 0, array({1, 3}, {-1, 0.5, 0.5}));
  check_value(cross_entropy({1}), {array({1, 3}, {nan, 0, 1})}, array({}, {nan}));
}

TEST_CASE("sigmoid_binary_cross_entropy") {
  const Tensor x = array({2}, {2, -1}), t = array({2}, {1, 0.25});
  check_value(binary, {x, t}, array({}, {0.34509484928059764}), Precision::rounded);
  check_gradient(binary, {x, t}, 0, array({2}, {-0.05960146101105884, 0.009470710684997552}), Precision::rounded);
  check_gradient(binary, {x, t}, 1, array({2}, {-1.0, 0.5}), Precision::rounded);
  for (double sign : {1.0, -1.0}) {
    const double is_high = sign > 0 ? 1 : 0;
    check_value(binary, {array({1}, {sign * 1e4}), array({1}, {is_high})}, array({}, {0}));
    check_value(binary, {array({1}, {sign * 1e4}), array({1}, {1 - is_high})}, array({}, {1e4}));
    check_gradient(binary, {array({1}, {sign * 1e4}), array({1}, {1 - is_high})}, 0, array({1}, {sign}));
    const Tensor tiny = array({}, {9.357622968839737e-14});  // keeps its digits
    check_value(binary, {array({1}, {sign * 30}), array({1}, {is_high})}, tiny, Precision::rounded);
  }
  check_gradient(binary, {array({1}, {0}), array({1}, {1})}, 0, array({1}, {-0.5}));
  check_op(sigmoid_binary_cross_entropy, {.shapes = {{{2, 3}, {2, 3}}, {{}, {}}, {{0}, {0}}}});
}

TEST_CASE("mse") {
  check_value(squares, {array({2}, {1, 4}), array({2}, {3, 1})}, array({}, {6.5}));
  check_gradient(squares, {array({2}, {1, 4}), array({2}, {3, 1})}, 0, array({2}, {-2, 3}));
  check_gradient(squares, {array({2}, {1, 4}), array({2}, {3, 1})}, 1, array({2}, {2, -3}));
  check_value(squares, {array({0, 2}, {}), array({0, 2}, {})}, array({}, {nan}));
  check_op(mse, {.shapes = {{{2, 3}, {2, 3}}, {{}, {}}}});
}

TEST_CASE("losses: errors, when the graph is built") {
  Graph g;
  Var x = g.input("x", float64, {2, 3}), y = g.input("y", int64, {2}), v = g.input("v", float64, {3});
  Var column = g.input("column", float64, {3, 1}), single = g.input("single", float32, {3});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(
      softmax_cross_entropy(x, g.input("y3", int64, {3})),
      doctest::Contains(
          "softmax_cross_entropy: the numbers of rows and labels differ: x float64 [2, 3], y3 int64 [3] (2 != 3)\n"
          "  y3 was made at loss_test.cpp:"),
      ShapeError);
  CHECK_THROWS_WITH_AS(softmax_cross_entropy(v, y),
                       "softmax_cross_entropy: the logits are not [n, classes] or the labels not [n]: "
                       "v float64 [3], y int64 [2]",
                       ShapeError);
  CHECK_THROWS_WITH_AS(softmax_cross_entropy(x, v),
                       doctest::Contains("softmax_cross_entropy: the dtype is not int64: v float64 [3]"), DTypeError);
  CHECK_THROWS_AS(softmax_cross_entropy(y, y), DTypeError);
  CHECK_THROWS_WITH_AS(mse(column, v),
                       doctest::Contains("mse: the shapes differ: column float64 [3, 1], v float64 [3]"), ShapeError);
  CHECK_THROWS_WITH_AS(mse(v, single), doctest::Contains("mse: the dtypes differ"), DTypeError);
  CHECK_THROWS_WITH_AS(
      sigmoid_binary_cross_entropy(column, v),
      doctest::Contains("sigmoid_binary_cross_entropy: the shapes differ: column float64 [3, 1], v float64 [3]"),
      ShapeError);
  CHECK(g.size() == before + 1);
}

TEST_CASE("losses: errors, when the program runs") {
  Graph g;
  Var x = g.input("x", float64, {dynamic, 3}), y = g.input("y", int64, {dynamic});
  Var a = g.input("a", float64, {dynamic}), b = g.input("b", float64, {dynamic});
  Program ce = compile({x, y}, {softmax_cross_entropy(x, y)});
  CHECK_THROWS_WITH_AS(
      ce({zeros({2, 3}), integers({2}, {0, 3})}),
      "softmax_cross_entropy: label 3 is out of range: labels[1], with 3 classes\n  labels are 0 ... 2", DataError);
  CHECK_THROWS_WITH_AS(ce({zeros({2, 3}), integers({2}, {-1, 0})}),
                       doctest::Contains("softmax_cross_entropy: label -1"), DataError);
  CHECK_THROWS_WITH_AS(ce({zeros({2, 3}), integers({3}, {0, 1, 2})}),
                       doctest::Contains("softmax_cross_entropy: there is not one label for each row"), ShapeError);
  CHECK_THROWS_AS(ce({zeros({2, 3}), integers({1}, {0})}), ShapeError);
  CHECK(ce({zeros({2, 3}), integers({2}, {0, 2})})[0].item() == doctest::Approx(1.0986122886681098));

  Program squared = compile({a, b}, {mse(a, b)}), logistic = compile({a, b}, {sigmoid_binary_cross_entropy(a, b)});
  CHECK_THROWS_WITH_AS(squared({zeros({3}), zeros({1})}),
                       doctest::Contains("mse: the shapes differ: a float64 [3], b float64 [1]"), ShapeError);
  CHECK_THROWS_WITH_AS(logistic({zeros({1}), zeros({3})}),
                       doctest::Contains("sigmoid_binary_cross_entropy: the shapes differ"), ShapeError);
}

TEST_CASE("mae, huber, hinge: values and slopes") {
  const Tensor a = array({4}, {1, -3, 0.5, 2}), b = array({4}, {1, 0, 0, -0.5});
  check_value([](const Vars& v) { return mae(v[0], v[1]); }, {a, b}, array({}, {1.5}));
  check_gradient([](const Vars& v) { return mae(v[0], v[1]); }, {a, b}, 0, array({4}, {0, -0.25, 0.25, 0.25}));
  check_value([](const Vars& v) { return huber(v[0], v[1]); }, {a, b}, array({}, {(2.5 + 0.125 + 2.0) / 4}));
  check_gradient([](const Vars& v) { return huber(v[0], v[1]); }, {a, b}, 1, array({4}, {0, 0.25, -0.125, -0.25}));
  check_value([](const Vars& v) { return huber(v[0], v[1], 2.0); }, {a, b}, array({}, {(4.0 + 0.125 + 3.0) / 4}));
  const Tensor scores = array({4}, {2, 0.5, -1, 1}), targets = array({4}, {1, 1, 1, -1});
  check_value([](const Vars& v) { return hinge(v[0], v[1]); }, {scores, targets}, array({}, {(0.5 + 2 + 2) / 4}));
  check_gradient([](const Vars& v) { return hinge(v[0], v[1]); }, {scores, targets}, 0,
                 array({4}, {0, -0.25, -0.25, 0.25}));
  for (const BinaryFunction& f : {BinaryFunction([](Var x, Var y) { return mae(x, y); }),
                                  BinaryFunction([](Var x, Var y) { return huber(x, y, 0.7); }),
                                  BinaryFunction([](Var x, Var y) { return hinge(x, y); })})
    check_op([&](Var x, Var y) { return reshape(f(x, y), {1}); }, {.shapes = {{{2, 3}, {2, 3}}}});
}

TEST_CASE("softmax_cross_entropy: smoothed labels are a mixture of the label and all classes") {
  const Tensor x = array({2, 3}, {1, 2, 3, 1, 1, 1});
  const auto smoothed = [](double smoothing) {
    return [=](const Vars& v) {
      return softmax_cross_entropy(v[0], v[0].arena()->constant(Tensor::from(std::vector<std::int64_t>{0, 2}, {2})),
                                   smoothing);
    };
  };
  check_value(smoothed(0.0), {x}, array({}, {1.7531091265562453}), Precision::rounded);
  // torch.nn.functional.cross_entropy(x, y, label_smoothing=s): (1 - s) ce + s mean(-log_softmax)
  const double everywhere = ((2.40760596 + 1.40760596 + 0.40760596) / 3 + std::log(3.0)) / 2;
  CHECK(numbers(run_op(smoothed(0.1), {x}, Extents::fixed))[0] ==
        doctest::Approx(0.9 * 1.7531091265562453 + 0.1 * everywhere).epsilon(1e-8));
  CHECK(numbers(run_op(smoothed(1.0), {x}, Extents::open))[0] == doctest::Approx(everywhere).epsilon(1e-8));
}

TEST_CASE("losses: options out of range") {
  Graph g;
  const Var a = g.input("a", float64, {3}), b = g.input("b", float64, {3, 1});
  const Var logits = g.input("logits", float64, {2, 3}), labels = g.input("labels", int64, {2});
  CHECK_THROWS_WITH_AS(huber(a, a, 0.0), doctest::Contains("huber: delta is not above 0"), DataError);
  CHECK_THROWS_WITH_AS(softmax_cross_entropy(logits, labels, 1.5), doctest::Contains("not within [0, 1]: 1.5"),
                       DataError);
  CHECK_THROWS_WITH_AS(mae(a, b), doctest::Contains("mae"), ShapeError);
  CHECK_THROWS_WITH_AS(huber(a, b), doctest::Contains("huber"), ShapeError);
  CHECK_THROWS_WITH_AS(hinge(a, b), doctest::Contains("hinge"), ShapeError);
  CHECK(g.size() == 4);
}

}  // namespace xgrad
