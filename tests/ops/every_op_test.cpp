// A table of all ops: which have derivatives, and that those are right to second order and forward. A builder that is
// declared in ops/*.hpp and not in the table fails the test.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <variant>
#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

using Shapes = std::vector<Shape>;

/// How an op is differentiated here: at scalar points between low and high, or at random arrays of these shapes.
struct Row {
  using Points = std::vector<Shapes>;
  Row(UnaryFunction g, Points s = {}, double a = -3, double b = 3)
      : f(std::move(g)), shapes(std::move(s)), low(a), high(b) {}
  Row(BinaryFunction g, Points s = {}, double a = -3, double b = 3)
      : f(std::move(g)), shapes(std::move(s)), low(a), high(b) {}

  std::variant<UnaryFunction, BinaryFunction> f;
  Points shapes;
  double low, high;
};

/// Well-conditioned matrices made of any; the first is symmetric.
Var positive(Var a) { return matmul(a, transpose(a)) + 6.0 * tril(triu(ones_like(a))); }
Var regular(Var a) { return a + matmul(a, transpose(a)) + 6.0 * tril(triu(ones_like(a))); }

const std::map<std::string, Row>& differentiated() {
  static const std::vector<Shapes> matrix{{{3, 3}}}, pair{{{2, 3}, {2, 3}}}, some{{{2, 3}}}, image{{{1, 2, 4, 4}}};
  static const std::map<std::string, Row> rows{
      {"abs", {abs, {}, 0.5}},
      {"acos", {acos, {}, -0.9, 0.9}},
      {"acosh", {acosh, {}, 1.2, 3}},
      {"add", {add}},
      {"asin", {asin, {}, -0.9, 0.9}},
      {"asinh", {asinh}},
      {"atan", {atan}},
      {"atan2", {atan2}},
      {"atanh", {atanh, {}, -0.9, 0.9}},
      {"avg_pool2d",
       {[](Var x) {
          return square(avg_pool2d(x, {2, 2}));
        },
        image}},
      {"broadcast_like", {[](Var x, Var y) { return broadcast_like(square(x), y, {1}) * y; }, {{{2}, {2, 3}}}}},
      {"broadcast_to",
       {[](Var x) {
          return square(broadcast_to(x, {2, 3}));
        },
        {{{3}}}}},
      {"cast", {[](Var x) { return square(cast(x, float64)); }}},
      {"cbrt", {cbrt, {}, 0.5}},
      {"ceil", {ceil, {}, 0.1, 0.9}},
      {"cholesky", {[](Var a) { return cholesky(positive(a)); }, matrix}},
      {"clip", {[](Var x) { return square(clip(x, -0.51, 0.53)); }}},
      {"cofactor", {cofactor, matrix}},
      {"concatenate",
       {[](Var a, Var b) {
          return square(concatenate({a, b, a}, 1));
        },
        pair}},
      {"conv2d", {[](Var x, Var w) { return square(conv2d(x, w)); }, {{{1, 2, 4, 4}, {3, 2, 2, 2}}}}},
      {"cos", {cos}},
      {"cosh", {cosh}},
      {"cumprod", {[](Var x) { return cumprod(x, 1); }, some}},
      {"cumsum", {[](Var x) { return square(cumsum(x, 1)); }, some}},
      {"det", {det, matrix}},
      {"diag", {[](Var x) { return square(diag(x)); }, matrix}},
      {"diagonal", {[](Var x) { return square(diagonal(x)); }, matrix}},
      {"diagonal_scatter",
       {[](Var x, Var y) { return square(diagonal_scatter(x, diagonal(y), 0, 0, 1)); }, {{{3, 3}, {3, 3}}}}},
      {"digamma", {digamma, {}, 0.5, 3}},
      {"div", {div, {}, 0.5}},
      {"dot", {dot, {{{4}, {4}}}}},
      {"dropout", {[](Var x) { return square(dropout(x, 0.5, 3, 1)); }, {{{8}}}}},
      {"einsum",
       {[](Var a, Var b) {
          return square(einsum("ij,ij->i", {a, b}));
        },
        pair}},
      {"elu", {elu, {}, 0.2}},
      {"erf", {erf}},
      {"erfc", {erfc}},
      {"exp", {exp}},
      {"exp2", {exp2}},
      {"expand_dims", {[](Var x) { return square(expand_dims(x, {0})); }, some}},
      {"expm1", {expm1}},
      {"flatten", {[](Var x) { return square(flatten(x)); }, some}},
      {"flip", {[](Var x) { return square(flip(x)) * x; }, some}},
      {"floor", {floor, {}, 0.1, 0.9}},
      {"fmod", {[](Var a, Var b) { return square(fmod(a, b)); }, {}, 2.1, 2.9}},
      {"fold2d",
       {[](Var y) {
          return square(fold2d(y, {4, 4}, {.kernel = {2, 2}}));
        },
        {{{1, 3, 3, 2, 2, 2}}}}},
      {"gather",
       {[](Var x) {
          return square(gather(x, {1, 0, 1}, 0));
        },
        some}},
      {"gelu", {gelu}},
      {"hard_sigmoid", {[](Var x) { return square(hard_sigmoid(x)); }, {}, -2.9, 2.9}},
      {"hinge", {[](Var s, Var t) { return hinge(s, sign(t)); }, {}, 1.2, 3}},
      {"huber", {huber, pair}},
      {"hypot", {hypot, {}, 0.5}},
      {"inv", {[](Var a) { return inv(regular(a)); }, matrix}},
      {"leaky_relu", {[](Var x) { return square(leaky_relu(x)); }, {}, 0.2}},
      {"lgamma", {lgamma, {}, 0.5, 3}},
      {"linear_recurrence", {[](Var a, Var b) { return linear_recurrence(a, b, 1); }, pair}},
      {"log", {log, {}, 0.5}},
      {"log10", {log10, {}, 0.5}},
      {"log1p", {log1p, {}, -0.5}},
      {"log2", {log2, {}, 0.5}},
      {"log_softmax", {[](Var x) { return log_softmax(x, 1); }, some}},
      {"logaddexp", {logaddexp}},
      {"logsumexp", {[](Var x) { return logsumexp(x, {1}); }, some}},
      {"mae", {[](Var a, Var b) { return square(mae(a, b)); }, pair}},
      {"matmul", {[](Var a, Var b) { return matmul(a, b); }, {{{2, 3}, {3, 4}}, {{2, 2, 3}, {3, 2}}}}},
      {"max", {[](Var x) { return square(max(x, {1})); }, some}},
      {"max_pool2d",
       {[](Var x) {
          return square(max_pool2d(x, {2, 2}));
        },
        image}},
      {"maximum", {[](Var a, Var b) { return square(maximum(a, b)); }, pair}},
      {"mean", {[](Var x) { return square(mean(x, {1})); }, some}},
      {"min", {[](Var x) { return square(min(x, {1})); }, some}},
      {"minimum", {[](Var a, Var b) { return square(minimum(a, b)); }, pair}},
      {"mish", {mish}},
      {"mse", {mse, pair}},
      {"mul", {mul}},
      {"mul_strong_zero", {mul_strong_zero}},
      {"neg", {neg}},
      {"norm", {[](Var x) { return norm(x, {1}); }, some}},
      {"outer", {outer, {{{3}, {2}}}}},
      {"pad",
       {[](Var x) {
          return square(pad(x, {{1, 0}, {0, 2}}));
        },
        some}},
      {"part_like",
       {[](Var x, Var y) {
          return square(part_like(concatenate({x, y}, 0), {x, y}, 1, 0));
        },
        pair}},
      {"polygamma", {[](Var x) { return polygamma(1, x); }, {}, 0.8, 3}},
      {"pow", {pow, {}, 0.5}},
      {"prod", {[](Var x) { return prod(x, {1}); }, some}},
      {"reciprocal", {reciprocal, {}, 0.5}},
      {"relu", {[](Var x) { return square(relu(x)); }, {}, 0.2}},
      {"repeat", {[](Var x) { return square(repeat(x, 2, 0)); }, some}},
      {"reshape",
       {[](Var x) {
          return square(reshape(x, {3, 2}));
        },
        some}},
      {"reshape_like", {[](Var x, Var y) { return square(reshape_like(x, y)); }, {{{2, 3}, {6}}}}},
      {"roll", {[](Var x) { return square(roll(x, 1)) * x; }, some}},
      {"round", {round, {}, 0.6, 1.4}},
      {"rsqrt", {rsqrt, {}, 0.5}},
      {"scatter_add",
       {[](Var x, Var y) {
          return square(scatter_add(x, {1, 1}, y, 0));
        },
        pair}},
      {"scatter_add_along_axis",
       {[](Var x, Var y) { return square(scatter_add_along_axis(x, argsort(x, 1), y, 1)); }, pair}},
      {"selu", {selu, {}, 0.2}},
      {"sigmoid", {sigmoid}},
      {"sigmoid_binary_cross_entropy", {sigmoid_binary_cross_entropy, pair}},
      {"sign", {sign, {}, 0.2}},
      {"silu", {silu}},
      {"sin", {sin}},
      {"sinh", {sinh}},
      {"slice",
       {[](Var x) {
          return square(slice(x, {Slice{0, 1}, Slice{open_end, open_end, -2}}));
        },
        some}},
      {"slice_scatter",
       {[](Var x, Var y) {
          return square(slice_scatter(x, sum(y, {1}, keepdims), {Slice{}, Slice{1, 2}}));
        },
        pair}},
      {"slogdet", {[](Var a) { return slogdet(regular(a)).logabsdet; }, matrix}},
      {"softmax", {[](Var x) { return softmax(x, 1); }, some}},
      {"softmax_cross_entropy", {[](Var x) { return softmax_cross_entropy(x, argmax(x, 1)); }, some}},
      {"softplus", {softplus}},
      {"solve", {[](Var a, Var b) { return solve(regular(a), b); }, {{{3, 3}, {3, 2}}}}},
      {"sort", {[](Var x) { return square(sort(x, 1)); }, some}},
      {"split", {[](Var x) { return square(split(x, 3, 1)[2]); }, some}},
      {"sqrt", {sqrt, {}, 0.5}},
      {"square", {square}},
      {"squeeze", {[](Var x) { return square(squeeze(x)); }, {{{2, 1}}}}},
      {"stack",
       {[](Var a, Var b) {
          return square(stack({a, b}, 1));
        },
        pair}},
      {"std", {[](Var x) { return std(x, {1}); }, some}},
      {"sub", {sub}},
      {"sum", {[](Var x) { return square(sum(x, {1})); }, some}},
      {"sum_like", {[](Var x, Var y) { return square(sum_like(x, y)) * y; }, {{{2, 3}, {3}}, {{2, 3}, {2, 1}}}}},
      {"swish", {[](Var x) { return swish(x); }}},
      {"take_along_axis", {[](Var x) { return square(take_along_axis(x, argsort(x, 1), 1)); }, some}},
      {"tan", {tan, {}, -1.2, 1.2}},
      {"tanh", {tanh}},
      {"tile",
       {[](Var x) {
          return square(tile(x, {2, 1}));
        },
        some}},
      {"topk", {[](Var x) { return square(topk(x, 2, 1).values); }, some}},
      {"trace", {[](Var x) { return square(trace(x)); }, matrix}},
      {"transpose", {[](Var x) { return square(transpose(x)) * reshape_like(x, transpose(x)); }, some}},
      {"triangular_solve", {[](Var t, Var b) { return triangular_solve(tril(regular(t)), b); }, {{{3, 3}, {3, 2}}}}},
      {"tril", {[](Var x) { return square(tril(x)); }, matrix}},
      {"triu", {[](Var x) { return square(triu(x)); }, matrix}},
      {"trunc", {trunc, {}, 0.1, 0.9}},
      {"unfold2d",
       {[](Var x) {
          return square(unfold2d(x, {.kernel = {2, 2}}));
        },
        image}},
      {"var", {[](Var x) { return var(x, {1}); }, some}},
      {"where", {[](Var x, Var y) { return where(x > y, square(x), y * x); }, pair}},
  };
  return rows;
}

