#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/examples/plot/training.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad::plot {

std::string ending_of(const models::MLPEstimator& fitted) {
  const auto& options = fitted.options;
  if (fitted.warnings().empty()) {
    if (fitted.n_iter() >= options.max_iter) return "";
    return fmt::format(
        fmt::runtime(text("it has converged: in the last {} epochs the loss never came {} below the best before\n",
                          "已收敛：最近 {} 轮中，损失从未比此前最好的再低 {}\n")),
        options.n_iter_no_change + 1, options.tol);
  }
  std::string said;
  for (const std::string& warning : fitted.warnings()) {
    if (warning.find("max_iter") == std::string::npos) {
      said += warning + "\n";
      continue;
    }
    said += fmt::format(fmt::runtime(text("--epochs {} were not enough: the loss is still falling\n",
                                          "--epochs {} 不够：损失还在下降\n")),
                        options.max_iter);
  }
  return said;
}

Chart loss_chart(const std::string& title, const std::string& x_label, Range y) {
  return Chart({.title = title, .x_label = x_label, .y_label = text("loss", "损失"), .y = y, .log_y = true});
}

Chart loss_curve(const std::vector<double>& losses, const std::string& loss) {
  Chart curve(
      {.title = text("Training loss", "训练损失"), .x_label = text("epoch", "轮次"), .y_label = loss, .log_y = true});
  return curve.line("", losses);
}

double checked_loss(double loss, std::int64_t epoch) {
  if (loss < 1e30) return loss;
  throw DataError("training", "the loss grows beyond all bounds", fmt::format("{} in epoch {}", loss, epoch),
                  "choose a smaller --lr, or scale the columns");
}

Chart frame(std::int64_t epoch, double loss, Range y) {
  const std::string title =
      fmt::format(fmt::runtime(text("epoch {}, loss {:.3g}", "第 {} 轮，损失 {:.3g}")), epoch, loss);
  return Chart({.title = title, .y = y, .size = {560, 400}});
}

HeatMap confusion(const Tensor& matrix, const std::vector<std::string>& names) {
  return HeatMap({.title = text("Confusion matrix of the test rows", "测试集的混淆矩阵"),
                  .row_label = text("truth", "真值"),
                  .column_label = text("prediction", "预测"),
                  .row_names = names,
                  .column_names = names,
                  .errors_off_diagonal = true,
                  .cell = names.size() > 5 ? 52 : 70},
                 matrix);
}

Chart decision(const std::string& title, const Grid& answers, const std::vector<Tensor>& x, const Tensor& truth) {
  const Range width{answers.x.front(), answers.x.back()}, height{answers.y.front(), answers.y.back()};
  Chart chart({.title = title, .x_label = "x1", .y_label = "x2", .x = width, .y = height, .x_tics = 0.5});
  const auto [low, high] = std::minmax_element(answers.z.begin(), answers.z.end());
  if (*high - *low > 0.1)
    chart.contours("", answers, {0.5}, {.colour = 6, .width = 2});
  else
    chart.note(width.low + 0.25 * (width.high - width.low), (height.low + height.high) / 2,
               fmt::format(fmt::runtime(text("{:.2f} everywhere", "处处是 {:.2f}")), (*low + *high) / 2));
  return chart.regions(answers, {0, 1}, text("output", "输出"))
      .classes({"0", "1"}, numbers(x[0]), numbers(x[1]), numbers(truth), {.width = 8});
}

}  // namespace xgrad::plot
