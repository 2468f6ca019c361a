#include <fmt/format.h>
#include <cstring>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/concatenate.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/slice.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

std::int64_t extents_added(std::string_view op, Types in, std::size_t axis, std::int64_t a, std::int64_t b) {
  if (a == dynamic || b == dynamic) return dynamic;
  std::int64_t total = 0;
  if (__builtin_add_overflow(a, b, &total))
    throw ShapeError(op, fmt::format("the extents along axis {} add up to more than 2^63", axis), describe(in));
  return total;
}

/// The shape of operands [first, in.size()) after each other; `in` is named in errors.
Shape concatenated_shape(std::string_view op, Types in, std::size_t first, std::size_t axis) {
  Shape shape = in[first].shape;
  for (std::size_t i = first + 1; i < in.size(); ++i) {
    const Shape& next = in[i].shape;
    if (next.rank() != shape.rank()) throw ShapeError(op, "the numbers of axes differ", describe(in));
    for (std::size_t a = 0; a < shape.rank(); ++a) {
      if (a == axis) {
        shape.set(a, extents_added(op, in, a, shape[a], next[a]));
      } else if (!may_equal(shape[a], next[a])) {
        throw ShapeError(op, fmt::format("extents differ along axis {}, not only {}", a, axis), describe(in));
      } else if (shape[a] == dynamic) {
        shape.set(a, next[a]);
      }
    }
  }
  return shape;
}

struct Concatenate : Op {
  explicit Concatenate(std::size_t axis) : axis_(axis) {}
  std::string_view name() const override { return "concatenate"; }
  Type infer(Types in) const override {
    check_same_dtype(name(), in);
    return {in[0].dtype, concatenated_shape(name(), in, 0, axis_)};
  }
  void forward(Views in, View out) const override {
    std::vector<std::size_t> bytes;
    for (const View& v : in) bytes.push_back(bytes_per_row(v.dtype, v.shape()));
    copy_parts(in.data(), out, bytes, rows(out.shape()));
  }
  Kernel kernel(Types in, const Type& out) const override {
    std::vector<std::size_t> bytes;
    for (const Operand& o : in) bytes.push_back(bytes_per_row(o.dtype, o.shape));
    return [bytes, count = rows(out.shape)](const View* from, const View& to) { copy_parts(from, to, bytes, count); };
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    Vars parts;
    for (std::size_t i = 0; i < in.size(); ++i) parts.push_back(part_like(dy, in, i, static_cast<std::int64_t>(axis_)));
    return parts;
  }
  std::string attributes() const override { return fmt::format("axis={}", axis_); }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }

 private:
  std::size_t bytes_per_row(DType dtype, const Shape& shape) const {
    std::size_t bytes = size_of(dtype);
    for (std::size_t a = axis_; a < shape.rank(); ++a) bytes *= static_cast<std::size_t>(shape[a]);
    return bytes;
  }
  std::int64_t rows(const Shape& shape) const {
    std::int64_t count = 1;
    for (std::size_t a = 0; a < axis_; ++a) count *= shape[a];
    return count;
  }
  static void copy_parts(const View* in, const View& out, const std::vector<std::size_t>& bytes, std::int64_t rows) {
    auto* to = out.as<std::byte>();
    for (std::int64_t row = 0; row < rows; ++row)
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == 0) continue;
        std::memcpy(to, in[i].as<const std::byte>() + static_cast<std::size_t>(row) * bytes[i], bytes[i]);
        to += bytes[i];
      }
  }
  std::size_t axis_;
};

/// Operands: x, then refs.
struct PartLike : Op {
  PartLike(std::size_t part, std::size_t axis) : part_(part), axis_(axis) {}
  std::string_view name() const override { return "part_like"; }
  Type infer(Types in) const override {
    const Shape whole = concatenated_shape(name(), in, 1, axis_);
    if (!may_equal(whole, in[0].shape))
      throw ShapeError(name(), fmt::format("the operands after the first do not make up {}", to_string(in[0].shape)),
                       describe(in));
    return {in[0].dtype, in[part_ + 1].shape};
  }
  void forward(Views in, View out) const override {
    std::int64_t before = 0;
    for (std::size_t i = 0; i < part_; ++i) before += in[i + 1].shape()[axis_];
    const Strides strides = row_major_strides(in[0].shape());
    const std::int64_t offset = before * strides[axis_] * static_cast<std::int64_t>(size_of(out.dtype));
    StridedCopy(size_of(out.dtype), out.shape(), strides, row_major_strides(out.shape()))(
        in[0].as<const std::byte>() + offset, out.data);
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    Vars parts, gradients(in.size(), no_gradient);
    for (std::size_t i = 0; i + 1 < in.size(); ++i) parts.push_back(i == part_ ? dy : zeros_like(in[i + 1]));
    gradients[0] = concatenate(parts, static_cast<std::int64_t>(axis_));
    return gradients;
  }
  std::string attributes() const override { return fmt::format("part={}, axis={}", part_, axis_); }
  bool reads_shape_only(std::size_t i) const override { return i > 0; }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  Var specialize(const Vars& in) const override {
    check_again(*this, in);
    std::int64_t before = 0;
    for (std::size_t i = 0; i < part_; ++i) before += in[i + 1].shape()[axis_];
    std::vector<Slice> slices(axis_ + 1);
    slices[axis_] = {before, before + in[part_ + 1].shape()[axis_]};
    return slice(in[0], slices);
  }

 private:
  std::size_t part_, axis_;
};

}  // namespace

Var concatenate(const Vars& operands, std::int64_t axis) {
  if (operands.empty()) throw GraphError("concatenate", "there are no operands");
  const std::size_t along = normalized_axis("concatenate", operand_of("concatenate", operands[0]), axis);
  return make_node(make_op<Concatenate>(along), operands);
}

Var part_like(Var x, const Vars& refs, std::size_t i, std::int64_t axis) {
  if (i >= refs.size())
    throw GraphError("part_like", fmt::format("there is no part {}", i), fmt::format("{} parts", refs.size()));
  const std::size_t along = normalized_axis("part_like", operand_of("part_like", x), axis);
  Vars operands{x};
  operands.insert(operands.end(), refs.begin(), refs.end());
  return make_node(make_op<PartLike>(i, along), operands);
}

}  // namespace xgrad
