#pragma once
#include <concepts>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <xgrad/graph/buffer.hpp>
#include <xgrad/graph/dtype.hpp>
#include <xgrad/graph/shape.hpp>

namespace xgrad {

/// A container with row-major or strided elements in memory: xt::xtensor, xt::xarray, xt::adapt, anything that has
/// data(), shape() and strides().
template <class C>
concept StridedContainer = requires(const C& c) {
  {*c.data()};
  { c.shape().size() } -> std::convertible_to<std::size_t>;
  { c.strides().size() } -> std::convertible_to<std::size_t>;
};

/// An n-dimensional array: a value over plain memory, row-major, contiguous, 64-byte aligned.
///   dtypes   float32, float64, int64, bool
///   copies   share the memory until one of them is written (mutable_data)
///   size     one element needs no heap
/// Printed as NumPy prints. Constructors throw ShapeError for a shape with a dynamic dimension.
class Tensor {
 public:
  /// An empty float64 array of shape [0].
  Tensor() : shape_{0}, size_(0) {}
  Tensor(const Tensor&) = default;
  Tensor& operator=(const Tensor&) = default;
  /// What was moved from is an empty float64 array of shape [0].
  Tensor(Tensor&& other) noexcept
      : shape_(other.shape_),
        size_(other.size_),
        dtype_(other.dtype_),
        is_number_(other.is_number_),
        buffer_(std::move(other.buffer_)) {
    std::memcpy(scalar_, other.scalar_, sizeof scalar_);
    other.become_empty();
  }
  Tensor& operator=(Tensor&& other) noexcept {
    if (this == &other) return *this;
    shape_ = other.shape_;
    size_ = other.size_;
    dtype_ = other.dtype_;
    is_number_ = other.is_number_;
    std::memcpy(scalar_, other.scalar_, sizeof scalar_);
    buffer_ = std::move(other.buffer_);
    other.become_empty();
    return *this;
  }
  ~Tensor() = default;
  /// Zeros of that type and shape.
  Tensor(DType dtype, const Shape& shape);
  /// A scalar (rank 0). As an argument of a program it takes the dtype that is asked for. Throws DataError for an
  /// integer that int64 does not hold.
  Tensor(double value) : Tensor(&value, float64) {}
  Tensor(float value) : Tensor(&value, float32) {}
  /// Of bool alone: a pointer would turn into one silently.
  template <std::same_as<bool> B> Tensor(B value) : Tensor(&value, boolean) {}
  template <std::integral I>
  requires(!std::same_as<I, bool>) Tensor(I value) : Tensor(detail::whole_number(value), 0) {}
  /// A copy of a container's elements, e.g. of an xt::xtensor.
  template <StridedContainer C> Tensor(const C& c);
  /// A copy of `values`, row-major. Throws ShapeError unless there are shape.size() of them, DataError for an integer
  /// that int64 does not hold.
  template <class T> static Tensor from(std::span<const T> values, const Shape& shape);
  template <class T> static Tensor from(const std::vector<T>& values, const Shape& shape) {
    return from(std::span<const T>(values), shape);
  }
  static Tensor from(const std::vector<bool>& values, const Shape& shape);
  /// Not initialized: for whoever writes every element next.
  static Tensor uninitialized(DType dtype, const Shape& shape);
  /// A view of a buffer that holds the elements already (shared, not copied).
  static Tensor over(Buffer buffer, DType dtype, const Shape& shape);

  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  /// Throws ShapeError for an axis that is not there.
  std::int64_t shape(std::size_t axis) const { return shape_[axis]; }
  std::size_t rank() const { return shape_.rank(); }
  std::int64_t size() const { return size_; }
  std::size_t bytes() const { return static_cast<std::size_t>(size_) * size_of(dtype_); }
  /// Made from one C++ number, so its dtype is only a proposal.
  bool is_number() const { return is_number_; }

