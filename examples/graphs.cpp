/// Looks at graphs: a function with its derivative as listing, formula and drawing; a training step with its plan.
#include <fmt/format.h>
#include <iostream>
#include <string>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::string function = "x^2 + sin(x)";
  double at = 3;
};

void title(const std::string& words) { fmt::print("\n--- {}\n", words); }

/// A function of x: what is written, what its derivatives are, what flows through its graph.
void function(const Settings& s, plot::Album& album) {
  Graph g;
  const Var x = g.input("x");
  const Var f = parse_formula(g, s.function, {{"x", x}}), first = grad(f, x);
  title(text("the graph as a listing: f and f'", "计算图的列表：f 和 f'"));
  std::cout << g;

  title(text("as formulas, simplified", "化简后的公式"));
  const Var second = grad(first, x);
  for (const auto& [name, v] : {std::pair("f(x)", f), std::pair("f'(x)", first), std::pair("f''(x)", second)})
    fmt::print("{:<7}= {:<32} LaTeX: {}\n", name, to_formula(v), to_formula(v, FormulaStyle::latex));

  Program p = compile({x}, {f, first, second});
  const Outputs at = p({s.at});
  fmt::print("{} x = {:g}: f = {:.10g}, f' = {:.10g}, f'' = {:.10g}\n", text("at", "在"), s.at, at[0].item(),
             at[1].item(), at[2].item());

  const auto heading = [&](const char* en, const char* zh) {
    return fmt::format("f(x) = {}: {}", s.function, text(en, zh));
  };
  album.add_dot("function", to_dot({f}, {.title = heading("values and derivatives of f", "各节点的值与 f 对它的导数"),
                                         .at = {{x, s.at}},
                                         .gradients = true}));
  album.add_dot("derivative", to_dot({f, first}, {.title = heading("with its derivative (violet: what grad appended)",
                                                                   "及其导数（紫色：grad 添加的节点）"),
                                                  .at = {{x, s.at}}}));
}

/// One step of training the digits network: forward, backward and the optimizer's update are one graph, and one plan.
void training_step(plot::Album& album) {
  Graph g;
  const Var x = g.input("x", float32, {dynamic, 64}), y = g.input("y", int64, {dynamic});
  const models::MLP mlp(g, {64, 50, 10});
  const Var loss = softmax_cross_entropy(mlp(x), y);
  const Vars parameters = mlp.parameters();
  Vars outputs{loss};
  for (Var d : grad(loss, parameters)) outputs.push_back(d);
  album.add_dot("backward", to_dot(outputs, {.title = text("The digits network: loss, and its gradients (violet)",
                                                           "手写数字网络：损失及其梯度（紫色）"),
                                             .top_down = true}));

  const Updates updates = optim::SGD{{.lr = 0.1}}.minimize(loss, parameters);
  Program step = compile({x, y}, {loss}, updates, {.profile = true});
  const Dataset digits = datasets::load_digits();
  const Tensor images = rows(digits.data.astype(float32), 0, 200), labels = rows(digits.target, 0, 200);
  for (int i = 0; i < 20; ++i) step({images, labels});
  title(text("the training step's plan, 200 images a step", "训练步的执行计划，每步 200 张图片"));
  std::cout << step.explain();

  Vars everything{loss};
  for (const Update& u : updates) everything.push_back(u.value);
  album.add_dot("training_step",
                to_dot(everything, {.title = text("A training step: forward, backward (violet), update",
                                                  "一个训练步：前向、反向（紫色）、更新"),
                                    .top_down = true}));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("graphs", {"Looks at computation graphs: listings, formulas, drawings, plans.",
                                    "看计算图：列表、公式、图、执行计划。"});
  line.option("--function", settings.function, {"a function of x", "x 的函数"});
  line.option("--at", settings.at, {"where it is evaluated", "求值点"}, -1e6, 1e6);
  return line.run(argc, argv, [&] {
    plot::Album album(line.out(), line.format());
    function(settings, album);
    training_step(album);
  });
}
