#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/op.hpp>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/xtensor_include.hpp>

/// xgrad's arrays as xtensor expressions, and back. Nothing is copied but by tensor(). A view has static rank and lives
/// as long as the memory it looks at; assign through it with xt::noalias(view) = expression or its +=.
///     Tensor x = ones({2, 3});
///     Tensor y = tensor(2.0 * as_xtensor<double, 2>(x) + 1.0);
namespace xgrad {

namespace detail {

template <class T, std::size_t Rank> auto adapt(T* data, const Shape& shape) {
  if (shape.rank() != Rank)
    throw ShapeError("as_xtensor", "the rank is another",
                     to_string(shape) + ", wanted " + std::to_string(Rank) + " dimensions");
  std::array<std::size_t, Rank> extents{};
  for (std::size_t axis = 0; axis < Rank; ++axis) extents[axis] = static_cast<std::size_t>(shape[axis]);
  return xt::adapt(data, static_cast<std::size_t>(shape.size()), xt::no_ownership(), extents);
}

inline void check_view_type(DType given, DType wanted) {
  if (given != wanted)
    throw DTypeError("as_xtensor", "the dtype is another",
                     std::string(to_string(given)) + ", wanted " + std::string(to_string(wanted)));
}

}  // namespace detail

/// A tensor's elements, to be read. Throws DTypeError or ShapeError if it is of another type or rank.
/// (A tensor of one element holds it within itself: the view ends with that object.)
template <class T, std::size_t Rank> auto as_xtensor(const Tensor& t) {
  return detail::adapt<const T, Rank>(t.data<T>(), t.shape());
}
template <class T, std::size_t Rank> auto as_xtensor(Tensor&&) = delete;

/// A tensor's elements, to be written; memory that is shared with copies is copied first.
template <class T, std::size_t Rank> auto as_mutable_xtensor(Tensor& t) {
  detail::check_view_type(t.dtype(), dtype_of<T>());
  return detail::adapt<T, Rank>(t.mutable_data<T>(), t.shape());
}

/// An operand or the result in Op::forward: `as_xtensor<const double, 2>(in[0])` to read, `as_xtensor<double, 2>(out)`
/// to write.
template <class T, std::size_t Rank> auto as_xtensor(const View& v) {
  detail::check_view_type(v.dtype, dtype_of<std::remove_const_t<T>>());
  return detail::adapt<T, Rank>(v.as<T>(), v.shape());
}

/// A tensor of an expression's values: tensor(xt::exp(a) + b).
template <class E> Tensor tensor(const xt::xexpression<E>& expression) {
  using Value = typename E::value_type;
  using Element = detail::element_t<Value>;
  const E& values = expression.derived_cast();
  Shape shape;
  for (auto extent : values.shape()) shape.push_back(static_cast<std::int64_t>(extent));
  Tensor made = Tensor::uninitialized(dtype_of<Element>(), shape);
  auto* to = made.template mutable_data<Element>();
  for (auto it = values.template begin<xt::layout_type::row_major>(),
            end = values.template end<xt::layout_type::row_major>();
       it != end; ++it)
    *to++ = static_cast<Element>(*it);
  return made;
}

}  // namespace xgrad
