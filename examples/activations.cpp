/// Activations with their derivatives, losses, and which goes with which task.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Function {
  std::string name;
  UnaryFunction f;
  std::string use;
};

// What the library has no op for is composed of what it has, and differentiated with it.
Var selu(Var x) { return 1.0507009873554805 * elu(x, 1.6732632423543772); }
Var gelu(Var x) { return 0.5 * x * (1.0 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))); }
Var swish(Var x) { return x * sigmoid(x); }

/// Values and derivatives at x.
std::array<std::vector<double>, 2> drawn(const UnaryFunction& f, const std::vector<double>& x) {
  Graph g;
  Var in = g.input("x", float64, {dynamic}), y = f(in);
  auto r = compile({in}, {y, grad(sum(y), in)})({plot::tensor_of(x)});
  return {plot::numbers(r[0]), plot::numbers(r[1])};
}

void activations(plot::Album& album) {
  const Function all[] = {
      {text("identity", "恒等"), [](Var x) { return x + 0.0; }, text("output of regression", "回归的输出层")},
      {"sigmoid", sigmoid, text("output: yes or no", "输出层：是或否")},
      {"tanh", tanh, text("small hidden layers", "小的隐藏层")},
      {"ReLU", relu, text("hidden layers, the usual choice", "隐藏层的常用选择")},
      {"leaky ReLU", [](Var x) { return leaky_relu(x, 0.1); },
       text("slope 0.1 here: no dead neurons", "此处斜率 0.1：没有死神经元")},
      {"ELU", [](Var x) { return elu(x); }, text("smooth, mean near 0", "光滑，均值近 0")},
      {"SELU", selu, text("deep plain networks, LeCun weights", "深的普通网络，配 LeCun 初值")},
      {"GELU", gelu, text("transformers", "Transformer")},
      {"softplus", softplus, text("outputs above 0", "大于 0 的输出")},
      {"swish", swish, text("deep convolutional networks", "深的卷积网络")}};
  const auto x = plot::linspace({-4, 4}, 201);
  plot::Panels panels(
      {.title = text("Activations (line) and their derivatives (dashed)", "激活函数（实线）与导数（虚线）"),
       .columns = 4,
       .panel = {330, 280}});
  fmt::print("{:12} {:>8} {:>8} {:>8} {:>10}  {}\n", text("activation", "激活函数"), "f(-2)", "f(0)", "f(2)",
             "max |f'|", text("goes with", "适用"));
  for (const auto& [name, f, use] : all) {
    const auto [y, slope] = drawn(f, x);
    const auto [at, ignored] = drawn(f, {-2, 0, 2});
    fmt::print("{:12} {:8.4f} {:8.4f} {:8.4f} {:10.4f}  {}\n", name, at[0], at[1], at[2],
               *std::max_element(slope.begin(), slope.end()), use);
    panels.add(plot::Chart({.title = name, .x = {-3, 3}, .y = {-1.5, 2.5}, .legend = "none"})
                   .line("f", x, y)
                   .line("f'", x, slope, {.dashed = true}));
  }
  // softmax has many inputs: here the first of three, the others being 0 and 1.
  Graph g;
  Var in = g.input("x", float64, {dynamic}), column = reshape(in, {dynamic, 1});
  Var p = gather(softmax(concatenate({column, 0.0 * column, 0.0 * column + 1.0}, 1), 1), {0}, 1);
  auto r = compile({in}, {p, grad(sum(p), in)})({Tensor::from(x, {201})});
  panels.add(plot::Chart({.title = text("softmax of (x, 0, 1), first", "softmax (x, 0, 1) 的第一个"),
                          .x = {-3, 3},
                          .y = {-1.5, 2.5},
                          .legend = "none"})
                 .line("", x, plot::numbers(r[0]))
                 .line("", x, plot::numbers(r[1]), {.dashed = true}));
  fmt::print("{:12} {:>8} {:>8} {:>8} {:>10}  {}\n", "softmax", "", "", "", "",
             text("output: one of several classes", "输出层：多类选一"));
  album.add("activations", panels);
}

void losses(plot::Album& album) {
  const auto e = plot::linspace({-3, 3}, 241);
  const Function regression[] = {
      {text("squared", "平方"), [](Var x) { return square(x); },
       text("regression, the usual choice", "回归的常用选择")},
      {text("absolute", "绝对"), [](Var x) { return abs(x); }, text("regression with outliers", "有离群点的回归")},
      {"Huber", [](Var x) { return where(abs(x) <= 1.0, 0.5 * square(x), abs(x) - 0.5); },
       text("between the two", "介于两者之间")}};
  const Function classes[] = {
      {text("binary cross-entropy", "二元交叉熵"), [](Var z) { return softplus(-z); },
       text("yes or no (sigmoid); categorical: classes (softmax)", "是或否（sigmoid）；分类交叉熵：多类（softmax）")},
      {"hinge", [](Var z) { return relu(1.0 - z); }, text("a margin, support vector machines", "间隔，支持向量机")},
      {text("squared (for comparison)", "平方（对照）"), [](Var z) { return square(1.0 - sigmoid(z)); },
       text("flat where it is most wrong: learns slowly", "错得最多处最平：学得慢")}};
  plot::Panels panels({.title = text("Losses (above) and their derivatives (below)", "损失（上）与导数（下）")});
  std::vector<plot::Chart> below;
  fmt::print("\n{:26} {:>9} {:>9}  {}\n", text("loss", "损失"), "L(-2)", "L'(-2)", text("goes with", "适用"));
  auto draw = [&](const auto& all, const std::string& label) {
    plot::Chart value({.x_label = label}), slope({.x_label = label});
    for (const auto& [name, f, use] : all) {
      const auto [y, dy] = drawn(f, e);
      const auto [at, d] = drawn(f, {-2.0});
      fmt::print("{:26} {:9.4f} {:9.4f}  {}\n", name, at[0], d[0], use);
      value.line(name, e, y), slope.line(name, e, dy);
    }
    panels.add(value);
    below.push_back(slope);
  };
  draw(regression, text("error f(x) - y", "误差 f(x) - y"));
  draw(classes, text("logit of the right answer", "正确答案的 logit"));
  for (plot::Chart& chart : below) panels.add(chart);
  album.add("losses", panels);
}

}  // namespace

int main(int argc, char** argv) {
  plot::CommandLine line("activations",
                         {"Activation functions and losses with their derivatives.", "激活函数与损失函数，及其导数。"});
  return line.run(argc, argv, [&] {
    plot::Album album(line.out(), line.format());
    activations(album);
    losses(album);
  });
}
