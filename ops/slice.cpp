#include <fmt/format.h>
#include <algorithm>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/slice.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

/// What a Slice takes of an axis whose extent is known.
struct Range {
  std::int64_t start, step, count;
};

/// NumPy's rule (slice.indices).
Range range_of(const Slice& slice, std::int64_t extent) {
  const bool forward = slice.step > 0;
  const std::int64_t lowest = forward ? 0 : -1, highest = forward ? extent : extent - 1;
  const auto bound = [&](std::optional<std::int64_t> given, std::int64_t otherwise) {
    if (!given) return otherwise;
    return std::clamp(*given < 0 ? *given + extent : *given, lowest, highest);
  };
  const std::int64_t start = bound(slice.start, forward ? lowest : highest);
  const std::int64_t stop = bound(slice.stop, forward ? highest : lowest);
  const std::int64_t span = forward ? stop - start : start - stop;
  if (span <= 0) return {0, 1, 0};
  const std::int64_t steps = forward ? (span - 1) / slice.step : (1 - span) / slice.step;
  return {start, steps > 0 ? slice.step : 1, 1 + steps};
}

std::string text_of(const std::vector<Slice>& slices) {
  std::string text = "[";
  for (const Slice& s : slices) {
    if (text.size() > 1) text += ", ";
    text += (s.start ? std::to_string(*s.start) : "") + ":" + (s.stop ? std::to_string(*s.stop) : "");
    if (s.step != 1) text += ":" + std::to_string(s.step);
  }
  return text + "]";
}

void check_slices(std::string_view op, const Operand& x, const std::vector<Slice>& slices) {
  if (slices.size() > x.shape.rank())
    throw ShapeError(op, fmt::format("{} slices for {} axes", slices.size(), x.shape.rank()), to_string(x));
  for (const Slice& s : slices)
    if (s.step == 0) throw ShapeError(op, "a step is 0", fmt::format("{} {}", to_string(x), text_of(slices)));
}

Shape sliced_shape(const Shape& shape, const std::vector<Slice>& slices) {
  Shape result = shape;
  for (std::size_t axis = 0; axis < slices.size(); ++axis)
    if (shape[axis] != dynamic) result.set(axis, range_of(slices[axis], shape[axis]).count);
  return result;
}

/// Where a sliced part lies in its array.
struct Place {
  Shape shape;      // the part's
  Strides strides;  // in the array
  std::int64_t offset = 0;
  Place(const Shape& whole, const std::vector<Slice>& slices) : shape(whole), strides(row_major_strides(whole)) {
    for (std::size_t axis = 0; axis < slices.size(); ++axis) {
      const Range range = range_of(slices[axis], whole[axis]);
      offset += range.start * strides[axis];
      strides[axis] *= range.step;
      shape.set(axis, range.count);
    }
  }
};

struct SliceOp : Op {
  explicit SliceOp(std::vector<Slice> slices) : slices_(std::move(slices)) {}
  std::string_view name() const override { return "slice"; }
  Type infer(Types in) const override {
    check_slices(name(), in[0], slices_);
    return {in[0].dtype, sliced_shape(in[0].shape, slices_)};
  }
  void forward(Views in, View out) const override { copy_kernel(out.dtype, in[0].shape())(in.data(), out); }
  Kernel kernel(Types in, const Type& out) const override { return copy_kernel(out.dtype, in[0].shape); }
  Vars vjp(Vars in, Var, Var dy) const override { return {slice_scatter(zeros_like(in[0]), dy, slices_)}; }
  std::string attributes() const override { return text_of(slices_); }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }

 private:
  Kernel copy_kernel(DType dtype, const Shape& whole) const {
    const Place place(whole, slices_);
    const auto offset = place.offset * static_cast<std::int64_t>(size_of(dtype));
    return [copy = StridedCopy(size_of(dtype), place.shape, place.strides, row_major_strides(place.shape)), offset](
               const View* in, const View& out) { copy(in[0].as<const std::byte>() + offset, out.data); };
  }
  std::vector<Slice> slices_;
};

struct SliceScatter : Op {
  explicit SliceScatter(std::vector<Slice> slices) : slices_(std::move(slices)) {}
  std::string_view name() const override { return "slice_scatter"; }
  Type infer(Types in) const override {
    check_same_dtype(name(), in);
    check_slices(name(), in[0], slices_);
    const Shape wanted = sliced_shape(in[0].shape, slices_);
    if (!may_equal(in[1].shape, wanted))
      throw ShapeError(name(), "the part has not the slice's shape",
                       fmt::format("{} {} of shape {} <- {}", to_string(in[0]), text_of(slices_), to_string(wanted),
                                   to_string(in[1])));
    return in[0];
  }
  void forward(Views in, View out) const override { scatter_kernel(out.dtype, out.shape())(in.data(), out); }
  Kernel kernel(Types, const Type& out) const override { return scatter_kernel(out.dtype, out.shape); }
  Vars vjp(Vars in, Var, Var dy) const override {
    return {slice_scatter(dy, zeros_like(in[1]), slices_), slice(dy, slices_)};
  }
  std::string attributes() const override { return text_of(slices_); }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  bool works_in_place(std::size_t i) const override { return i == 0; }

 private:
  Kernel scatter_kernel(DType dtype, const Shape& whole) const {
    const Place place(whole, slices_);
    const auto offset = place.offset * static_cast<std::int64_t>(size_of(dtype));
    return [copy = StridedCopy(size_of(dtype), place.shape, row_major_strides(place.shape), place.strides), offset](
               const View* in, const View& out) {
      copy_elements(in[0], out);
      copy(in[1].data, out.as<std::byte>() + offset);
    };
  }
  std::vector<Slice> slices_;
};

}  // namespace

Var slice(Var x, const std::vector<Slice>& slices) { return make_node<SliceOp>({x}, slices); }
Var slice_scatter(Var base, Var part, const std::vector<Slice>& slices) {
  return make_node<SliceScatter>({base, part}, slices);
}

}  // namespace xgrad
