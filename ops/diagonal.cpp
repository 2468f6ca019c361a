#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/diagonal.hpp>
#include <xgrad/ops/diagonal_internal.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

/// Which diagonal of which two axes.
struct Place {
  std::int64_t k;
  std::size_t axis1, axis2;
  std::string_view square_for = {};  // a literal: who wants the two axes to be of one extent

  std::int64_t length(std::int64_t rows, std::int64_t columns) const {
    if (rows == dynamic || columns == dynamic) return dynamic;
    if (k >= columns || -k >= rows) return 0;  // -k: k is not INT64_MIN, the builders see to that
    return std::min(k < 0 ? rows + k : rows, k > 0 ? columns - k : columns);
  }
  Shape shape_in(const Shape& whole) const {
    Shape shape;
    for (std::size_t axis = 0; axis < whole.rank(); ++axis)
      if (axis != axis1 && axis != axis2) shape.push_back(whole[axis]);
    shape.push_back(length(whole[axis1], whole[axis2]));
    return shape;
  }
  /// Of the diagonal's elements, in the whole array.
  Strides strides_in(const Shape& whole) const {
    const Strides all = row_major_strides(whole);
    Strides strides{};
    std::size_t last = 0;
    for (std::size_t axis = 0; axis < whole.rank(); ++axis)
      if (axis != axis1 && axis != axis2) strides[last++] = all[axis];
    strides[last] = all[axis1] + all[axis2];
    return strides;
  }
  std::int64_t offset_in(const Shape& whole) const {
    const Strides all = row_major_strides(whole);
    return k >= 0 ? k * all[axis2] : -k * all[axis1];
  }
  std::string text() const {
    return fmt::format("k={}, axes={}, {}{}{}", k, axis1, axis2, square_for.empty() ? "" : ", for ", square_for);
  }
  Var taken_from(Var x) const {
    return diagonal(x, k, static_cast<std::int64_t>(axis1), static_cast<std::int64_t>(axis2));
  }
  Var written_to(Var base, Var part) const {
    return diagonal_scatter(base, part, k, static_cast<std::int64_t>(axis1), static_cast<std::int64_t>(axis2));
  }
};

struct Diagonal : Op {
  explicit Diagonal(Place place) : place_(place) {}
  std::string_view name() const override { return "diagonal"; }
  Type infer(Types in) const override {
    const Shape& x = in[0].shape;
    if (!place_.square_for.empty() && !may_equal(x[place_.axis1], x[place_.axis2]))
      throw ShapeError(place_.square_for, "two axes with one label differ",
                       fmt::format("{} ({} != {})", describe(in), x[place_.axis1], x[place_.axis2]));
    return {in[0].dtype, place_.shape_in(x)};
  }
  void forward(Views in, View out) const override {
    if (out.size() == 0) return;
    const Shape& whole = in[0].shape();
    const auto offset = place_.offset_in(whole) * static_cast<std::int64_t>(size_of(out.dtype));
    StridedCopy(size_of(out.dtype), out.shape(), place_.strides_in(whole), row_major_strides(out.shape()))(
        in[0].as<const std::byte>() + offset, out.data);
  }
  Vars vjp(Vars in, Var, Var dy) const override { return {place_.written_to(zeros_like(in[0]), dy)}; }
  std::string attributes() const override { return place_.text(); }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }

 private:
  Place place_;
};

struct DiagonalScatter : Op {
  explicit DiagonalScatter(Place place) : place_(place) {}
  std::string_view name() const override { return "diagonal_scatter"; }
  Type infer(Types in) const override {
    check_same_dtype(name(), in);
    const Shape wanted = place_.shape_in(in[0].shape);
    if (!may_equal(in[1].shape, wanted))
      throw ShapeError(name(), fmt::format("the part has not the diagonal's shape, {}", to_string(wanted)),
                       describe(in));
    return in[0];
  }
  void forward(Views in, View out) const override {
    copy_elements(in[0], out);
    if (in[1].size() == 0) return;
    const Shape &whole = out.shape(), &part = in[1].shape();
    const auto offset = place_.offset_in(whole) * static_cast<std::int64_t>(size_of(out.dtype));
    StridedCopy(size_of(out.dtype), part, row_major_strides(part), place_.strides_in(whole))(
        in[1].data, out.as<std::byte>() + offset);
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    return {place_.written_to(dy, zeros_like(in[1])), place_.taken_from(dy)};
  }
  std::string attributes() const override { return place_.text(); }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }
  bool works_in_place(std::size_t i) const override { return i == 0; }

 private:
  Place place_;
};

/// A vector as the diagonal of a matrix.
struct DiagonalMatrix : Op {
  explicit DiagonalMatrix(std::int64_t k) : k_(k) {}
  std::string_view name() const override { return "diag"; }
  Type infer(Types in) const override {
    std::int64_t side = in[0].shape[0];
    if (side != dynamic && __builtin_add_overflow(side, std::abs(k_), &side))
      throw ShapeError(name(), "the matrix would be larger than 2^63", describe(in));
    return {in[0].dtype, {side, side}};
  }
  void forward(Views in, View out) const override {
    if (out.size() == 0) return;
    const Place place{k_, 0, 1};
    const std::size_t bytes = size_of(out.dtype);
    std::memset(out.data, 0, static_cast<std::size_t>(out.size()) * bytes);
    StridedCopy(bytes, in[0].shape(), row_major_strides(in[0].shape()), place.strides_in(out.shape()))(
        in[0].data, out.as<std::byte>() + place.offset_in(out.shape()) * static_cast<std::int64_t>(bytes));
  }
  Vars vjp(Vars, Var, Var dy) const override { return {diagonal(dy, k_)}; }
  std::string attributes() const override { return fmt::format("k={}", k_); }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }

 private:
  std::int64_t k_;
};

