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

/// softmax has many inputs: here the first of three, the others being 0 and 1.
plot::Chart softmax_of_three(const std::vector<double>& x) {
  plot::Curve curve([](Var v) {
    const Var first = reshape(v, {dynamic, 1}), zero = 0.0 * first;
    return gather(softmax(concatenate({first, zero, zero + 1.0}, 1), 1), {0}, 1);
  });
  plot::Chart chart({.title = text("softmax of (x, 0, 1), first", "softmax (x, 0, 1) 的第一个"),
                     .x = {-3, 3},
                     .y = {-1.5, 2.5},
                     .legend = "none"});
  return chart.line("", x, curve.at(x)).line("", x, curve.at(x, 1), {.dashed = true});
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
    plot::Curve curve(f);
    const auto slope = curve.at(x, 1);
    fmt::print("{:12} {:8.4f} {:8.4f} {:8.4f} {:10.4f}  {}\n", name, curve(-2), curve(0), curve(2),
               *std::max_element(slope.begin(), slope.end()), use);
    plot::Chart chart({.title = name, .x = {-3, 3}, .y = {-1.5, 2.5}, .legend = "none"});
    panels.add(chart.line("f", x, curve.at(x)).line("f'", x, slope, {.dashed = true}));
  }
  panels.add(softmax_of_three(x));
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
      plot::Curve curve(f);
      fmt::print("{:26} {:9.4f} {:9.4f}  {}\n", name, curve(-2), curve(-2, 1), use);
      value.line(name, e, curve.at(e)), slope.line(name, e, curve.at(e, 1));
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
