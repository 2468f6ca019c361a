// Properties of random graphs: passes keep values, gradients are those of finite differences, dynamic extents change
// nothing. A failure prints the seed.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>
#include <xgrad/graph/passes/module_internal.hpp>
#include <xgrad/xgrad.hpp>

namespace xgrad {
namespace {

/// One node in two graphs: of static extents, and of inputs whose rows are dynamic.
struct Twin {
  Var fixed, open;
  const Shape& shape() const { return fixed.shape(); }
};

/// A graph of smooth, bounded functions, the same for one seed whatever the number of rows is (about a
/// hundred: what slices leave of them never meets another extent by chance). Kinks (relu,
/// maximum, where) are rarely near a point.
class RandomGraph {
 public:
  RandomGraph(std::uint64_t seed, std::int64_t rows) : random_(seed) {
    for (const Shape& shape : {Shape{rows, 3}, Shape{3, 4}, Shape{4}, Shape{}, Shape{rows, 1}, Shape{rows},
                               Shape{rows, 2, 3}, Shape{2, 1, 4}}) {
      Shape declared = shape;
      if (shape.rank() > 0 && shape[0] == rows) declared.set(0, dynamic);
      const std::string name = fmt::format("x{}", fixed.inputs.size());
      pool_.push_back({fixed.graph.input(name, float64, shape), open.graph.input(name, float64, declared)});
      fixed.inputs.push_back(pool_.back().fixed);
      open.inputs.push_back(pool_.back().open);
    }
    while (pool_.size() < 30) grow();
    finish();
  }

  struct Side {
    Graph graph;
    Vars inputs;
    Var output;
    Vars wanted;  ///< the output, its gradients, some nodes
  };
  Side fixed, open;

