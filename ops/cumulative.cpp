#include <fmt/format.h>
#include <type_traits>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/around_internal.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/cumulative.hpp>
#include <xgrad/ops/cumulative_internal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/slice.hpp>

namespace xgrad {
namespace {

/// Calls row(place of the first entry, distance to the next, number of entries) for each row along the axis.
template <class Row> void for_each_row(const Shape& shape, std::size_t axis, Direction direction, const Row& row) {
  const Around x(shape, axis);
  if (x.extent == 0) return;
  const std::int64_t step = direction == Direction::forward ? x.inner : -x.inner;
  const std::int64_t first = direction == Direction::forward ? 0 : (x.extent - 1) * x.inner;
  for (std::int64_t o = 0; o < x.outer; ++o)
    for (std::int64_t i = 0; i < x.inner; ++i) row(o * x.extent * x.inner + first + i, step, x.extent);
}

/// Calls run(a pointer to an element): floats as they are, integers unsigned, for those wrap.
template <class Run> void by_type(DType dtype, const Run& run) {
  if (dtype == float32)
    run(static_cast<float*>(nullptr));
  else if (dtype == float64)
    run(static_cast<double*>(nullptr));
  else
    run(static_cast<std::uint64_t*>(nullptr));
}

std::string text_of(std::size_t axis, Direction direction) {
  return fmt::format("axis={}{}", axis, direction == Direction::backward ? ", backward" : "");
}

struct Cumulative : Op {
  Cumulative(std::size_t axis, Direction direction) : axis_(axis), direction_(direction) {}
  Type infer(Types in) const override {
    if (in[0].dtype == boolean) throw DTypeError(name(), "bool is not taken", describe(in), "cast(x, int64) converts");
    return in[0];
  }
  std::string attributes() const override { return text_of(axis_, direction_); }
  bool may_fail() const override { return false; }
  bool works_in_place(std::size_t) const override { return true; }

 protected:
  std::size_t axis_;
  Direction direction_;
};

Var running_sum(Var x, std::size_t axis, Direction direction);

struct CumSum : Cumulative {
  using Cumulative::Cumulative;
  std::string_view name() const override { return "cumsum"; }
  void forward(Views in, View out) const override {
    by_type(out.dtype, [&]<class T>(T*) {
      using Total = std::conditional_t<std::is_same_v<T, float>, double, T>;
      const T* const x = in[0].as<const T>();
      T* const y = out.as<T>();
      for_each_row(out.shape(), axis_, direction_, [=](std::int64_t at, std::int64_t step, std::int64_t count) {
        Total total = x[at];  // of -0 alone: -0
        y[at] = x[at];
        for (std::int64_t i = 1; i < count; ++i) {
          at += step;
          total += x[at];
          y[at] = static_cast<T>(total);
        }
      });
    });
  }
  Vars vjp(Vars, Var, Var dy) const override { return {running_sum(dy, axis_, opposite(direction_))}; }
  bool moves_elements() const override { return true; }
};

/// r_i = b_i + a r_{i-1}, i - 1 being the entry before i in this direction, and a that of i or of i - 1.
struct Recurrence : Op {
  enum class Factor { own, previous };
  Recurrence(std::size_t axis, Direction direction, Factor factor)
      : axis_(axis), direction_(direction), factor_(factor) {}
  std::string_view name() const override { return "linear_recurrence"; }
  Type infer(Types in) const override {
    check_same_float(name(), in);
    check_same_shape(name(), in[0], in[1]);
    return in[0].shape.is_static() ? in[0] : in[1];
  }
  void forward(Views in, View out) const override {
    if (out.dtype == float32)
      run(in[0].as<const float>(), in[1].as<const float>(), out.as<float>(), out.shape());
    else
      run(in[0].as<const double>(), in[1].as<const double>(), out.as<double>(), out.shape());
  }
  Vars vjp(Vars in, Var r, Var dr) const override {
    const Var a = in[0];
    const bool is_own = factor_ == Factor::own;
    const Var db = make_node<Recurrence>({a, dr}, axis_, opposite(direction_), is_own ? Factor::previous : Factor::own);
    const Var none = zeros_like(r);
    const Var da =
        is_own ? db * shifted(r, none, axis_, direction_) : shifted(db, none, axis_, opposite(direction_)) * r;
    return {da, db};
  }
  std::string attributes() const override {
    return text_of(axis_, direction_) + (factor_ == Factor::previous ? ", previous factors" : "");
  }
  bool may_fail() const override { return false; }

 private:
  template <class T> void run(const T* a, const T* b, T* r, const Shape& shape) const {
    const bool is_own = factor_ == Factor::own;
    for_each_row(shape, axis_, direction_, [=](std::int64_t at, std::int64_t step, std::int64_t count) {
      r[at] = b[at];
      for (std::int64_t i = 1; i < count; ++i) {
        const std::int64_t next = at + step;
        r[next] = b[next] + a[is_own ? next : at] * r[at];
        at = next;
      }
    });
  }
  std::size_t axis_;
  Direction direction_;
  Factor factor_;
};

struct CumProd : Cumulative {
  using Cumulative::Cumulative;
  std::string_view name() const override { return "cumprod"; }
  void forward(Views in, View out) const override {
    by_type(out.dtype, [&]<class T>(T*) {
      const T* const x = in[0].as<const T>();
      T* const y = out.as<T>();
      for_each_row(out.shape(), axis_, direction_, [=](std::int64_t at, std::int64_t step, std::int64_t count) {
        T product = x[at];
        y[at] = product;
        for (std::int64_t i = 1; i < count; ++i) {
          at += step;
          product *= x[at];
          y[at] = product;
        }
      });
    });
  }
  Vars vjp(Vars in, Var y, Var dy) const override {
    const Var before = shifted(y, ones_like(y), axis_, direction_);
    const Var after = make_node<Recurrence>({in[0], dy}, axis_, opposite(direction_), Recurrence::Factor::previous);
    return {before * after};
  }
};

Var running_sum(Var x, std::size_t axis, Direction direction) { return make_node<CumSum>({x}, axis, direction); }

std::size_t axis_of(std::string_view op, Var x, std::int64_t axis) {
  return normalized_axis(op, operand_of(op, x), axis);
}

}  // namespace

Var running_product(Var x, std::size_t axis, Direction direction) { return make_node<CumProd>({x}, axis, direction); }

Var shifted(Var x, Var filling, std::size_t axis, Direction direction) {
  std::vector<Slice> from(axis + 1), to(axis + 1);
  from[axis] = direction == Direction::forward ? Slice{open_end, -1} : Slice{1, open_end};
  to[axis] = direction == Direction::forward ? Slice{1, open_end} : Slice{open_end, -1};
  return slice_scatter(filling, slice(x, from), to);
}

Var cumsum(Var x, std::int64_t axis) { return running_sum(x, axis_of("cumsum", x, axis), Direction::forward); }
Var cumsum(Var x) {
  Undo undo(arena_of("cumsum", x));
  const Var result = cumsum(flatten(x), 0);
  undo.keep();
  return result;
}

Var cumprod(Var x, std::int64_t axis) { return running_product(x, axis_of("cumprod", x, axis), Direction::forward); }
Var cumprod(Var x) {
  Undo undo(arena_of("cumprod", x));
  const Var result = cumprod(flatten(x), 0);
  undo.keep();
  return result;
}

Var linear_recurrence(Var a, Var b, std::int64_t axis) {
  const std::size_t along = axis_of("linear_recurrence", a, axis);
  return make_node<Recurrence>({a, b}, along, Direction::forward, Recurrence::Factor::own);
}

}  // namespace xgrad
