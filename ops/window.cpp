#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <limits>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/concatenate.hpp>
#include <xgrad/ops/gather.hpp>
#include <xgrad/ops/matmul_internal.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/reshape.hpp>
#include <xgrad/ops/slice.hpp>
#include <xgrad/ops/transpose.hpp>
#include <xgrad/ops/window.hpp>

namespace xgrad {
namespace {

std::string text(HeightWidth e) { return fmt::format("{}x{}", e.height, e.width); }

std::string text(const Window& w) {
  return fmt::format("kernel={}, stride={}, padding={}, dilation={}", text(w.kernel), text(w.stride), text(w.padding),
                     text(w.dilation));
}

/// Along one axis of the image.
struct Sliding {
  std::int64_t extent, kernel, stride, padding, dilation;
  std::int64_t span() const { return dilation * (kernel - 1) + 1; }
  std::int64_t places() const {
    if (extent == dynamic) return dynamic;
    return extent + 2 * padding < span() ? 0 : (extent + 2 * padding - span()) / stride + 1;
  }
  /// Whether the window sees a part of the image wherever it is.
  bool always_sees() const {
    for (std::int64_t place = 0; place < places(); ++place)
      if (first_inside(place) >= last_inside(place)) return false;
    return true;
  }
  /// Where in the image the window's first element lies; before it if that is negative.
  std::int64_t start(std::int64_t place) const { return place * stride - padding; }
  /// The window's elements [first, last) that lie within the image.
  std::int64_t first_inside(std::int64_t place) const {
    const std::int64_t s = start(place);
    return s >= 0 ? 0 : std::min(kernel, (-s + dilation - 1) / dilation);
  }
  std::int64_t last_inside(std::int64_t place) const {
    const std::int64_t left = extent - start(place);
    return left <= 0 ? 0 : std::min(kernel, (left + dilation - 1) / dilation);
  }
};

Sliding down(std::int64_t height, const Window& w) {
  return {height, w.kernel.height, w.stride.height, w.padding.height, w.dilation.height};
}
Sliding across(std::int64_t width, const Window& w) {
  return {width, w.kernel.width, w.stride.width, w.padding.width, w.dilation.width};
}

void check_window(std::string_view op, const Window& w) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  const auto within = [](HeightWidth e, std::int64_t least) {
    return e.height >= least && e.width >= least && e.height <= most && e.width <= most;
  };
  if (!within(w.kernel, 1) || !within(w.stride, 1) || !within(w.dilation, 1) || !within(w.padding, 0))
    throw DataError(op, "that is no window", text(w), "kernel, stride and dilation are at least 1, padding at least 0");
}

/// An image, and a window that fits into it as far as the image is known.
void check_image(std::string_view op, const Operand& x, const Window& window) {
  check_window(op, window);
  check_same_float(op, std::span(&x, 1));
  if (x.shape.rank() != 4) throw ShapeError(op, "images are [n, channels, height, width]", to_string(x));
  if (down(x.shape[2], window).places() == 0 || across(x.shape[3], window).places() == 0)
    throw ShapeError(op, "the window does not fit into the image", fmt::format("{}, {}", to_string(x), text(window)),
                     "a smaller kernel, or padding");
}

Shape unfolded_shape(const Shape& x, const Window& w) {
  return {x[0], down(x[2], w).places(), across(x[3], w).places(), x[1], w.kernel.height, w.kernel.width};
}

/// Calls run(image, window, count) for the runs of elements that windows and image share: `count` elements from
/// window + 0, 1, 2 ... lie at image + 0, dilation, 2 dilation ...
template <class Run> void for_each_run(const Shape& image, const Window& w, const Run& run) {
  const Sliding rows = down(image[2], w), columns = across(image[3], w);
  const std::int64_t places_down = rows.places(), places_across = columns.places(), channels = image[1];
  const std::int64_t seen = w.kernel.height * w.kernel.width;
  std::int64_t window = 0;
  for (std::int64_t n = 0; n < image[0]; ++n)
    for (std::int64_t i = 0; i < places_down; ++i) {
      const std::int64_t top = rows.first_inside(i), bottom = rows.last_inside(i);
      for (std::int64_t j = 0; j < places_across; ++j) {
        const std::int64_t left = columns.first_inside(j), count = columns.last_inside(j) - left;
        std::int64_t plane = n * channels * image[2] * image[3];
        for (std::int64_t c = 0; c < channels; ++c, window += seen, plane += image[2] * image[3]) {
          if (count <= 0) continue;
          for (std::int64_t k = top; k < bottom; ++k)
            run(plane + (rows.start(i) + k * w.dilation.height) * image[3] + columns.start(j) + left * w.dilation.width,
                window + k * w.kernel.width + left, count);
        }
      }
    }
}

Var fold2d_like(Var y, Var ref, const Window& window);

/// What the windows see, for a user that errors name.
struct Unfold2D : Op {
  Unfold2D(const Window& window, std::string_view user) : window_(window), user_(user) {}
  std::string_view name() const override { return "unfold2d"; }
  Type infer(Types in) const override {
    check_image(user_, in[0], window_);
    return {in[0].dtype, unfolded_shape(in[0].shape, window_)};
  }
  void forward(Views in, View out) const override {
    if (out.dtype == float32)
      copy<float>(in[0], out);
    else
      copy<double>(in[0], out);
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    const std::int64_t height = in[0].shape()[2], width = in[0].shape()[3];
    if (height == dynamic || width == dynamic) return {fold2d_like(dy, in[0], window_)};
    return {fold2d(dy, {height, width}, window_)};
  }
  std::string attributes() const override { return text(window_); }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }

 private:
  template <class T> void copy(const View& in, const View& out) const {
    const T* const image = in.as<const T>();
    T* const seen = out.as<T>();
    std::fill_n(seen, out.size(), T(0));
    const std::int64_t step = window_.dilation.width;
    for_each_run(in.shape(), window_, [=](std::int64_t from, std::int64_t to, std::int64_t count) {
      for (std::int64_t i = 0; i < count; ++i) seen[to + i] = image[from + i * step];
    });
  }
  Window window_;
  std::string_view user_;  // a literal
};

struct Fold2D : Op {
  Fold2D(HeightWidth image, const Window& window) : image_(image), window_(window) {}
  std::string_view name() const override { return "fold2d"; }
  Type infer(Types in) const override {
    check_same_float(name(), in);
    check_rank(name(), 6, in);
    const Operand image{{in[0].dtype, {in[0].shape[0], in[0].shape[3], image_.height, image_.width}}, in[0].var};
    check_image(name(), image, window_);
    const Shape wanted = unfolded_shape(image.shape, window_);
    if (!may_equal(in[0].shape, wanted))
      throw ShapeError(name(), fmt::format("such windows would be {}", to_string(wanted)), describe(in));
    return image;
  }
  void forward(Views in, View out) const override {
    if (out.dtype == float32)
      add<float>(in[0], out);
    else
      add<double>(in[0], out);
  }
  Vars vjp(Vars, Var, Var dy) const override { return {unfold2d(dy, window_)}; }
  std::string attributes() const override { return fmt::format("image={}, {}", text(image_), text(window_)); }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }

 private:
  template <class T> void add(const View& in, const View& out) const {
    const T* const seen = in.as<const T>();
    T* const image = out.as<T>();
    std::fill_n(image, out.size(), T(0));
    const std::int64_t step = window_.dilation.width;
    for_each_run(out.shape(), window_, [=](std::int64_t to, std::int64_t from, std::int64_t count) {
      for (std::int64_t i = 0; i < count; ++i) image[to + i * step] += seen[from + i];
    });
  }
  HeightWidth image_;
  Window window_;
};