  std::vector<Tensor> random_inputs(std::uint64_t seed) const {
    std::mt19937_64 random(seed);
    std::vector<Tensor> values;
    for (Var x : fixed.inputs) {
      std::vector<double> numbers(static_cast<std::size_t>(x.shape().size()));
      for (double& number : numbers) number = static_cast<double>(random() >> 11) * 0x1p-52 * 2.0 - 2.0;
      values.push_back(Tensor::from(numbers, x.shape()));
    }
    return values;
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  Twin pick() { return pool_[below(pool_.size())]; }

  template <class F> void add(F f, Twin a) { pool_.push_back({f(a.fixed), f(a.open)}); }
  template <class F> void add(F f, Twin a, Twin b) { pool_.push_back({f(a.fixed, b.fixed), f(a.open, b.open)}); }

  void grow() {
    switch (below(5)) {
      case 0: return grow_function(pick());
      case 1: return grow_trivial(pick());
      case 2: return grow_pair(pick(), pick());
      case 3: return grow_reduction(pick());
      default: return grow_layout(pick());
    }
  }

  void grow_function(Twin a) {
    static constexpr Var (*functions[])(Var) = {
        [](Var x) { return sin(x); },
        [](Var x) { return cos(x); },
        [](Var x) { return tanh(x); },
        [](Var x) { return sigmoid(x); },
        [](Var x) { return softplus(x); },
        [](Var x) { return exp(tanh(x)); },
        [](Var x) { return log(square(x) + 1.5); },
        [](Var x) { return sqrt(square(x) + 0.5); },
        [](Var x) { return 1.0 / (square(x) + 1.25); },
        [](Var x) { return pow(square(x) + 0.75, 0.3); },
        [](Var x) { return relu(x); },
        [](Var x) { return elu(x, 0.7); },
        [](Var x) { return where(x > 0.1, sin(x), leaky_relu(x)); },
        [](Var x) { return expm1(0.5 * sin(x)) + log1p(square(sin(x))); },
    };
    add(functions[below(std::size(functions))], a);
  }

  /// What the passes have rules for, and what they must leave alone.
  void grow_trivial(Twin a) {
    static constexpr Var (*functions[])(Var) = {
        [](Var x) { return 1.0 * x - 0.0; },
        [](Var x) { return -(-x); },
        [](Var x) { return tanh(pow(x, 2.0)); },
        [](Var x) { return x / 1.0 + 0.0; },
        [](Var x) { return x - x + x; },
        [](Var x) { return 0.0 * x + x; },
        [](Var x) { return x + (sum(ones_like(x)) - count(x)); },
        [](Var x) { return transpose(transpose(x)); },
        [](Var x) { return sin(x) - sin(x) + square(x) - square(x) + x; },
        [](Var x) { return sigmoid(x) + (cast(x < 0.25, float64) - 1.0); },
    };
    add(functions[below(std::size(functions))], a);
    add([](Var x) { return sin(x); }, pool_.back());
  }

  static bool broadcasts(const Shape& a, const Shape& b) {
    for (std::size_t back = 1; back <= std::min(a.rank(), b.rank()); ++back) {
      const std::int64_t m = a[a.rank() - back], n = b[b.rank() - back];
      if (m != n && m != 1 && n != 1) return false;
    }
    return true;
  }

  void grow_pair(Twin a, Twin b) {
    if (a.shape().rank() == 2 && b.shape().rank() == 2 && a.shape()[1] == b.shape()[0])
      return add([](Var x, Var y) { return sin(matmul(x, y)); }, a, b);
    if (a.shape().rank() == 2 && b.shape().rank() == 2 && a.shape()[0] == b.shape()[0])
      return add([](Var x, Var y) { return tanh(matmul(transpose(x), y)); }, a, b);
    if (!broadcasts(a.shape(), b.shape())) return;
    switch (below(6)) {
      case 0: return add([](Var x, Var y) { return x + y; }, a, b);
      case 1: return add([](Var x, Var y) { return x - y; }, a, b);
      case 2: return add([](Var x, Var y) { return tanh(x) * y; }, a, b);
      case 3: return add([](Var x, Var y) { return x / (square(y) + 1.0); }, a, b);
      case 4: return add([](Var x, Var y) { return maximum(x, y); }, a, b);
      default: return add([](Var x, Var y) { return where(x < y, sin(x), cos(y)); }, a, b);
    }
  }

  void grow_reduction(Twin a) {
    if (a.shape().rank() == 0) return;
    const auto axis = static_cast<std::int64_t>(below(a.shape().rank()));
    const bool keep = below(2) == 0;
    switch (below(7)) {
      case 0: return add([=](Var x) { return sin(sum(x, axis, keep)); }, a);
      case 1: return add([=](Var x) { return mean(x, axis, keep); }, a);
      case 2: return add([=](Var x) { return max(x, axis, keep); }, a);
      case 3: return add([=](Var x) { return logsumexp(x, axis, keep); }, a);
      case 4: return add([=](Var x) { return softmax(x, axis); }, a);
      case 5: return add([=](Var x) { return log_softmax(x, axis); }, a);
      default: return add([](Var x) { return mean(x); }, a);
    }
  }

  void grow_layout(Twin a) {
    if (a.shape().rank() == 0) return;
    const std::size_t axis = below(a.shape().rank());
    const auto along = static_cast<std::int64_t>(axis);
    switch (below(5)) {
      case 0: return grow_transpose(a, axis);
      case 1: return add([](Var x) { return reshape(x, {dynamic}); }, a);
      case 2: return add([=](Var x) { return concatenate({x, sin(x), x}, along); }, a);
      case 3: {
        if (a.shape()[axis] < 3) return;
        std::vector<Slice> slices(axis + 1);
        slices[axis] = below(2) == 0 ? Slice{1, open_end} : Slice{open_end, open_end, -2};
        return add([=](Var x) { return slice(x, slices); }, a);
      }
      default:
        if (a.shape()[axis] < 3) return;
        return add([=](Var x) { return gather(x, {2, 0, 2}, along); }, a);
    }
  }

  void grow_transpose(Twin a, std::size_t first) {
    std::vector<std::int64_t> axes;
    for (std::size_t i = 0; i < a.shape().rank(); ++i)
      axes.push_back(static_cast<std::int64_t>((2 * i + first) % a.shape().rank()));
    if (a.shape().rank() % 2 == 0) return add([](Var x) { return transpose(x); }, a);
    add([=](Var x) { return transpose(x, axes); }, a);
  }

  void finish() {
    for (Side* side : {&fixed, &open}) {
      auto of = [&](Twin t) { return side == &fixed ? t.fixed : t.open; };
      side->output = 0.1 * square(of(pool_[3]));
      for (std::size_t i = fixed.inputs.size(); i < pool_.size(); i += 2)
        side->output = side->output + mean(sin(of(pool_[i])));
      side->wanted = {side->output};
      for (Var dx : grad(side->output, side->inputs)) side->wanted.push_back(dx);
      for (std::size_t i = fixed.inputs.size(); i < pool_.size(); i += 5) side->wanted.push_back(of(pool_[i]));
    }
  }

  std::mt19937_64 random_;
  std::vector<Twin> pool_;
};

constexpr std::uint64_t seeds = 60;
constexpr std::int64_t some_rows = 101;

Program program_of(const RandomGraph::Side& side, const std::vector<std::string>& without = {}) {
  return compile(side.inputs, side.wanted, {}, CompileOptions{without});
}

/// The largest difference of two runs, relative to the largest number of each tensor.
double distance(const Outputs& a, const Outputs& b) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    REQUIRE(a[i].shape() == b[i].shape());
    double scale = 1e-3;
    for (double x : b[i].values<double>()) scale = std::max(scale, std::abs(x));
    for (std::size_t j = 0; j < b[i].values<double>().size(); ++j)
      worst = std::max(worst, std::abs(a[i].values<double>()[j] - b[i].values<double>()[j]) / scale);
  }
  return worst;
}

bool has_same_bits(const Outputs& a, const Outputs& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!a[i].is_identical(b[i])) return false;
  return true;
}

