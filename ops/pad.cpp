#include <fmt/format.h>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/pad.hpp>
#include <xgrad/ops/slice.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

struct Pad : Op {
  Pad(std::vector<PadWidth> widths, Tensor value) : widths_(std::move(widths)), value_(std::move(value)) {}
  std::string_view name() const override { return "pad"; }
  Type infer(Types in) const override {
    Type type = in[0];
    for (std::size_t axis = 0; axis < widths_.size(); ++axis) {
      const auto& [before, after] = widths_[axis];
      std::int64_t extent = in[0].shape[axis];
      if (extent == dynamic) continue;
      if (__builtin_add_overflow(extent, before, &extent) || __builtin_add_overflow(extent, after, &extent))
        throw ShapeError(name(), fmt::format("axis {} would be longer than 2^63", axis), describe(in));
      type.shape.set(axis, extent);
    }
    return type;
  }
  void forward(Views in, View out) const override { pad_kernel(out.dtype, in[0].shape(), out.shape())(in.data(), out); }
  Kernel kernel(Types in, const Type& out) const override { return pad_kernel(out.dtype, in[0].shape, out.shape); }
  Vars vjp(Vars, Var, Var dy) const override {
    std::vector<Slice> inside;
    for (const auto& [before, after] : widths_)
      inside.push_back({before, after == 0 ? std::nullopt : std::optional(-after)});
    return {slice(dy, inside)};
  }
  std::string attributes() const override {
    std::string text = "widths=[";
    for (const auto& [before, after] : widths_)
      text += fmt::format("{}{}+{}", text.back() == '[' ? "" : ", ", before, after);
    return text + fmt::format("], value={}", value_.item());
  }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }

 private:
  Kernel pad_kernel(DType dtype, const Shape& small, const Shape& large) const {
    const Strides strides = row_major_strides(large);
    std::int64_t offset = 0;
    for (std::size_t axis = 0; axis < widths_.size(); ++axis) offset += widths_[axis].before * strides[axis];
    offset *= static_cast<std::int64_t>(size_of(dtype));
    return [fill = broadcast_copy(dtype, {}, large), value = value_, offset,
            copy = StridedCopy(size_of(dtype), small, row_major_strides(small), strides)](const View* in,
                                                                                          const View& out) {
      fill(value.data(), out.data);
      copy(in[0].data, out.as<std::byte>() + offset);
    };
  }
  std::vector<PadWidth> widths_;
  Tensor value_;
};

}  // namespace

Var pad(Var x, const std::vector<PadWidth>& widths) { return pad(x, widths, 0.0); }
Var pad(Var x, const std::vector<PadWidth>& widths, double value) {
  constexpr std::string_view op = "pad";
  const Operand operand = operand_of(op, x);
  if (widths.size() != operand.shape.rank())
    throw ShapeError(op, fmt::format("{} widths for {} axes", widths.size(), operand.shape.rank()), to_string(operand));
  for (const auto& [before, after] : widths)
    if (before < 0 || after < 0)
      throw ShapeError(op, fmt::format("the width {{{}, {}}} is negative", before, after), to_string(operand),
                       "slice takes entries away");
  return make_node<Pad>({x}, widths, converted_number(op, Tensor(value), x.dtype()));
}

}  // namespace xgrad