/// fold2d to an image of operand 1's height and width, which is read for its shape only.
struct Fold2DLike : Op {
  explicit Fold2DLike(const Window& window) : window_(window) {}
  std::string_view name() const override { return "fold2d_like"; }
  Type infer(Types in) const override {
    check_same_float(name(), in);
    return in[1];
  }
  void forward(Views in, View out) const override {
    Fold2D({out.shape()[2], out.shape()[3]}, window_).forward(in.first(1), out);
  }
  Vars vjp(Vars, Var, Var dy) const override { return {unfold2d(dy, window_), no_gradient}; }
  std::string attributes() const override { return text(window_); }
  bool reads_shape_only(std::size_t i) const override { return i == 1; }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }
  Var specialize(const Vars& in) const override { return fold2d(in[0], {in[1].shape()[2], in[1].shape()[3]}, window_); }

 private:
  Window window_;
};

Var fold2d_like(Var y, Var ref, const Window& window) { return make_node<Fold2DLike>({y, ref}, window); }

Window pooling_window(HeightWidth kernel, const Pool2DOptions& o) {
  return {kernel, o.stride.value_or(kernel), o.padding, o.dilation};
}

/// The same for pooling, whose padding is at most half of the window.
void check_pooling(std::string_view op, const Operand& x, const Window& window) {
  check_image(op, x, window);
  const Sliding rows = down(x.shape[2], window), columns = across(x.shape[3], window);
  if (2 * rows.padding > rows.span() || 2 * columns.padding > columns.span())
    throw DataError(op, "the padding is more than half of the window", text(window));
}

struct MaxPool2DIndices : Op {
  explicit MaxPool2DIndices(const Window& window) : window_(window) {}
  std::string_view name() const override { return "max_pool2d_indices"; }
  Type infer(Types in) const override {
    check_pooling("max_pool2d", in[0], window_);
    const Shape& x = in[0].shape;
    const Sliding rows = down(x[2], window_), columns = across(x[3], window_);
    const bool is_known = x[2] != dynamic && x[3] != dynamic;
    if (is_known && (!rows.always_sees() || !columns.always_sees()))
      throw ShapeError("max_pool2d", "somewhere the window sees padding only",
                       fmt::format("{}, {}", to_string(in[0]), text(window_)), "less padding, or less dilation");
    return {int64, {x[0], x[1], rows.places(), columns.places()}};
  }
  void forward(Views in, View out) const override {
    if (in[0].dtype == float32)
      find<float>(in[0], out);
    else
      find<double>(in[0], out);
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient}; }
  std::string attributes() const override { return text(window_); }
  bool may_fail() const override { return false; }

 private:
  template <class T> void find(const View& in, const View& out) const {
    const Shape& x = in.shape();
    const Sliding rows = down(x[2], window_), columns = across(x[3], window_);
    const T* const image = in.as<const T>();
    auto* places = out.as<std::int64_t>();
    for (std::int64_t plane = 0; plane < x[0] * x[1]; ++plane)
      for (std::int64_t i = 0; i < rows.places(); ++i)
        for (std::int64_t j = 0; j < columns.places(); ++j, ++places) {
          *places = -1;
          for (std::int64_t k = rows.first_inside(i); k < rows.last_inside(i); ++k)
            for (std::int64_t l = columns.first_inside(j); l < columns.last_inside(j); ++l) {
              const std::int64_t place =
                  (plane * x[2] + rows.start(i) + k * rows.dilation) * x[3] + columns.start(j) + l * columns.dilation;
              const T value = image[place];
              if (*places < 0 || value > image[*places] || value != value) *places = place;
            }
        }
  }
  Window window_;
};

/// The product of every window with every row of weights: [n, o, down, across].
Var correlate(Var x, Var weight, const Window& window) {
  const Var products = contract("conv2d", make_node<Unfold2D>({x}, window, "conv2d"), weight, {3, 1, 3, false, true});
  return transpose(products, {0, 3, 1, 2});
}

}  // namespace