/// Ops without a row above, and why.
const std::map<std::string, std::string>& exceptions() {
  static const std::string mask = "the result is bool", places = "the result counts places";
  static const std::map<std::string, std::string> rows{
      {"all", mask},
      {"any", mask},
      {"argmax", places},
      {"argmin", places},
      {"argsort", places},
      {"count", "reads a shape only"},
      {"equal", mask},
      {"greater", mask},
      {"greater_equal", mask},
      {"isfinite", mask},
      {"isinf", mask},
      {"isnan", mask},
      {"less", mask},
      {"less_equal", mask},
      {"logical_and", mask},
      {"logical_not", mask},
      {"logical_or", mask},
      {"max_pool2d_indices", places},
      {"not_equal", mask},
      {"one_hot", "its operand counts places"},
      {"ones_like", "reads a shape only"},
      {"random_uniform_like", "reads a shape only"},
      {"stop_gradient", "its derivative is 0 on purpose; tests/ops/stop_gradient_test.cpp"},
      {"zeros_like", "reads a shape only"},
  };
  return rows;
}

/// The names of the builders that ops' public headers declare.
std::set<std::string> declared() {
  static const std::regex builder(R"(^(?:inline )?(?:Var|Vars|TopK|SignAndLog) ([a-z_0-9]+)\()");
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(XGRAD_TEST_DATA "/../ops")) {
    const std::string file = entry.path().filename().string();
    if (entry.path().extension() != ".hpp" || file.find("_internal") != std::string::npos) continue;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);)
      if (std::smatch found; std::regex_search(line, found, builder)) names.insert(found[1]);
  }
  return names;
}