enum class Side { lower, upper };

/// tril and triu.
template <Side S> struct Triangle : Op {
  explicit Triangle(std::int64_t k) : k_(k) {}
  std::string_view name() const override { return S == Side::lower ? "tril" : "triu"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override {
    const Shape& shape = out.shape();
    if (shape.size() == 0) return;
    const std::int64_t rows = shape[shape.rank() - 2], columns = shape[shape.rank() - 1];
    const auto bytes = static_cast<std::int64_t>(size_of(out.dtype));
    const auto* from = in[0].as<const std::byte>();
    auto* to = out.as<std::byte>();
    for (std::int64_t row = 0; row < out.size() / columns; ++row, from += columns * bytes, to += columns * bytes) {
      const std::int64_t first_right = S == Side::lower ? row % rows + 1 : row % rows;  // of the main diagonal
      const std::int64_t split = std::clamp<std::int64_t>(first_right + std::clamp(k_, -rows, columns), 0, columns);
      const auto head = static_cast<std::size_t>(split * bytes),
                 tail = static_cast<std::size_t>((columns - split) * bytes);
      if (S == Side::lower) {
        std::memmove(to, from, head);
        std::memset(to + head, 0, tail);
      } else {
        std::memset(to, 0, head);
        std::memmove(to + head, from + head, tail);
      }
    }
  }
  Vars vjp(Vars, Var, Var dy) const override { return {S == Side::lower ? tril(dy, k_) : triu(dy, k_)}; }
  std::string attributes() const override { return fmt::format("k={}", k_); }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }
  bool works_in_place(std::size_t) const override { return true; }

 private:
  std::int64_t k_;
};

template <Side S> Var triangle(std::string_view op, Var x, std::int64_t k) {
  const Operand operand = operand_of(op, x);
  if (operand.shape.rank() < 2) throw ShapeError(op, "that is no matrix", to_string(operand), operand.origin());
  return make_node<Triangle<S>>({x}, k);
}

Place place_of(std::string_view op, Var x, std::int64_t k, std::int64_t axis1, std::int64_t axis2) {
  const Operand operand = operand_of(op, x);
  if (operand.shape.rank() < 2) throw ShapeError(op, "a diagonal needs two axes", to_string(operand), operand.origin());
  const Place place{std::max(k, -INT64_MAX), normalized_axis(op, operand, axis1), normalized_axis(op, operand, axis2)};
  if (place.axis1 == place.axis2)
    throw ShapeError(op, fmt::format("axis {} is named twice", place.axis1), to_string(operand));
  return place;
}

}  // namespace

Var diagonal(Var x) { return diagonal(x, 0); }
Var diagonal(Var x, std::int64_t k) { return diagonal(x, k, 0, 1); }
Var diagonal(Var x, std::int64_t k, std::int64_t axis1, std::int64_t axis2) {
  return make_node<Diagonal>({x}, place_of("diagonal", x, k, axis1, axis2));
}
Var diagonal_of_square(std::string_view user, Var x, std::size_t axis1, std::size_t axis2) {
  return make_node<Diagonal>({x}, Place{0, axis1, axis2, user});
}
Var diagonal_scatter(Var base, Var part, std::int64_t k, std::int64_t axis1, std::int64_t axis2) {
  return make_node<DiagonalScatter>({base, part}, place_of("diagonal_scatter", base, k, axis1, axis2));
}

Var diag(Var x) { return diag(x, 0); }
Var diag(Var x, std::int64_t k) {
  const Operand operand = operand_of("diag", x);
  if (operand.shape.rank() == 1) return make_node<DiagonalMatrix>({x}, std::max(k, -INT64_MAX));
  if (operand.shape.rank() != 2)
    throw ShapeError("diag", "that is no vector and no matrix", to_string(operand), "diagonal(x) takes more axes");
  return diagonal(x, k);
}

Var trace(Var x) { return trace(x, 0); }
Var trace(Var x, std::int64_t k) {
  const Place place = place_of("trace", x, k, 0, 1);
  if (x.dtype() == boolean)
    throw DTypeError("trace", "bool is not taken", to_string(operand_of("trace", x)), "cast(x, int64) converts");
  Undo undo(*x.arena());
  const Var result = sum(place.taken_from(x), -1);
  undo.keep();
  return result;
}

Var tril(Var x) { return tril(x, 0); }
Var tril(Var x, std::int64_t k) { return triangle<Side::lower>("tril", x, k); }
Var triu(Var x) { return triu(x, 0); }
Var triu(Var x, std::int64_t k) { return triangle<Side::upper>("triu", x, k); }

}  // namespace xgrad