Var unfold2d(Var x, const Window& window) { return make_node<Unfold2D>({x}, window, "unfold2d"); }
Var fold2d(Var y, HeightWidth image, const Window& window) { return make_node<Fold2D>({y}, image, window); }

Var conv2d(Var x, Var weight) { return conv2d(x, weight, {}); }
Var conv2d(Var x, Var weight, const Conv2DOptions& o) {
  constexpr std::string_view op = "conv2d";
  const Operand operands[] = {operand_of(op, x), operand_of(op, weight)};
  const auto& [image, filters] = operands;
  check_same_float(op, std::span<const Operand>(operands));
  if (filters.shape.rank() != 4 || filters.shape.size() == 0)
    throw ShapeError(op, "weights are [out channels, channels / groups, height, width]", to_string(filters),
                     filters.origin());
  if (filters.shape[2] == dynamic || filters.shape[3] == dynamic)
    throw ShapeError(op, "the weights' height and width must be known", to_string(filters), filters.origin());
  const Window window{{filters.shape[2], filters.shape[3]}, o.stride, o.padding, o.dilation};
  check_image(op, image, window);
  const std::int64_t channels = image.shape[1], out_channels = filters.shape[0];
  if (o.groups > 1 && (channels == dynamic || out_channels == dynamic))
    throw ShapeError(op, "channels that are split into groups must be known",
                     describe(std::span<const Operand>(operands)));
  if (o.groups < 1 || channels % o.groups != 0 || out_channels % o.groups != 0)
    throw ShapeError(op, fmt::format("the channels do not split into {} groups", o.groups),
                     describe(std::span<const Operand>(operands)));
  if (!may_equal(filters.shape[1] == dynamic ? dynamic : filters.shape[1] * o.groups, channels))
    throw ShapeError(op, "the channels differ",
                     fmt::format("{} ({} != {} in {} groups)", describe(std::span<const Operand>(operands)), channels,
                                 filters.shape[1] * o.groups, o.groups),
                     filters.origin());
  Undo undo(*x.arena());
  Vars parts;
  for (std::int64_t g = 0; g < o.groups; ++g) {
    const auto group = [&](Var v, std::size_t axis, std::int64_t size) {
      if (o.groups == 1) return v;
      std::vector<Slice> slices(axis + 1);
      slices[axis] = {g * size, (g + 1) * size};
      return slice(v, slices);
    };
    parts.push_back(correlate(group(x, 1, channels / o.groups), group(weight, 0, out_channels / o.groups), window));
  }
  const Var y = parts.size() == 1 ? parts[0] : concatenate(parts, 1);
  undo.keep();
  return y;
}

Var max_pool2d_indices(Var x, HeightWidth kernel, const Pool2DOptions& options) {
  return make_node<MaxPool2DIndices>({x}, pooling_window(kernel, options));
}

Var max_pool2d(Var x, HeightWidth kernel) { return max_pool2d(x, kernel, {}); }
Var max_pool2d(Var x, HeightWidth kernel, const Pool2DOptions& options) {
  Undo undo(arena_of("max_pool2d", x));
  const Var places = max_pool2d_indices(x, kernel, options);
  const Var y = gather(reshape(x, {dynamic}), places, 0);
  undo.keep();
  return y;
}

Var avg_pool2d(Var x, HeightWidth kernel) { return avg_pool2d(x, kernel, {}); }
Var avg_pool2d(Var x, HeightWidth kernel, const Pool2DOptions& options) {
  check_pooling("avg_pool2d", operand_of("avg_pool2d", x), pooling_window(kernel, options));
  Undo undo(*x.arena());
  const Var seen = make_node<Unfold2D>({x}, pooling_window(kernel, options), "avg_pool2d");
  const Var y = transpose(mean(seen, {4, 5}), {0, 3, 1, 2});
  undo.keep();
  return y;
}

}  // namespace xgrad
