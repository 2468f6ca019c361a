#include <fstream>
#include <nlohmann/json.hpp>
#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/window.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

using nlohmann::json;

Tensor array_of(const json& j) {
  return array(Shape(j["shape"].get<std::vector<std::int64_t>>()), j["value"].get<std::vector<double>>());
}
HeightWidth pair_of(const json& j) { return {j[0].get<std::int64_t>(), j[1].get<std::int64_t>()}; }

GraphBuilder builder_of(const json& j) {
  const HeightWidth stride = pair_of(j["stride"]), padding = pair_of(j["padding"]), dilation = pair_of(j["dilation"]);
  if (j["op"] == "conv2d") {
    const Conv2DOptions options{stride, padding, dilation, j["groups"].get<std::int64_t>()};
    return [=](const Vars& v) { return conv2d(v[0], v[1], options); };
  }
  const HeightWidth kernel = pair_of(j["kernel"]);
  const Pool2DOptions options{stride, padding, dilation};
  if (j["op"] == "max_pool2d") return [=](const Vars& v) { return max_pool2d(v[0], kernel, options); };
  return [=](const Vars& v) { return avg_pool2d(v[0], kernel, options); };
}

/// Values and gradients of the sum, with the images' shape known or dynamic (channels only where they are one group).
std::vector<Tensor> run_case(const json& j, DType dtype, bool is_open) {
  Graph g;
  Vars inputs;
  std::vector<Tensor> values;
  for (const json& in : j["inputs"]) {
    values.push_back(array_of(in).astype(dtype));
    Shape shape = values.back().shape();
    const bool is_one_group = !j.contains("groups") || j["groups"] == 1;
    for (std::size_t axis = 0; is_open && inputs.empty() && axis < 4; ++axis)
      if (axis != 1 || is_one_group) shape.set(axis, dynamic);
    if (is_open && is_one_group && !inputs.empty()) shape.set(0, dynamic);
    inputs.push_back(g.input(inputs.empty() ? "x" : "w", dtype, shape));
  }
  const Var y = builder_of(j)(inputs);
  Vars outputs{y};
  for (Var d : grad(sum(y), inputs)) outputs.push_back(d);
  const Outputs results = compile(inputs, outputs)(values);
  return {results.begin(), results.end()};
}

}  // namespace

TEST_CASE("conv2d, max_pool2d, avg_pool2d: values and gradients by their definitions") {
  std::ifstream file(std::string(XGRAD_TEST_DATA) + "/ops/fixtures/window.json");
  const json cases = json::parse(file);
  REQUIRE(cases.size() > 15);
  for (const json& j : cases)
    for (DType dtype : {float32, float64})
      for (bool is_open : {false, true}) {
        INFO(j["op"].get<std::string>(), " ", j["inputs"][0]["shape"].dump(), " ", to_string(dtype));
        const std::vector<Tensor> got = run_case(j, dtype, is_open);
        const double relative = dtype == float32 ? 1e-6 : 1e-15;
        CHECK(is_near(got[0], array_of(j["value"]).astype(dtype), relative));
        REQUIRE(got.size() == 1 + j["gradients"].size());
        for (std::size_t i = 0; i < j["gradients"].size(); ++i)
          CHECK(is_near(got[1 + i], array_of(j["gradients"][i]).astype(dtype), relative));
      }
}

TEST_CASE("windows: derivatives of first and second order") {
  const Conv2DOptions odd{{2, 1}, 1, {1, 2}, 1};
  CHECK(check_gradients([=](Var x, Var w) { return square(conv2d(x, w, odd)); },
                        {.shapes = {{{2, 2, 4, 5}, {3, 2, 2, 2}}}, .tolerance = 1e-5}));
  CHECK(check_gradients(
      [](Var x, Var w) {
        return square(conv2d(x, w, {1, 0, 1, 2}));
      },
      {.shapes = {{{1, 4, 3, 3}, {2, 2, 2, 2}}}, .tolerance = 1e-5}));
  CHECK(check_gradients([](Var x) { return square(max_pool2d(x, 2)); }, {.shapes = {{{2, 2, 4, 4}}}}));
  CHECK(check_gradients([](Var x) { return square(avg_pool2d(x, {2, 3}, {1, 1})); }, {.shapes = {{{1, 2, 3, 4}}}}));
  CHECK(check_gradients(
      [](Var x) {
        return square(fold2d(square(unfold2d(x, {2, 1, 1})), {3, 3}, {2, 1, 1}));
      },
      {.shapes = {{{1, 2, 3, 3}}}, .tolerance = 1e-5}));
}