/// x + step direction, for all inputs.
std::vector<Tensor> moved(const std::vector<Tensor>& x, const std::vector<Tensor>& direction, double step) {
  std::vector<Tensor> result = x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    auto* values = result[i].mutable_data<double>();
    for (std::size_t j = 0; j < x[i].values<double>().size(); ++j) values[j] += step * direction[i].values<double>()[j];
  }
  return result;
}

double product(const Tensor& a, const Tensor& b) {
  double total = 0;
  for (std::size_t i = 0; i < a.values<double>().size(); ++i) total += a.values<double>()[i] * b.values<double>()[i];
  return total;
}

/// The gradient, which follows the output among `wanted`, times w.
double gradient_product(const Outputs& outputs, const std::vector<Tensor>& w) {
  double total = 0;
  for (std::size_t i = 0; i < w.size(); ++i) total += product(outputs[1 + i], w[i]);
  return total;
}

/// The Hessian-vector product with v, times w.
double curvature_along(RandomGraph::Side& side, const std::vector<Tensor>& x, const std::vector<Tensor>& v,
                       const std::vector<Tensor>& w) {
  Vars inputs = side.inputs, vectors;
  for (Var input : side.inputs)
    vectors.push_back(side.graph.input(fmt::format("v{}", vectors.size()), float64, input.shape()));
  inputs.insert(inputs.end(), vectors.begin(), vectors.end());
  std::vector<Tensor> values = x;
  values.insert(values.end(), v.begin(), v.end());
  const Outputs products = compile(inputs, hvp(side.output, side.inputs, vectors))(values);
  double total = 0;
  for (std::size_t i = 0; i < w.size(); ++i) total += product(products[i], w[i]);
  return total;
}

struct Numeric {
  double value = 0;
  bool is_smooth = true;  ///< no kink or jump within the steps
};

/// The limit of central differences, from two steps.
template <class Difference> Numeric extrapolated(Difference difference) {
  const double h = 1e-4, fine = difference(h), coarse = difference(2 * h);
  return {(4 * fine - coarse) / 3, std::abs(fine - coarse) < 2e-6 * (1 + std::abs(fine))};
}

}  // namespace

TEST_CASE("random graphs: passes keep values, each alone and all together") {
  const std::vector<std::string> all = pass_names();
  std::vector<std::string> all_but_rules = all;
  std::erase(all_but_rules, "simplify");
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    CAPTURE(seed);
    const RandomGraph random(seed, some_rows);
    const std::vector<Tensor> x = random.random_inputs(seed + 1000);
    const Outputs plain = program_of(random.fixed, all)(x), optimized = program_of(random.fixed)(x);
    CHECK(has_same_bits(program_of(random.fixed, {"simplify"})(x), plain));  // folding and sharing: the same kernels
    CHECK(distance(program_of(random.fixed, all_but_rules)(x), plain) < 1e-13);
    CHECK(has_same_bits(program_of(random.fixed, {"join", "rows"})(x), optimized));
    CHECK(distance(optimized, plain) < 1e-13);  // the rules promise 3 ulp and less, each
    for (const std::string& pass : all) {
      CAPTURE(pass);
      CHECK(distance(program_of(random.fixed, {pass})(x), plain) < 1e-13);
    }
  }
}

TEST_CASE("random graphs: gradients and Hessian-vector products are those of finite differences") {
  int checked = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    CAPTURE(seed);
    RandomGraph random(seed, some_rows);
    const std::vector<Tensor> x = random.random_inputs(seed + 1000), v = random.random_inputs(seed + 2000),
                              w = random.random_inputs(seed + 3000);
    Program program = program_of(random.fixed);
    const Numeric slope = extrapolated([&](double step) {
      return (program(moved(x, v, step))[0].item() - program(moved(x, v, -step))[0].item()) / (2 * step);
    });
    const Numeric curvature = extrapolated([&](double step) {  // of the gradient's product with w
      const Outputs above = program(moved(x, v, step)), below = program(moved(x, v, -step));
      return (gradient_product(above, w) - gradient_product(below, w)) / (2 * step);
    });
    if (!slope.is_smooth || !curvature.is_smooth) continue;
    ++checked;
    CHECK(gradient_product(program(x), v) == doctest::Approx(slope.value).epsilon(1e-7));
    CHECK(curvature_along(random.fixed, x, v, w) == doctest::Approx(curvature.value).epsilon(1e-6));
  }
  CHECK(checked > static_cast<int>(seeds) * 3 / 4);
}

TEST_CASE("random graphs: dynamic extents give what static ones give, one program for all of them") {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    CAPTURE(seed);
    const RandomGraph random(seed, some_rows);
    Program open = program_of(random.open);
    for (const std::int64_t rows : {some_rows, std::int64_t{107}, std::int64_t{103}, some_rows}) {
      CAPTURE(rows);
      const RandomGraph same(seed, rows);
      const std::vector<Tensor> x = same.random_inputs(seed + 1000);
      CHECK(has_same_bits(open(x), program_of(same.fixed)(x)));
    }
  }
}

}  // namespace xgrad
