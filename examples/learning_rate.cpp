/// Choosing a learning rate: too small, too large, schedules, and optimizers that choose for themselves.
#include <fmt/format.h>
#include <iostream>
#include <memory>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

/// A valley, flat along it, ten times as steep across: gradient descent diverges from lr = 2 / 10 on.
Var valley(Graph& g, Var p) { return sum(square(p) * g.constant(tensor({0.5, 5.0})), -1); }

struct Walk {
  std::vector<double> x, y, loss, rate;
};
using Optimizer = std::shared_ptr<optim::Optimizer>;

Walk walk(const Optimizer& optimizer, std::int64_t steps, optim::ReduceLROnPlateau* plateau = nullptr) {
  Graph g;
  Var p = g.variable("p", tensor({-4.0, 1.5})), loss = valley(g, p);
  const Updates updates = optimizer->minimize(loss, {p});
  Program step = compile({}, {loss, p, optimizer->lr()}, updates);
  Walk w;
  for (std::int64_t i = 0; i < steps; ++i) {
    auto r = step();
    if (plateau) plateau->step(*optimizer, r[0].item());
    w.loss.push_back(r[0].item()), w.rate.push_back(r[2].item());
    w.x.push_back(r[1].at<double>({0})), w.y.push_back(r[1].at<double>({1}));
  }
  return w;
}

template <class O> Optimizer make(typename O::Options options) { return std::make_shared<O>(options); }
Optimizer sgd(optim::Schedule lr) { return make<optim::SGD>({.lr = std::move(lr)}); }

void rates(plot::Album& album) {
  fmt::print("f = x²/2 + 5y², {}\n{}\n", text("gradient descent, 60 steps", "梯度下降 60 步"),
             text("learning rate   loss at the end", "学习率          最后的损失"));
  plot::Chart chart = plot::loss_chart(
      text("Too small crawls, too large swings, above 0.2 it diverges", "太小爬行，太大摆动，超过 0.2 发散"),
      text("step", "步"), {1e-6, 1e4});
  for (double lr : {0.001, 0.01, 0.05, 0.1, 0.19, 0.21}) {
    const Walk w = walk(sgd(lr), 60);
    const std::string verdict = w.loss.back() > w.loss.front() ? text("diverges", "发散")
                                : lr > 0.1            ? text("swings across the valley", "在谷中来回摆动")
                                : w.loss.back() > 0.1 ? text("crawls", "爬行")
                                                      : text("good", "合适");
    fmt::print("{:<15} {:<12.4g} {}\n", lr, w.loss.back(), verdict);
    chart.line(fmt::format("{}", lr), w.loss);
  }
  album.add("rates", chart);
}

void schedules(plot::Album& album) {
  const int n = 60;
  const auto warmed =
      optim::warm_up(optim::cosine_annealing(0.19, {.T_max = n - 10}), {.total_iters = 10, .start_factor = 0.05});
  const std::pair<std::string, optim::Schedule> all[] = {
      {text("constant", "常数"), 0.15},
      {text("step", "阶梯"), optim::step(0.19, {.step_size = 15, .gamma = 0.5})},
      {text("exponential", "指数"), optim::exponential(0.19, {.gamma = 0.96})},
      {text("cosine", "余弦"), optim::cosine_annealing(0.19, {.T_max = n})},
      {text("inverse scaling", "反比"), optim::inverse_scaling(0.19)},
      {text("warm-up, then cosine", "预热后余弦"), warmed}};
  const std::string step = text("step", "步");
  plot::Chart rate({.title = text("learning rate", "学习率"), .x_label = step}),
      loss = plot::loss_chart(text("loss", "损失"), step);
  std::cout << text("\nschedules               loss after 60 steps\n", "\n学习率计划              60 步后的损失\n");
  auto show = [&](const std::string& name, const Walk& w) {
    fmt::print("{:22}  {:.3g}\n", name, w.loss.back());
    rate.line(name, w.rate), loss.line(name, w.loss);
  };
  for (const auto& [name, schedule] : all) show(name, walk(sgd(schedule), n));
  optim::ReduceLROnPlateau plateau({.factor = 0.5, .patience = 2});  // begins where it diverges, and mends that
  show(text("reduce on plateau", "停滞时减半"), walk(sgd(0.21), n, &plateau));
  plot::Panels panels({.title = text("Schedules", "学习率计划"), .panel = {560, 460}});
  album.add("schedules", panels.add(rate).add(loss));
}

void optimizers(plot::Album& album) {
  const std::pair<std::string, Optimizer> all[] = {
      {"SGD", sgd(0.15)},
      {text("momentum", "动量"), make<optim::SGD>({.lr = 0.03, .momentum = 0.8})},
      {"AdaGrad", make<optim::AdaGrad>({.lr = 0.9})},
      {"RMSprop", make<optim::RMSprop>({.lr = 0.1})},
      {"Adam", make<optim::Adam>({.lr = 0.3})},
      {"AdamW", make<optim::AdamW>({.lr = 0.3, .weight_decay = 0.1})}};
  Graph g;
  Var p = g.input("p", float64, {dynamic, 2});
  Program height = compile({p}, {valley(g, p)});
  plot::Chart chart({.title = text("Paths of the optimizers", "各优化器的路径"),
                     .x_label = "x",
                     .y_label = "y",
                     .x = {-4.6, 1.4},
                     .y = {-2, 2},
                     .size = {1000, 700}});
  chart.contours("", plot::grid({-4.6, 1.4}, {-2, 2}, 121, 81, [&](const Tensor& at) { return height({at})[0]; }),
                 {0.1, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 11.0, 14.0, 18.0});
  std::cout << text("\noptimizer               loss after 60 steps\n", "\n优化器                  60 步后的损失\n");
  for (const auto& [name, optimizer] : all) {
    const Walk w = walk(optimizer, 60);
    fmt::print("{:22}  {:.3g}\n", name, w.loss.back());
    chart.path(name, w.x, w.y, {.width = 1.5});
  }
  album.add("paths", chart);
}

/// A grid of rates for a network: which learns iris best in 100 epochs?
void search(plot::Album& album) {
  const auto iris = datasets::load_iris();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(iris.data, iris.target, {.test_size = 0.2, .random_state = 42});
  models::MLPClassifier mlp({.hidden_layer_sizes = {16}, .max_iter = 100, .random_state = 42, .n_iter_no_change = 100});
  plot::Chart chart = plot::loss_chart(text("A network on iris, 100 epochs", "鸢尾花网络，100 轮"));
  std::cout << text("\nlearning rate   loss on iris   test accuracy\n",
                    "\n学习率          iris 上的损失   测试准确率\n");
  for (double lr : {0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 1.0}) {
    mlp.options.learning_rate_init = lr;
    mlp.fit(X_train, y_train);
    fmt::print("{:<15} {:<14.4f} {:.3f}\n", lr, mlp.loss(), mlp.score(X_test, y_test));
    chart.line(fmt::format("{}", lr), mlp.loss_curve());
  }
  album.add("search", chart);
}

}  // namespace

int main(int argc, char** argv) {
  plot::CommandLine line("learning_rate", {"Learning rates side by side, schedules, and the optimizers' paths.",
                                           "各种学习率的对比、学习率计划、各优化器的路径。"});
  return line.run(argc, argv, [&] {
    plot::Album album(line.out(), line.format());
    rates(album);
    schedules(album);
    optimizers(album);
    search(album);
  });
}
