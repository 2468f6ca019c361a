#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <utility>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include <xgrad/ops/batch_internal.hpp>
#include <xgrad/ops/blas_internal.hpp>
#include <xgrad/ops/matmul.hpp>
#include <xgrad/ops/matmul_internal.hpp>
#include <xgrad/ops/product_internal.hpp>
#include <xgrad/ops/transpose.hpp>

namespace xgrad {
namespace {

/// The extents from axis `first` on, `count` of them.
Shape part_of(const Shape& shape, std::size_t first, std::size_t count) {
  Shape part;
  for (std::size_t i = 0; i < count; ++i) part.push_back(shape[first + i]);
  return part;
}

/// An operand's axes by their groups.
struct Groups {
  Shape batch, outer, inner;  // outer: m or n, inner: k
  Groups(const Shape& shape, std::size_t outer_axes, std::size_t inner_axes, bool inner_first) {
    const std::size_t batch_axes = shape.rank() - outer_axes - inner_axes;
    batch = part_of(shape, 0, batch_axes);
    outer = part_of(shape, batch_axes + (inner_first ? inner_axes : 0), outer_axes);
    inner = part_of(shape, batch_axes + (inner_first ? 0 : outer_axes), inner_axes);
  }
};

Groups groups_of_a(const Shape& a, const Contraction& c) { return {a, c.m, c.k, c.transpose_a}; }
Groups groups_of_b(const Shape& b, const Contraction& c) { return {b, c.n, c.k, !c.transpose_b}; }

class Contract : public Op {
 public:
  Contract(std::string_view user, const Contraction& axes, const BatchAxes& batch)
      : user_(user), axes_(axes), batch_(batch) {}
  std::string_view name() const override { return user_; }

  Type infer(Types in) const override {
    check_same_float(user_, in);
    const Groups a = groups_of_a(in[0].shape, axes_), b = groups_of_b(in[1].shape, axes_);
    if (!may_equal(a.inner, b.inner))
      throw ShapeError(
          user_, "inner dimensions differ",
          fmt::format("{} @ {} ({} != {})", to_string(in[0]), to_string(in[1]), inner_text(a), inner_text(b)),
          in[1].origin());
    Type type{in[0].dtype, batch_.joined(user_, in, a.batch, b.batch)};
    check_result_rank(user_, type.shape.rank() + axes_.m + axes_.n, in);
    for (std::int64_t extent : a.outer) type.shape.push_back(extent);
    for (std::int64_t extent : b.outer) type.shape.push_back(extent);
    for (const Groups* g : {&a, &b})
      if (!blas::takes(g->outer.size(), g->inner.size(), 1))
        throw ShapeError(user_, "an extent is beyond 2^31", describe(in));
    return type;
  }

  void forward(Views in, View out) const override {
    product_kernel(out.dtype, in[0].shape(), in[1].shape())(in.data(), out);
  }
  Kernel kernel(Types in, const Type& out) const override {
    return product_kernel(out.dtype, in[0].shape, in[1].shape);
  }

  Vars vjp(Vars in, Var, Var dy) const override {
    const auto [a, b] = in.take<2>();
    const auto& [m, n, k, ta, tb] = axes_;
    // dy is [m, n]; a's cotangent is read off [m, k] = dy op(b)^T or [k, m] = op(b) dy^T, b's likewise.
    const Var da = ta ? contract(user_, b, dy, {k, m, n, tb, true}) : contract(user_, dy, b, {m, k, n, false, !tb});
    // Where b has no batch axes, a's are summed over by the product itself.
    const std::size_t a_batch = a.rank() - m - k, summed = b.rank() == n + k && !ta ? m + a_batch : m;
    const Var db =
        tb ? contract(user_, dy, a, {n, k, summed, true, ta}) : contract(user_, a, dy, {k, n, summed, !ta, false});
    return {da, db};
  }

  std::string attributes() const override {
    std::string text = fmt::format("axes m={}, n={}, k={}", axes_.m, axes_.n, axes_.k);
    if (axes_.transpose_a) text += ", transpose_a";
    if (axes_.transpose_b) text += ", transpose_b";
    if (const std::string stretched = batch_.text(); !stretched.empty()) text += ", " + stretched;
    return user_ == "matmul" ? text : fmt::format("{}, for {}", text, user_);
  }
  bool may_fail() const override { return false; }

 private:
  static std::string inner_text(const Groups& g) {
    return g.inner.rank() == 1 ? fmt::format("{}", g.inner[0]) : to_string(g.inner);
  }

  Kernel product_kernel(DType dtype, const Shape& a_shape, const Shape& b_shape) const {
    const Groups a = groups_of_a(a_shape, axes_), b = groups_of_b(b_shape, axes_);
    const std::int64_t n = b.outer.size(), k = a.inner.size(), item = static_cast<std::int64_t>(size_of(dtype));
    std::int64_t m = a.outer.size(), matrices = BatchWalk(a.batch, b.batch, 0, 0).size();
    if (b.batch.size() == 1 && !axes_.transpose_a && blas::takes(matrices * m, k, n)) {
      m *= matrices;  // the rows of all matrices are those of one
      matrices = std::min<std::int64_t>(matrices, 1);
    }
    const std::int64_t c_bytes = m * n * item;
    if (matrices == 0 || c_bytes == 0) return [](const View*, const View&) {};
    if (k == 0)
      return [bytes = static_cast<std::size_t>(matrices * c_bytes)](const View*, const View& out) {
        std::memset(out.data, 0, bytes);
      };
    const ProductShape shape{dtype, axes_.transpose_a, axes_.transpose_b, m, n, k};
    Product multiply(shape);
    if (matrices == 1)
      return [multiply = std::move(multiply)](const View* in, const View& out) mutable {
        multiply.begin_run();
        multiply(in[0].data, in[1].data, out.data);
      };
    const auto parts = static_cast<std::int64_t>(parts_of_products(shape.operations() * static_cast<double>(matrices)));
    const std::int64_t in_a_part = (matrices + parts - 1) / parts;
    return [multiply = std::move(multiply), c_bytes, matrices, in_a_part,
            walk = BatchWalk(a.batch, b.batch, m * k * item, k * n * item)](const View* in, const View& out) mutable {
      multiply.begin_run();
      auto* to = out.as<std::byte>();
      for_each_part(static_cast<std::size_t>((matrices + in_a_part - 1) / in_a_part), [&](std::size_t part) {
        const std::int64_t first = static_cast<std::int64_t>(part) * in_a_part;
        walk(in[0].data, in[1].data, first, std::min(matrices, first + in_a_part),
             [&](const void* from_a, const void* from_b, std::int64_t i) {
               multiply(from_a, from_b, to + i * c_bytes);
             });
      });
    };
  }

  std::string_view user_;  // a literal
  Contraction axes_;
  BatchAxes batch_;
};

}  // namespace

Var matmul(Var a, Var b, bool transpose_a, bool transpose_b) {
  if (a.rank() != 2 || b.rank() != 2) return contract("matmul", a, b, {1, 1, 1, transpose_a, transpose_b});
  const Var left = transpose_a ? transpose(a) : a, right = transpose_b ? transpose(b) : b;
  return matmul(left, right);
}

Var contract(std::string_view user, Var a, Var b, const Contraction& axes) {
  const Shape &a_shape = operand_of(user, a).shape, &b_shape = operand_of(user, b).shape;
  const Shape a_batch = groups_of_a(a_shape, axes).batch, b_batch = groups_of_b(b_shape, axes).batch;
  return make_node<Contract>({a, b}, user, axes, BatchAxes(a_batch, b_batch));
}

}  // namespace xgrad
