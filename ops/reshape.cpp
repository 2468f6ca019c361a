#include <fmt/format.h>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/reshape.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

struct Reshape : Op {
  explicit Reshape(const Shape& shape) : shape_(shape) {}
  std::string_view name() const override { return "reshape"; }

  Type infer(Types in) const override {
    Shape known_extents;
    std::size_t open = shape_.rank();
    for (std::size_t axis = 0; axis < shape_.rank(); ++axis) {
      if (shape_[axis] != dynamic)
        known_extents.push_back(shape_[axis]);
      else if (open < shape_.rank())
        throw ShapeError(name(), "more than one extent is left open", operands(in));
      else
        open = axis;
    }
    const std::int64_t size = in[0].shape.size(), known = known_extents.size();
    Type type{in[0].dtype, shape_};
    if (size == dynamic) return type;
    if (open == shape_.rank()) {
      if (size != known) throw ShapeError(name(), "the number of elements changes", counts(in, size, known));
    } else {
      if (known == 0) throw ShapeError(name(), "the open extent could be anything", operands(in));
      if (size % known != 0) throw ShapeError(name(), "the number of elements changes", counts(in, size, known));
      type.shape.set(open, size / known);
    }
    return type;
  }
  void forward(Views in, View out) const override { copy_elements(in[0], out); }
  Vars vjp(Vars in, Var, Var dy) const override { return {reshape_like(dy, in[0])}; }
  std::string attributes() const override { return "shape=" + to_string(shape_); }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  bool is_reshape() const override { return true; }

 private:
  std::string operands(Types in) const { return fmt::format("{} -> {}", describe(in), to_string(shape_)); }
  std::string counts(Types in, std::int64_t size, std::int64_t known) const {
    return fmt::format("{} ({} against {})", operands(in), size, known);
  }
  Shape shape_;
};

}  // namespace

Var reshape(Var x, const Shape& shape) { return make_node<Reshape>({x}, shape); }

}  // namespace xgrad