  const void* data() const { return size_ == 1 ? scalar_ : buffer_.data(); }
  /// The elements for writing; memory shared with copies is copied first.
  void* mutable_data();
  /// The elements as T. Throws DTypeError if the dtype is another.
  template <class T> const T* data() const {
    check_dtype(dtype_of<T>());
    return static_cast<const T*>(data());
  }
  template <class T> T* mutable_data() {
    check_dtype(dtype_of<T>());
    return static_cast<T*>(mutable_data());
  }
  template <class T> std::span<const T> values() const { return {data<T>(), static_cast<std::size_t>(size_)}; }
  template <class T> std::vector<T> to_vector() const {
    const T* first = data<T>();
    return std::vector<T>(first, first + size_);
  }

  /// The only element as a number. Throws ShapeError if there is not exactly one.
  double item() const;
  /// The element at an index. Throws ShapeError if it is not there, DTypeError if T is another type.
  template <class T> T at(std::initializer_list<std::int64_t> index) const { return data<T>()[offset(index)]; }
  /// Converted elements; float to int64 truncates toward zero, to bool asks for nonzero.
  /// Throws DataError if a float does not fit in int64 (NaN, infinity, too large).
  Tensor astype(DType) const;
  /// The same elements under another shape, memory shared. Throws ShapeError if the sizes differ.
  Tensor reshape(const Shape&) const;
  /// Same dtype, shape and bytes. NaNs of the same bits are equal, 0 and -0 are not.
  bool is_identical(const Tensor&) const;

 private:
  Tensor(const void* number, DType dtype);
  Tensor(std::int64_t value, int) : Tensor(&value, int64) {}
  void become_empty() noexcept {
    shape_ = Shape();
    shape_.push_back(0);
    size_ = 0;
    dtype_ = float64;
    is_number_ = false;
    buffer_ = Buffer();
  }
  void check_dtype(DType wanted) const {
    if (wanted != dtype_) throw_dtype(wanted);
  }
  [[noreturn]] void throw_dtype(DType wanted) const;
  std::size_t offset(std::span<const std::int64_t> index) const;
  std::size_t offset(std::initializer_list<std::int64_t> index) const {
    return offset(std::span<const std::int64_t>(index.begin(), index.size()));
  }
  static void copy_strided(const std::byte* from, std::span<const std::int64_t> strides, const Shape& shape,
                           std::size_t item_size, std::byte* to);

