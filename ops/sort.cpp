#include <fmt/format.h>
#include <algorithm>
#include <memory>
#include <vector>
#include <xgrad/ops/around_internal.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/sort.hpp>
#include <xgrad/ops/take_along_axis.hpp>

namespace xgrad {
namespace {

/// What is sorted: an element, with the place that it comes from, which decides between equal ones.
template <class T> struct Entry {
  T value;
  std::int64_t place;
};

/// Whether a comes before b; NaN is larger than everything.
template <class T> bool comes_first(const Entry<T>& a, const Entry<T>& b, bool descending) {
  const T &x = descending ? b.value : a.value, &y = descending ? a.value : b.value;
  if (x < y || (x == x && y != y)) return true;
  const bool are_equal = x == y || (x != x && y != y);
  return are_equal && a.place < b.place;
}

/// Sorts the first `count` of each row along the axis, then calls give(the place of a result, the entry).
template <class T, class Give>
void sort_rows(const T* x, const Around& around, std::int64_t count, bool descending, std::vector<Entry<T>>& entries,
               const Give& give) {
  const auto before = [descending](const Entry<T>& a, const Entry<T>& b) { return comes_first(a, b, descending); };
  const auto last = entries.begin() + count;
  for (std::int64_t o = 0; o < around.outer; ++o)
    for (std::int64_t i = 0; i < around.inner; ++i) {
      const T* const row = x + o * around.extent * around.inner + i;
      for (std::int64_t j = 0; j < around.extent; ++j)
        entries[static_cast<std::size_t>(j)] = {row[j * around.inner], j};
      if (count < around.extent / 8)
        std::partial_sort(entries.begin(), last, entries.end(), before);
      else
        std::sort(entries.begin(), entries.end(), before);
      for (std::int64_t j = 0; j < count; ++j)
        give((o * count + j) * around.inner + i, entries[static_cast<std::size_t>(j)]);
    }
}

/// The kernel that sorts: the values, or their places. Its working memory is its own.
template <class T, bool Places>
Kernel rows_kernel(const Shape& shape, std::size_t axis, std::int64_t count, bool descending) {
  const Around around(shape, axis);
  auto entries = std::make_shared<std::vector<Entry<T>>>(static_cast<std::size_t>(around.extent));
  return [around, count, descending, entries](const View* in, const View& out) {
    if constexpr (Places)
      sort_rows(in[0].as<const T>(), around, count, descending, *entries,
                [to = out.as<std::int64_t>()](std::int64_t i, const Entry<T>& e) { to[i] = e.place; });
    else
      sort_rows(in[0].as<const T>(), around, count, descending, *entries,
                [to = out.as<T>()](std::int64_t i, const Entry<T>& e) { to[i] = e.value; });
  };
}

template <bool Places>
Kernel sort_kernel(DType dtype, const Shape& shape, std::size_t axis, std::int64_t count, bool descending) {
  if (dtype == float32) return rows_kernel<float, Places>(shape, axis, count, descending);
  if (dtype == float64) return rows_kernel<double, Places>(shape, axis, count, descending);
  return rows_kernel<std::int64_t, Places>(shape, axis, count, descending);
}

void check_order(std::string_view op, Types in) {
  if (in[0].dtype == boolean) throw DTypeError(op, "bool is not taken", describe(in), "cast(x, int64) converts");
}

struct Sort : Op {
  Sort(std::size_t axis, bool descending) : axis_(axis), descending_(descending) {}
  std::string_view name() const override { return "sort"; }
  Type infer(Types in) const override {
    check_order(name(), in);
    return in[0];
  }
  void forward(Views in, View out) const override {
    sort_kernel<false>(out.dtype, out.shape(), axis_, out.shape()[axis_], descending_)(in.data(), out);
  }
  Kernel kernel(Types, const Type& out) const override {
    return sort_kernel<false>(out.dtype, out.shape, axis_, out.shape[axis_], descending_);
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    const auto axis = static_cast<std::int64_t>(axis_);
    return {scatter_add_along_axis(zeros_like(in[0]), argsort(in[0], axis, descending_), dy, axis)};
  }
  std::string attributes() const override { return fmt::format("axis={}{}", axis_, descending_ ? ", descending" : ""); }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }

 private:
  std::size_t axis_;
  bool descending_;
};

/// The places of the first `count` in order (`dynamic`: all).
struct ArgSort : Op {
  ArgSort(std::size_t axis, bool descending, std::int64_t count)
      : axis_(axis), descending_(descending), count_(count) {}
  std::string_view name() const override { return count_ == dynamic ? "argsort" : "topk"; }
  Type infer(Types in) const override {
    check_order(name(), in);
    Type type{int64, in[0].shape};
    if (count_ == dynamic) return type;
    const std::int64_t extent = in[0].shape[axis_];
    if (extent != dynamic && extent < count_)
      throw ShapeError(name(), fmt::format("there are no {} elements along axis {}", count_, axis_), describe(in));
    type.shape.set(axis_, count_);
    return type;
  }
  void forward(Views in, View out) const override {
    sort_kernel<true>(in[0].dtype, in[0].shape(), axis_, out.shape()[axis_], descending_)(in.data(), out);
  }
  Kernel kernel(Types in, const Type& out) const override {
    return sort_kernel<true>(in[0].dtype, in[0].shape, axis_, out.shape[axis_], descending_);
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient}; }
  std::string attributes() const override {
    return fmt::format("axis={}{}{}", axis_, descending_ ? ", descending" : "",
                       count_ == dynamic ? "" : fmt::format(", k={}", count_));
  }
  bool may_fail() const override { return false; }

 private:
  std::size_t axis_;
  bool descending_;
  std::int64_t count_;
};

}  // namespace

Var sort(Var x) { return sort(x, -1); }
Var sort(Var x, std::int64_t axis) { return sort(x, axis, false); }
Var sort(Var x, std::int64_t axis, bool descending) {
  return make_node<Sort>({x}, normalized_axis("sort", operand_of("sort", x), axis), descending);
}

Var argsort(Var x) { return argsort(x, -1); }
Var argsort(Var x, std::int64_t axis) { return argsort(x, axis, false); }
Var argsort(Var x, std::int64_t axis, bool descending) {
  return make_node<ArgSort>({x}, normalized_axis("argsort", operand_of("argsort", x), axis), descending, dynamic);
}

TopK topk(Var x, std::int64_t k) { return topk(x, k, -1); }
TopK topk(Var x, std::int64_t k, std::int64_t axis) { return topk(x, k, axis, true); }
TopK topk(Var x, std::int64_t k, std::int64_t axis, bool largest) {
  const Operand operand = operand_of("topk", x);
  const std::size_t along = normalized_axis("topk", operand, axis);
  if (k < 0) throw ShapeError("topk", fmt::format("k is {}", k), to_string(operand));
  Undo undo(*x.arena());
  const Var indices = make_node<ArgSort>({x}, along, largest, k);
  const TopK result{take_along_axis(x, indices, axis), indices};
  undo.keep();
  return result;
}

}  // namespace xgrad
