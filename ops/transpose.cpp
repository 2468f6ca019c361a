#include <fmt/format.h>
#include <fmt/ranges.h>
#include <numeric>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/reshape.hpp>
#include <xgrad/ops/strided_internal.hpp>
#include <xgrad/ops/transpose.hpp>

namespace xgrad {
namespace {

/// `batch` matrices [rows, columns], each transposed.
Kernel matrix_transpose(DType dtype, std::int64_t batch, std::int64_t rows, std::int64_t columns) {
  if (rows <= 1 || columns <= 1) return [](const View* in, const View& out) { copy_elements(in[0], out); };
  const auto bytes = static_cast<std::int64_t>(size_of(dtype)) * rows * columns;
  const auto one = lanes::kernels().transpose[size_of(dtype) == 4 ? 0 : 1];
  return [one, batch, rows, columns, bytes](const View* in, const View& out) {
    for (std::int64_t i = 0; i < batch; ++i)
      one(in[0].as<const std::byte>() + i * bytes, out.as<std::byte>() + i * bytes, rows, columns);
  };
}

struct Transpose : Op {
  explicit Transpose(std::vector<std::int64_t> axes) : axes_(std::move(axes)) {}
  std::string_view name() const override { return "transpose"; }

  Type infer(Types in) const override { return {in[0].dtype, result_shape(in[0].shape)}; }
  void forward(Views in, View out) const override { transpose_kernel(out.dtype, in[0].shape())(in.data(), out); }
  Kernel kernel(Types in, const Type&) const override { return transpose_kernel(in[0].dtype, in[0].shape); }
  Vars vjp(Vars, Var, Var dy) const override {
    std::vector<std::int64_t> back(axes_.size());
    for (std::size_t i = 0; i < axes_.size(); ++i)
      back[static_cast<std::size_t>(axes_[i])] = static_cast<std::int64_t>(i);
    return {transpose(dy, back)};
  }
  std::string attributes() const override { return fmt::format("axes=[{}]", fmt::join(axes_, ", ")); }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  bool is_matrix_transpose() const override { return axes_ == std::vector<std::int64_t>{1, 0}; }
  Var specialize(const Vars& in) const override {
    std::int64_t last = -1;
    for (std::int64_t axis : axes_) {
      if (in[0].shape()[static_cast<std::size_t>(axis)] == 1) continue;
      if (axis < last) return {};
      last = axis;
    }
    return reshape(in[0], result_shape(in[0].shape()));  // only axes of extent 1 move
  }

 private:
  Shape result_shape(const Shape& shape) const {
    Shape result;
    for (std::int64_t axis : axes_) result.push_back(shape[static_cast<std::size_t>(axis)]);
    return result;
  }

  /// Axes that stay side by side are one; then two that change places are a transposed matrix.
  Kernel transpose_kernel(DType dtype, const Shape& shape) const {
    struct Group {
      std::int64_t first, last, extent;
    };
    std::vector<Group> groups;  // in the result's order
    for (std::int64_t axis : axes_) {
      const std::int64_t extent = shape[static_cast<std::size_t>(axis)];
      if (!groups.empty() && groups.back().last + 1 == axis) {
        groups.back().last = axis;
        groups.back().extent *= extent;
      } else {
        groups.push_back({axis, axis, extent});
      }
    }
    const std::size_t n = groups.size();
    const bool swaps_two = n == 2 || (n == 3 && groups[0].first == 0);
    if (swaps_two && dtype != boolean)
      return matrix_transpose(dtype, n == 3 ? groups[0].extent : 1, groups[n - 1].extent, groups[n - 2].extent);

    const Strides strides = row_major_strides(shape);
    const Shape result = result_shape(shape);
    Strides from{};
    for (std::size_t i = 0; i < axes_.size(); ++i) from[i] = strides[static_cast<std::size_t>(axes_[i])];
    return [copy = StridedCopy(size_of(dtype), result, from, row_major_strides(result))](
               const View* in, const View& out) { copy(in[0].data, out.data); };
  }

  std::vector<std::int64_t> axes_;
};

}  // namespace

Var transpose(Var x) {
  std::vector<std::int64_t> axes(operand_of("transpose", x).shape.rank());
  std::iota(axes.rbegin(), axes.rend(), 0);
  return make_node<Transpose>({x}, std::move(axes));
}

Var transpose(Var x, Axes axes) {
  const Operand operand = operand_of("transpose", x);
  const std::span<const std::int64_t> given = axes;
  std::vector<std::int64_t> order;
  for (std::int64_t axis : given)
    order.push_back(static_cast<std::int64_t>(normalized_axis("transpose", operand, axis)));
  if (normalized_axes("transpose", operand, order).size() != operand.shape.rank())
    throw ShapeError("transpose", fmt::format("{} axes are named, not {}", order.size(), operand.shape.rank()),
                     to_string(operand));
  return make_node<Transpose>({x}, std::move(order));
}

}  // namespace xgrad