TEST_CASE("max_pool2d: NaN and infinities") {
  const GraphBuilder pool = [](const Vars& v) { return max_pool2d(v[0], 2); };
  const auto run = [&](const std::vector<double>& values) {
    return numbers(run_op(pool, {array({1, 1, 2, 2}, values)}, Extents::fixed))[0];
  };
  CHECK(std::isnan(run({1, nan, 3, 4})));
  CHECK(run({-inf, -inf, -inf, -inf}) == -inf);
  CHECK(run({1, inf, 3, 4}) == inf);
}

TEST_CASE("windows: errors name the op, the operands and the rule") {
  Graph g;
  const Var x = g.input("x", float32, {dynamic, 3, 4, 4}), w = g.input("w", float32, {5, 3, 3, 3});
  const Var flat = g.input("flat", float32, {4, 4}), open = g.input("open", float32, {5, 3, dynamic, 3});
  const Var whole = g.input("whole", int64, {1, 3, 4, 4}), other = g.input("other", float64, {5, 3, 3, 3});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(conv2d(flat, w), doctest::Contains("images are [n, channels, height, width]"), ShapeError);
  CHECK_THROWS_WITH_AS(conv2d(x, open), doctest::Contains("conv2d: the weights' height and width must be known: open"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(conv2d(g.input("c", float32, {1, dynamic, 4, 4}), w, {.groups = 3}),
                       doctest::Contains("conv2d: channels that are split into groups must be known"), ShapeError);
  CHECK_THROWS_WITH_AS(conv2d(x, flat), doctest::Contains("weights are [out channels"), ShapeError);
  CHECK_THROWS_WITH_AS(conv2d(x, other), doctest::Contains("conv2d: "), DTypeError);
  CHECK_THROWS_WITH_AS(conv2d(x, w, {1, 0, 2, 1}), doctest::Contains("does not fit into the image"), ShapeError);
  CHECK_THROWS_WITH_AS(conv2d(x, w, {0, 0, 1, 1}), doctest::Contains("that is no window"), DataError);
  CHECK_THROWS_WITH_AS(conv2d(x, w, {1, 0, 1, 2}), doctest::Contains("do not split into 2 groups"), ShapeError);
  CHECK_THROWS_WITH_AS(conv2d(g.input("y", float32, {1, 2, 4, 4}), w), doctest::Contains("the channels differ"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(max_pool2d(x, 2, {.padding = 2}), doctest::Contains("more than half of the window"), DataError);
  CHECK_THROWS_WITH_AS(max_pool2d(x, 2, {.stride = 1, .padding = 2, .dilation = 5}),
                       doctest::Contains("max_pool2d: somewhere the window sees padding only"), ShapeError);
  CHECK_THROWS_WITH_AS(max_pool2d(g.input("flat_image", float32, {1, 1, 0, 3}), 2, {.padding = 1}),
                       doctest::Contains("sees padding only"), ShapeError);
  CHECK_THROWS_WITH_AS(max_pool2d(x, 5), doctest::Contains("does not fit"), ShapeError);
  CHECK_THROWS_WITH_AS(avg_pool2d(x, 2, {.padding = 2}),
                       "avg_pool2d: the padding is more than half of the window: kernel=2x2, stride=2x2, padding=2x2, "
                       "dilation=1x1",
                       DataError);
  CHECK_THROWS_WITH_AS(avg_pool2d(x, -1), doctest::Contains("that is no window"), DataError);
  CHECK_THROWS_WITH_AS(avg_pool2d(whole, 2), doctest::Contains("avg_pool2d: "), DTypeError);
  CHECK_THROWS_WITH_AS(fold2d(x, 4, {2}), doctest::Contains("fold2d: "), ShapeError);
  CHECK(g.size() == before + 3);  // c, y, flat_image
}

}  // namespace xgrad
