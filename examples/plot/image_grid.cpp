#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/examples/plot/image_grid.hpp>
#include <xgrad/examples/plot/text.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad::plot {

/// Lengths in screen pixels, from the upper left corner; a unit of the plot's axes is one of them too.
struct ImageGrid::Layout {
  int width, height;  // of an image
  int title = 14, caption = 0, gap = 0, margin = 16;
  int columns, rows;
  int left(std::size_t i) const { return margin + static_cast<int>(i) % columns * (width + gap); }
  int top(std::size_t i) const { return title + caption + static_cast<int>(i) / columns * (height + caption + 10); }
};

ImageGrid::ImageGrid(ImageGridOptions options) : options_(std::move(options)) {
  const auto& [title, height, width, columns, scale] = options_;
  if (height < 1 || width < 1 || columns < 1 || scale < 0) {
    throw ShapeError("plot::ImageGrid", "height, width and columns are positive numbers",
                     fmt::format("{} x {}, {} columns", height, width, columns));
  }
}

ImageGrid& ImageGrid::add(const Tensor& image, Caption caption) {
  if (image.size() != options_.height * options_.width) {
    throw ShapeError("plot::ImageGrid", "an image has height * width pixels",
                     fmt::format("{} pixels for {} x {}", image.size(), options_.height, options_.width));
  }
  images_.push_back({image.astype(float64).to_vector<double>(), std::move(caption)});
  return *this;
}

ImageGrid::Layout ImageGrid::layout() const {
  const int width = static_cast<int>(options_.width), height = static_cast<int>(options_.height);
  const int scale = options_.scale > 0 ? options_.scale : std::max(1, 72 / width);
  Layout made{
      .width = scale * width, .height = scale * height, .columns = static_cast<int>(options_.columns), .rows = 0};
  made.rows = (static_cast<int>(images_.size()) + made.columns - 1) / made.columns;
  int longest = 0;
  for (const Image& image : images_) longest = std::max(longest, text_width(image.caption.text, 11));
  if (!options_.title.empty()) {
    made.title = 30 + 26 * static_cast<int>(1 + std::count(options_.title.begin(), options_.title.end(), '\n'));
  }
  if (longest > 0) made.caption = 24;
  made.gap = std::max(14, longest + 14 - made.width);
  const int images = made.columns * (made.width + made.gap) - made.gap;
  made.margin = std::max({16, made.gap / 2, (text_width(options_.title, 15) + 32 - images) / 2});
  return made;
}

Size ImageGrid::size() const {
  const Layout at = layout();
  const std::size_t below =
      static_cast<std::size_t>(std::max(at.rows, 1)) * options_.columns;  // the row after the last
  return {at.left(at.columns - 1) + at.width + at.margin, at.top(below) - at.caption + 6};
}

/// The pixels of an image as rows "x y value". Pixels of the same size everywhere: both scales are whole numbers.
std::string ImageGrid::block(std::size_t image) const {
  const Layout at = layout();
  const double dx = static_cast<double>(at.width) / static_cast<double>(options_.width);
  const double dy = static_cast<double>(at.height) / static_cast<double>(options_.height);
  std::string text = fmt::format("$image{} << EOD\n", image);
  for (std::int64_t i = 0; i < options_.height; ++i) {
    for (std::int64_t j = 0; j < options_.width; ++j) {
      text += fmt::format("{} {} {}\n", at.left(image) + (static_cast<double>(j) + 0.5) * dx,
                          at.top(image) + (static_cast<double>(i) + 0.5) * dy,
                          number(images_[image].pixels[static_cast<std::size_t>(i * options_.width + j)]));
    }
  }
  return text + "EOD\n";
}

/// Frame and caption.
std::string ImageGrid::surroundings(std::size_t image) const {
  const Layout at = layout();
  const auto& [text, wrong] = images_[image].caption;
  const int left = at.left(image), top = at.top(image);
  std::string made =
      fmt::format("set object {} rect from {},{} to {},{} front fs empty border lc rgb '{}' lw {}\n", image + 1, left,
                  top, left + at.width, top + at.height, wrong ? "#d00000" : "#b0b0b0", wrong ? 4 : 1);
  if (text.empty()) return made;
  return made + fmt::format("set label {} {} at {},{} center font ',11' textcolor rgb '{}'\n", image + 1, quoted(text),
                            left + at.width / 2.0, top - 12, wrong ? "#d00000" : "#303030");
}

std::string ImageGrid::commands() const {
  const auto [width, height] = size();
  double low = INFINITY, high = -INFINITY;
  for (const Image& image : images_) {
    for (double pixel : image.pixels) {
      if (std::isfinite(pixel)) low = std::min(low, pixel), high = std::max(high, pixel);
    }
  }
  if (!(low < high)) low = 0, high = 1;
  std::string text = fmt::format(
      "set lmargin at screen 0\nset rmargin at screen 1\nset bmargin at screen 0\nset tmargin at screen 1\n"
      "unset border\nunset tics\nunset key\nunset colorbox\nset xrange [0:{}]\nset yrange [{}:0]\n"
      "set palette gray negative\nset cbrange [{}:{}]\n",
      width, height, number(low), number(high));
  if (!options_.title.empty()) {
    text += fmt::format("set label {} {} at {},26 center font ',15'\n", images_.size() + 1, quoted(options_.title),
                        width / 2.0);
  }
  std::string plots;
  for (std::size_t i = 0; i < images_.size(); ++i) {
    text += block(i) + surroundings(i);
    plots += fmt::format("{}$image{} with image pixels", i == 0 ? "" : ", ", i);
  }
  return text + "plot " + (plots.empty() ? "NaN" : plots) + "\n";
}

std::string ImageGrid::csv() const {
  std::string text = "caption,wrong";
  for (std::int64_t i = 0; i < options_.height; ++i) {
    for (std::int64_t j = 0; j < options_.width; ++j) text += fmt::format(",pixel_{}_{}", i, j);
  }
  text += "\n";
  for (const auto& [pixels, caption] : images_) {
    text += csv_field(caption.text) + (caption.wrong ? ",1" : ",0");
    for (double pixel : pixels) text += "," + number(pixel);
    text += "\n";
  }
  return text;
}

}  // namespace xgrad::plot
