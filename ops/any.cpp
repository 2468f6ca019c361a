#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <xgrad/ops/any.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

enum class Quantifier { any, all };

template <Quantifier Q> struct Quantified : Op {
  Quantified(AxisSet axes, bool keep) : axes_(axes), keep_(keep) {}
  std::string_view name() const override { return Q == Quantifier::any ? "any" : "all"; }
  Type infer(Types in) const override {
    check_dtype(name(), in[0], boolean);
    return {boolean, axes_.reduced(in[0].shape, keep_)};
  }
  void forward(Views in, View out) const override {
    const Shape& shape = in[0].shape();
    const Strides strides = row_major_strides(axes_.reduced(shape, true));
    const bool* x = in[0].as<const bool>();
    bool* const y = out.as<bool>();
    std::fill_n(y, out.size(), Q == Quantifier::all);
    std::array<std::int64_t, Shape::max_rank> at{};
    std::int64_t place = 0;
    for (std::int64_t left = shape.size(); left > 0; --left, ++x) {
      if (*x == (Q == Quantifier::any)) y[place] = *x;
      for (std::size_t axis = shape.rank(); axis-- > 0;) {
        const std::int64_t step = axes_.has(axis) ? 0 : strides[axis];
        place += step;
        if (++at[axis] < shape[axis]) break;
        place -= step * shape[axis];
        at[axis] = 0;
      }
    }
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient}; }
  std::string attributes() const override { return fmt::format("axes={}{}", axes_.text(), keep_ ? ", keepdims" : ""); }
  bool may_fail() const override { return false; }

 private:
  AxisSet axes_;
  bool keep_;
};

template <Quantifier Q> Var quantified(Var x, AxisSet axes, bool keep) {
  Undo undo(*x.arena());
  const Var result = make_node<Quantified<Q>>({x.dtype() == boolean ? x : cast(x, boolean)}, axes, keep);
  undo.keep();
  return result;
}

}  // namespace

Var any(Var x) { return quantified<Quantifier::any>(x, AxisSet::all("any", x), false); }
Var any(Var x, Axes axes) { return quantified<Quantifier::any>(x, AxisSet("any", x, axes), false); }
Var any(Var x, Axes axes, bool keep) { return quantified<Quantifier::any>(x, AxisSet("any", x, axes), keep); }

Var all(Var x) { return quantified<Quantifier::all>(x, AxisSet::all("all", x), false); }
Var all(Var x, Axes axes) { return quantified<Quantifier::all>(x, AxisSet("all", x, axes), false); }
Var all(Var x, Axes axes, bool keep) { return quantified<Quantifier::all>(x, AxisSet("all", x, axes), keep); }

}  // namespace xgrad