  Shape shape_;
  std::int64_t size_ = 1;
  DType dtype_ = float64;
  bool is_number_ = false;
  alignas(8) std::byte scalar_[8] = {};  // the element, when there is one
  Buffer buffer_;                        // else the elements
};

/// As NumPy's str(array): "[[1. 2.]\n [3. 4.]]"; large arrays are abbreviated.
std::ostream& operator<<(std::ostream&, const Tensor&);
std::string to_string(const Tensor&);

namespace detail {
template <class T>
using element_t = std::conditional_t<std::is_same_v<T, bool> || std::is_floating_point_v<T>, T, std::int64_t>;

template <class T> element_t<T> element(T value) {
  if constexpr (std::is_same_v<element_t<T>, T>)
    return value;
  else
    return whole_number(value);
}

/// Throws the ShapeError of Tensor::from unless so many values fill the shape.
void check_count(std::size_t values, DType dtype, const Shape& shape);
}  // namespace detail

/// tensor({1.0, 2.0}) is a vector, tensor({{1, 2}, {3, 4}}) a matrix: float64 of doubles, float32 of floats, int64 of
/// integers, bool of bools. Throws ShapeError for rows of different length.
template <class T> Tensor tensor(std::initializer_list<T> values);
template <class T> Tensor tensor(std::initializer_list<std::initializer_list<T>> rows);

/// An array of zeros: zeros({2, 3}). Throws ShapeError for a dynamic dimension.   as numpy.zeros
Tensor zeros(const Shape&, DType = float64);
/// An array of ones: the same.                                                    as numpy.ones
Tensor ones(const Shape&, DType = float64);
/// An array with `value` everywhere.                                              as numpy.full
/// Throws ShapeError for a dynamic dimension, DTypeError for a value that int64 or bool does not hold.
Tensor full(const Shape&, double value, DType = float64);
/// 0, 1, ..., n - 1 as int64. Throws ShapeError for a negative n.                 as numpy.arange
Tensor arange(std::int64_t n);

/// The bytes of an array's elements. Throws the ShapeError of `what`, naming `operand`, for a dynamic dimension and for
/// more bytes than a machine can address.
std::size_t bytes_of(std::string_view what, DType dtype, const Shape& shape, std::string_view operand = {});

/// Rows `rows` of x, in that order (numpy.take along axis 0). Throws ShapeError for a scalar, DataError for a row that
/// is not there.
Tensor take(const Tensor& x, std::span<const std::int64_t> rows);
/// Rows begin..end-1 of x. Throws ShapeError unless 0 <= begin <= end <= number of rows.
Tensor rows(const Tensor& x, std::int64_t begin, std::int64_t end);

// ---- templates

template <StridedContainer C> Tensor::Tensor(const C& c) : Tensor() {
  using T = detail::element_t<std::remove_cvref_t<decltype(*c.data())>>;
  using Stored = std::remove_cvref_t<decltype(*c.data())>;
  static_assert(sizeof(T) == sizeof(Stored), "the elements of a Tensor are float, double, 64-bit integers or bool");
  Shape shape;
  std::vector<std::int64_t> strides;
  for (auto extent : c.shape()) shape.push_back(static_cast<std::int64_t>(extent));
  for (auto stride : c.strides()) strides.push_back(static_cast<std::int64_t>(stride));
  Tensor made = uninitialized(dtype_of<T>(), shape);
  const auto* first = reinterpret_cast<const std::byte*>(c.data());
  if constexpr (requires { c.data_offset(); }) first += c.data_offset() * sizeof(T);
  copy_strided(first, strides, shape, sizeof(T), static_cast<std::byte*>(made.mutable_data()));
  if constexpr (std::is_unsigned_v<Stored> && std::is_same_v<T, std::int64_t>)
    for (T value : made.template values<T>()) detail::whole_number(static_cast<Stored>(value));
  *this = std::move(made);
}

template <class T> Tensor Tensor::from(std::span<const T> values, const Shape& shape) {
  using Element = detail::element_t<T>;
  detail::check_count(values.size(), dtype_of<Element>(), shape);
  Tensor made = uninitialized(dtype_of<Element>(), shape);
  auto* to = made.template mutable_data<Element>();
  for (std::size_t i = 0; i < values.size(); ++i) to[i] = detail::element(values[i]);
  return made;
}

template <class T> Tensor tensor(std::initializer_list<T> values) {
  return Tensor::from(std::span<const T>(values.begin(), values.size()),
                      Shape{static_cast<std::int64_t>(values.size())});
}

namespace detail {
[[noreturn]] void throw_ragged(std::size_t row, std::size_t length, std::size_t wanted);
}

template <class T> Tensor tensor(std::initializer_list<std::initializer_list<T>> rows) {
  const std::size_t columns = rows.size() == 0 ? 0 : rows.begin()->size();
  Tensor made = Tensor::uninitialized(dtype_of<detail::element_t<T>>(), Shape{static_cast<std::int64_t>(rows.size()),
                                                                              static_cast<std::int64_t>(columns)});
  auto* to = made.template mutable_data<detail::element_t<T>>();
  std::size_t number = 0;
  for (const auto& row : rows) {
    if (row.size() != columns) detail::throw_ragged(number, row.size(), columns);
    for (const T& value : row) *to++ = detail::element(value);
    ++number;
  }
  return made;
}

}  // namespace xgrad
