#include <fmt/format.h>
#include <xgrad/ops/argmax.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/reshape.hpp>

namespace xgrad {
namespace {

enum class Wanted { largest, smallest };

/// The first place of the extreme among `count` elements, or of the first NaN.
template <Wanted W, class T> std::int64_t place_of(const T* x, std::int64_t count, std::int64_t step) {
  std::int64_t place = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const T next = x[i * step], best = x[place * step];
    if (next != next) return i;
    if (W == Wanted::largest ? next > best : next < best) place = i;
  }
  return place;
}

/// Elements that have an order, and one of them at least.
void check_choosable(std::string_view op, Types in, std::int64_t count) {
  if (in[0].dtype == boolean) throw DTypeError(op, "bool is not taken", describe(in), "cast(x, int64) converts");
  if (count == 0) throw ShapeError(op, "there is no element to choose from", describe(in));
}

template <Wanted W> struct ArgExtremum : Op {
  ArgExtremum(std::size_t axis, bool keep) : axis_(axis), keep_(keep) {}
  std::string_view name() const override { return W == Wanted::largest ? "argmax" : "argmin"; }
  Type infer(Types in) const override {
    AxisSet along;
    along.add(axis_);
    const Type type{int64, along.reduced(in[0].shape, keep_)};
    const bool gives_elements = type.shape.is_static() && type.shape.size() > 0;
    check_choosable(name(), in, gives_elements ? in[0].shape[axis_] : dynamic);
    return type;
  }
  void forward(Views in, View out) const override {
    if (in[0].dtype == float32)
      find<float>(in[0], out);
    else if (in[0].dtype == float64)
      find<double>(in[0], out);
    else
      find<std::int64_t>(in[0], out);
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient}; }
  std::string attributes() const override { return fmt::format("axis={}{}", axis_, keep_ ? ", keepdims" : ""); }
  bool may_fail() const override { return false; }

 private:
  template <class T> void find(const View& in, const View& out) const {
    const Shape& shape = in.shape();
    std::int64_t inner = 1;
    for (std::size_t a = axis_ + 1; a < shape.rank(); ++a) inner *= shape[a];
    const std::int64_t axis = shape[axis_], count = out.size();
    const T* x = in.as<const T>();
    auto* places = out.as<std::int64_t>();
    for (std::int64_t i = 0; i < count; ++i)
      places[i] = place_of<W>(x + (i / inner) * axis * inner + i % inner, axis, inner);
  }
  std::size_t axis_;
  bool keep_;
};

template <Wanted W> Var place_along(std::string_view op, Var x, std::int64_t axis, bool keep) {
  return make_node<ArgExtremum<W>>({x}, normalized_axis(op, operand_of(op, x), axis), keep);
}

template <Wanted W> Var place_in_all(std::string_view op, Var x) {
  const Operand operand = operand_of(op, x);
  check_choosable(op, std::span(&operand, 1), x.shape().size());
  Undo undo(*x.arena());
  const Var result = place_along<W>(op, reshape(x, {dynamic}), 0, false);
  undo.keep();
  return result;
}

}  // namespace

Var argmax(Var x) { return place_in_all<Wanted::largest>("argmax", x); }
Var argmax(Var x, std::int64_t axis) { return argmax(x, axis, false); }
Var argmax(Var x, std::int64_t axis, bool keep) { return place_along<Wanted::largest>("argmax", x, axis, keep); }

Var argmin(Var x) { return place_in_all<Wanted::smallest>("argmin", x); }
Var argmin(Var x, std::int64_t axis) { return argmin(x, axis, false); }
Var argmin(Var x, std::int64_t axis, bool keep) { return place_along<Wanted::smallest>("argmin", x, axis, keep); }

}  // namespace xgrad
