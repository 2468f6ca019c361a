#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/strided_internal.hpp>
#include <xgrad/ops/take_along_axis.hpp>

namespace xgrad {
namespace {

/// The axes along which x, or indices, are stretched: decided when the node is made, for a dynamic extent is not.
struct Stretch {
  AxisSet x, indices;
};

Stretch stretch_of(const Shape& x, const Shape& indices, std::size_t axis) {
  Stretch stretch;
  for (std::size_t a = 0; a < std::min(x.rank(), indices.rank()); ++a) {
    if (a == axis || x[a] == indices[a]) continue;
    if (x[a] == 1) stretch.x.add(a);
    if (indices[a] == 1) stretch.indices.add(a);
  }
  return stretch;
}

/// What taking and adding have in common.
struct AlongAxis : Op {
  AlongAxis(std::size_t axis, Stretch stretch) : axis_(axis), stretch_(stretch) {}
  std::string attributes() const override {
    std::string text = fmt::format("axis={}", axis_);
    if (!stretch_.x.empty()) text += ", stretch=" + stretch_.x.text();
    if (!stretch_.indices.empty()) text += ", stretch_indices=" + stretch_.indices.text();
    return text;
  }
  bool moves_elements() const override { return true; }

 protected:
  Shape taken_shape(Types in) const {
    const Shape &x = in[0].shape, &indices = in[1].shape;
    check_dtype(name(), in[1], int64);
    bool fits = x.rank() == indices.rank();
    Shape shape = indices;
    for (std::size_t a = 0; fits && a < x.rank(); ++a) {
      if (a == axis_) continue;
      if (stretch_.x.has(a)) fits = x[a] == 1;
      if (stretch_.indices.has(a)) fits = indices[a] == 1;
      if (!stretch_.x.has(a) && !stretch_.indices.has(a)) fits = fits && may_equal(x[a], indices[a]);
      if (!fits) break;
      if (stretch_.indices.has(a) || (indices[a] == dynamic && !stretch_.x.has(a))) shape.set(a, x[a]);
    }
    if (!fits)
      throw ShapeError(name(), fmt::format("the shapes do not match beside axis {}", axis_), describe(in),
                       in[1].origin());
    return shape;
  }

  /// Calls use(place in x, place in the indices, place in taken) for each element that is taken.
  template <class Use> void for_each(const Shape& x, const Shape& indices, const Shape& taken, const Use& use) const {
    const Strides x_strides = row_major_strides(x), index_strides = row_major_strides(indices);
    std::array<std::int64_t, Shape::max_rank> at{};
    const std::int64_t size = taken.size();
    std::int64_t in_x = 0, in_indices = 0;
    for (std::int64_t i = 0; i < size; ++i) {
      use(in_x, in_indices, i);
      for (std::size_t a = taken.rank(); a-- > 0;) {
        const std::int64_t x_step = a == axis_ || stretch_.x.has(a) ? 0 : x_strides[a];
        const std::int64_t index_step = stretch_.indices.has(a) ? 0 : index_strides[a];
        in_x += x_step;
        in_indices += index_step;
        if (++at[a] < taken[a]) break;
        in_x -= x_step * taken[a];
        in_indices -= index_step * taken[a];
        at[a] = 0;
      }
    }
  }

  /// The distance in x from the axis' beginning to the entry that an index names.
  std::int64_t distance(std::int64_t index, const Shape& x, std::int64_t step, std::int64_t place) const {
    const std::int64_t extent = x[axis_];
    if (index < -extent || index >= extent)
      throw DataError(name(), fmt::format("index {} is out of range", index),
                      fmt::format("axis {} has {} entries (element {} of the indices)", axis_, extent, place));
    return (index < 0 ? index + extent : index) * step;
  }

  std::size_t axis_;
  Stretch stretch_;
};

struct TakeAlongAxis : AlongAxis {
  using AlongAxis::AlongAxis;
  std::string_view name() const override { return "take_along_axis"; }
  Type infer(Types in) const override { return {in[0].dtype, taken_shape(in)}; }
  void forward(Views in, View out) const override {
    switch (size_of(out.dtype)) {
      case 8: return take<std::uint64_t>(in, out);
      case 4: return take<std::uint32_t>(in, out);
      default: return take<std::uint8_t>(in, out);
    }
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    const auto axis = static_cast<std::int64_t>(axis_);
    return {scatter_add_along_axis(zeros_like(in[0]), in[1], dy, axis), no_gradient};
  }

 private:
  template <class T> void take(Views in, const View& out) const {
    const Shape& x = in[0].shape();
    const std::int64_t step = row_major_strides(x)[axis_];
    const auto* indices = in[1].as<const std::int64_t>();
    const auto* from = in[0].as<const T>();
    auto* to = out.as<T>();
    for_each(x, in[1].shape(), out.shape(), [&](std::int64_t in_x, std::int64_t in_indices, std::int64_t i) {
      to[i] = from[in_x + distance(indices[in_indices], x, step, in_indices)];
    });
  }
};

struct ScatterAddAlongAxis : AlongAxis {
  using AlongAxis::AlongAxis;
  std::string_view name() const override { return "scatter_add_along_axis"; }
  Type infer(Types in) const override {
    const Shape wanted = taken_shape(in);
    if (in[0].dtype == boolean) throw DTypeError(name(), "bool is not taken", describe(in), "cast(x, int64) converts");
    if (in[0].dtype != in[2].dtype) throw DTypeError(name(), "the dtypes differ", describe(in));
    if (!may_equal(in[2].shape, wanted))
      throw ShapeError(name(), fmt::format("the updates are not of shape {}", to_string(wanted)), describe(in));
    return in[0];
  }
  void forward(Views in, View out) const override {
    copy_elements(in[0], out);
    if (out.dtype == float32)
      add<float>(in, out);
    else if (out.dtype == float64)
      add<double>(in, out);
    else
      add<std::uint64_t>(in, out);  // integers wrap, which only unsigned numbers may
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    return {dy, no_gradient, take_along_axis(dy, in[1], static_cast<std::int64_t>(axis_))};
  }
  bool works_in_place(std::size_t i) const override { return i == 0; }

 private:
  template <class T> void add(Views in, const View& out) const {
    const Shape& x = out.shape();
    const std::int64_t step = row_major_strides(x)[axis_];
    const auto* indices = in[1].as<const std::int64_t>();
    const auto* from = in[2].as<const T>();
    auto* to = out.as<T>();
    for_each(x, in[1].shape(), in[2].shape(), [&](std::int64_t in_x, std::int64_t in_indices, std::int64_t i) {
      to[in_x + distance(indices[in_indices], x, step, in_indices)] += from[i];
    });
  }
};

}  // namespace

Var take_along_axis(Var x, Var indices, std::int64_t axis) {
  constexpr std::string_view op = "take_along_axis";
  const std::size_t along = normalized_axis(op, operand_of(op, x), axis);
  return make_node<TakeAlongAxis>({x, indices}, along, stretch_of(x.shape(), operand_of(op, indices).shape, along));
}

Var scatter_add_along_axis(Var base, Var indices, Var updates, std::int64_t axis) {
  constexpr std::string_view op = "scatter_add_along_axis";
  const std::size_t along = normalized_axis(op, operand_of(op, base), axis);
  return make_node<ScatterAddAlongAxis>({base, indices, updates}, along,
                                        stretch_of(base.shape(), operand_of(op, indices).shape, along));
}

}  // namespace xgrad
