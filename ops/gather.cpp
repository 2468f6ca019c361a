#include <fmt/format.h>
#include <cstring>
#include <xgrad/ops/around_internal.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/gather.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

/// Throws unless the index, which may count from the back, is there; gives it counted from the front.
std::int64_t checked_index(std::string_view op, std::int64_t index, std::int64_t extent, std::size_t axis,
                           std::int64_t place) {
  if (index >= -extent && index < extent) return index < 0 ? index + extent : index;
  throw DataError(op, fmt::format("index {} is out of range", index),
                  fmt::format("axis {} has {} entries (indices[{}])", axis, extent, place));
}

Shape gathered_shape(std::string_view op, Types in, std::size_t axis) {
  const Shape &x = in[0].shape, &indices = in[1].shape;
  check_result_rank(op, x.rank() - 1 + indices.rank(), in);
  Shape shape;
  for (std::size_t a = 0; a < axis; ++a) shape.push_back(x[a]);
  for (std::int64_t extent : indices) shape.push_back(extent);
  for (std::size_t a = axis + 1; a < x.rank(); ++a) shape.push_back(x[a]);
  return shape;
}

struct Gather : Op {
  explicit Gather(std::size_t axis) : axis_(axis) {}
  std::string_view name() const override { return "gather"; }
  Type infer(Types in) const override {
    check_dtype(name(), in[1], int64);
    return {in[0].dtype, gathered_shape(name(), in, axis_)};
  }
  void forward(Views in, View out) const override {
    const Around x(in[0].shape(), axis_);
    const auto* indices = in[1].as<const std::int64_t>();
    const std::int64_t count = in[1].size();
    const auto bytes = static_cast<std::size_t>(x.inner) * size_of(out.dtype);
    auto* to = out.as<std::byte>();
    const auto* from = in[0].as<const std::byte>();
    for (std::int64_t o = 0; o < x.outer; ++o, from += static_cast<std::size_t>(x.extent) * bytes)
      for (std::int64_t i = 0; i < count; ++i, to += bytes) {
        const std::int64_t index = checked_index(name(), indices[i], x.extent, axis_, i);
        if (bytes > 0) std::memcpy(to, from + static_cast<std::size_t>(index) * bytes, bytes);
      }
  }
  bool moves_elements() const override { return true; }
  Vars vjp(Vars in, Var, Var dy) const override {
    return {scatter_add(zeros_like(in[0]), in[1], dy, static_cast<std::int64_t>(axis_)), no_gradient};
  }
  std::string attributes() const override { return fmt::format("axis={}", axis_); }

 private:
  std::size_t axis_;
};

struct ScatterAdd : Op {
  explicit ScatterAdd(std::size_t axis) : axis_(axis) {}
  std::string_view name() const override { return "scatter_add"; }
  Type infer(Types in) const override {
    const Operand &base = in[0], &updates = in[2];
    check_dtype(name(), in[1], int64);
    if (base.dtype == boolean) throw DTypeError(name(), "bool is not taken", describe(in), "cast(x, int64) converts");
    if (base.dtype != updates.dtype) throw DTypeError(name(), "the dtypes differ", describe(in));
    const Shape wanted = gathered_shape(name(), in, axis_);
    if (!may_equal(updates.shape, wanted))
      throw ShapeError(name(), fmt::format("the updates are not of shape {}", to_string(wanted)), describe(in));
    return base;
  }
  void forward(Views in, View out) const override {
    copy_elements(in[0], out);
    if (out.dtype == float32)
      add<float>(in, out);
    else if (out.dtype == float64)
      add<double>(in, out);
    else
      add<std::int64_t>(in, out);
  }
  bool moves_elements() const override { return true; }
  Vars vjp(Vars in, Var, Var dy) const override {
    return {dy, no_gradient, gather(dy, in[1], static_cast<std::int64_t>(axis_))};
  }
  std::string attributes() const override { return fmt::format("axis={}", axis_); }

 private:
  template <class T> static T sum_of(T a, T b) {
    if constexpr (std::is_integral_v<T>)  // wraps where it overflows, which only unsigned numbers may
      return static_cast<T>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
    else
      return a + b;
  }
  template <class T> void add(Views in, const View& out) const {
    const Around x(out.shape(), axis_);
    const auto* indices = in[1].as<const std::int64_t>();
    const std::int64_t count = in[1].size();
    const T* from = in[2].as<const T>();
    T* to = out.as<T>();
    for (std::int64_t o = 0; o < x.outer; ++o, to += x.extent * x.inner)
      for (std::int64_t i = 0; i < count; ++i, from += x.inner) {
        T* const row = to + checked_index(name(), indices[i], x.extent, axis_, i) * x.inner;
        for (std::int64_t j = 0; j < x.inner; ++j) row[j] = sum_of(row[j], from[j]);
      }
  }
  std::size_t axis_;
};

/// Indices as a constant node; those that are known to be out of range are an error now.
Var index_constant(std::string_view op, Var x, const std::vector<std::int64_t>& indices, std::size_t axis) {
  const std::int64_t extent = x.shape()[axis];
  for (std::size_t i = 0; i < indices.size() && extent != dynamic; ++i)
    checked_index(op, indices[i], extent, axis, static_cast<std::int64_t>(i));
  return x.arena()->constant(Tensor::from(indices, {static_cast<std::int64_t>(indices.size())}));
}

}  // namespace

Var gather(Var x, Var indices, std::int64_t axis) {
  return make_node<Gather>({x, indices}, normalized_axis("gather", operand_of("gather", x), axis));
}

Var gather(Var x, const std::vector<std::int64_t>& indices, std::int64_t axis) {
  const std::size_t along = normalized_axis("gather", operand_of("gather", x), axis);
  Undo undo(*x.arena());
  const Var result = make_node<Gather>({x, index_constant("gather", x, indices, along)}, along);
  undo.keep();
  return result;
}

Var scatter_add(Var base, Var indices, Var updates, std::int64_t axis) {
  const std::size_t along = normalized_axis("scatter_add", operand_of("scatter_add", base), axis);
  return make_node<ScatterAdd>({base, indices, updates}, along);
}

Var scatter_add(Var base, const std::vector<std::int64_t>& indices, Var updates, std::int64_t axis) {
  const std::size_t along = normalized_axis("scatter_add", operand_of("scatter_add", base), axis);
  Undo undo(*base.arena());
  const Var result = make_node<ScatterAdd>({base, index_constant("scatter_add", base, indices, along), updates}, along);
  undo.keep();
  return result;
}

}  // namespace xgrad