TEST_CASE("every op is in the table of derivatives, or excepted for a reason") {
  const std::set<std::string> names = declared();
  CHECK(names.size() > 100);
  for (const std::string& name : names)
    CHECK_MESSAGE(differentiated().contains(name) + exceptions().contains(name) == 1, name);
  for (const auto& row : differentiated()) CHECK_MESSAGE(names.contains(row.first), row.first);
  for (const auto& row : exceptions()) CHECK_MESSAGE(names.contains(row.first), row.first);
}

/// What docs/ops.md says of these tables.
std::string account() {
  std::map<std::string, std::string> by_reason;
  for (const auto& [name, why] : exceptions()) {
    std::string& names = by_reason[why];
    names += (names.empty() ? "`" : ", `") + name + '`';
  }
  std::string text = "xgrad has " + std::to_string(declared().size()) +
                     " ops. First derivatives, second derivatives and forward mode of " +
                     std::to_string(differentiated().size()) + " of them are checked against finite differences by\n" +
                     "`tests/ops/every_op_test.cpp`; the other " + std::to_string(exceptions().size()) +
                     " have none to check:\n\n| not in that number | because |\n| --- | --- |\n";
  for (const auto& [why, names] : by_reason) text += "| " + names + " | " + why + " |\n";
  return text + '\n';
}

TEST_CASE("docs/ops.md says how many ops there are, how many are checked, and why the others are not") {
  std::ifstream in(XGRAD_TEST_DATA "/../docs/ops.md");
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  CHECK_MESSAGE(page.find(account()) != std::string::npos, "the page should say\n", account());
  for (const std::string& name : declared())
    CHECK_MESSAGE(page.find("\n#### " + name + '\n') != std::string::npos, name);
}

TEST_CASE("every op's derivatives: first and second order against finite differences, forward against reverse") {
  std::size_t right = 0;
  for (const auto& entry : differentiated()) {
    const Row& row = entry.second;
    const GradientCheck check{.shapes = row.shapes, .low = row.low, .high = row.high};
    const GradientReport report = std::visit([&](const auto& f) { return check_gradients(f, check); }, row.f);
    CHECK_MESSAGE(report.ok, entry.first, ": ", report.text);
    right += report.ok;
  }
  MESSAGE("ops: ", declared().size(), "; with first order, second order and forward mode checked: ", right,
          "; excepted for a reason: ", exceptions().size());
}

}  // namespace
}  // namespace xgrad
