#include <fmt/format.h>
#include <xgrad/ops/broadcast.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

struct BroadcastTo : Op {
  explicit BroadcastTo(const Shape& shape) : shape_(shape) {}
  std::string_view name() const override { return "broadcast_to"; }

  Type infer(Types in) const override {
    const Shape& from = in[0].shape;
    Type type{in[0].dtype, shape_};
    bool fits = from.rank() <= shape_.rank();
    for (std::size_t axis = 0; fits && axis < shape_.rank(); ++axis) {
      const bool is_new = axis + from.rank() < shape_.rank();
      const std::int64_t mine = is_new ? 1 : from[axis + from.rank() - shape_.rank()];
      if (shape_[axis] != dynamic)
        fits = mine == 1 || may_equal(mine, shape_[axis]);
      else if (is_new)
        throw ShapeError(name(), "a new axis needs an extent", operands(in));
      else
        type.shape.set(axis, mine);
    }
    if (!fits) throw ShapeError(name(), "the shape does not broadcast to the other", operands(in));
    return type;
  }
  void forward(Views in, View out) const override { copy_broadcast(in[0], out); }
  Kernel kernel(Types in, const Type& out) const override {
    return [copy = broadcast_copy(out.dtype, in[0].shape, out.shape)](const View* from, const View& to) {
      copy(from[0].data, to.data);
    };
  }
  Vars vjp(Vars in, Var, Var dy) const override { return {sum_like(dy, in[0])}; }
  std::string attributes() const override { return "shape=" + to_string(shape_); }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  bool is_broadcast() const override { return true; }

 private:
  std::string operands(Types in) const { return fmt::format("{} -> {}", describe(in), to_string(shape_)); }
  Shape shape_;
};

}  // namespace

Var broadcast_to(Var x, const Shape& shape) { return make_node<BroadcastTo>({x}, shape); }

}  // namespace xgrad
