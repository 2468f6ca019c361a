#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <xgrad/examples/plot/labelled_images.hpp>
#include <xgrad/examples/plot/language.hpp>

namespace xgrad::plot {
namespace {

constexpr std::int64_t shown = 50;  // images in a picture

}  // namespace

LabelledImages::LabelledImages(const Dataset& set) : names_(set.target_names) {
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(set.data.shape(1))));
  if (side * side == set.data.shape(1) && side > 3) side_ = side;
}

std::string LabelledImages::name(const Tensor& labels, std::int64_t row) const {
  return names_[static_cast<std::size_t>(labels.at<std::int64_t>({row}))];
}

std::string LabelledImages::counts(const Tensor& train, const Tensor& test) const {
  const auto words =
      are_images()
          ? text("{} images: {} to learn from, {} to be tested on\n", "{} 张图片：{} 张用来学习，{} 张用来测试\n")
          : text("{} rows: {} to learn from, {} to be tested on\n", "{} 行：{} 行用来学习，{} 行用来测试\n");
  return fmt::format(fmt::runtime(words), train.shape(0) + test.shape(0), train.shape(0), test.shape(0));
}

ImageGrid LabelledImages::first(const Tensor& images, const Tensor& labels) const {
  const std::int64_t n = std::min(shown, images.shape(0));
  ImageGrid grid({.title = text("The first ", "前 ") + std::to_string(n) + text(" of ", " 张手写数字，共 ") +
                           std::to_string(images.shape(0)) + text(" handwritten digits", " 张"),
                  .height = side_,
                  .width = side_});
  for (std::int64_t i = 0; i < n; ++i) grid.add(rows(images, i, i + 1), {name(labels, i)});
  return grid;
}

ImageGrid LabelledImages::predictions(const Tensor& images, const Tensor& truth, const Tensor& predicted) const {
  auto is_wrong = [&](std::int64_t i) { return truth.at<std::int64_t>({i}) != predicted.at<std::int64_t>({i}); };
  std::vector<std::int64_t> order(static_cast<std::size_t>(images.shape(0)));
  std::iota(order.begin(), order.end(), 0);
  const auto right = std::stable_partition(order.begin(), order.end(), is_wrong);
  ImageGrid grid({.title = text("Test images, truth → prediction: ", "测试图片，真值 → 预测：") +
                           std::to_string(right - order.begin()) + text(" of ", " 张错（红框，排在最前），共 ") +
                           std::to_string(order.size()) + text(" are wrong (red, shown first)", " 张"),
                  .height = side_,
                  .width = side_});
  order.resize(std::min<std::size_t>(order.size(), shown));
  for (std::int64_t i : order)
    grid.add(rows(images, i, i + 1), {name(truth, i) + " → " + name(predicted, i), is_wrong(i)});
  return grid;
}

}  // namespace xgrad::plot
