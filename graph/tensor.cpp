#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/tensor_internal.hpp>

namespace xgrad {
namespace {

std::int64_t checked_size(DType dtype, const Shape& shape) {
  return static_cast<std::int64_t>(bytes_of("tensor", dtype, shape) / size_of(dtype));
}

/// Calls f with a null pointer of the element type of dtype.
template <class F> void with_element(DType dtype, F f) {
  switch (dtype) {
    case DType::float32: return f(static_cast<float*>(nullptr));
    case DType::float64: return f(static_cast<double*>(nullptr));
    case DType::int64: return f(static_cast<std::int64_t*>(nullptr));
    case DType::boolean: return f(static_cast<bool*>(nullptr));
  }
}

}  // namespace

std::string describe(const Tensor& t) { return fmt::format("{} {}", to_string(t.dtype()), to_string(t.shape())); }

std::size_t bytes_of(std::string_view what, DType dtype, const Shape& shape, std::string_view operand) {
  const auto text = [&] { return operand.empty() ? to_string(shape) : std::string(operand); };
  if (!shape.is_static())
    throw ShapeError(what, "a dimension is dynamic", text(), "an array in memory needs every extent");
  std::size_t bytes = size_of(dtype);
  bool is_empty = false, is_too_large = false;
  for (std::int64_t extent : shape) {
    is_empty |= extent == 0;
    is_too_large |= extent != 0 && __builtin_mul_overflow(bytes, static_cast<std::size_t>(extent), &bytes);
  }
  if (is_empty) return 0;
  constexpr std::size_t address_space = std::size_t{1} << 47;  // of a process; so sums of such sizes do not wrap either
  if (is_too_large || bytes > address_space) throw ShapeError(what, "more bytes than can be addressed", text());
  return bytes;
}

void detail::check_count(std::size_t values, DType dtype, const Shape& shape) {
  if (!shape.is_static() || static_cast<std::int64_t>(values) != shape.size())
    throw ShapeError("from", "the number of elements differs",
                     fmt::format("{} values for {} {}", values, to_string(dtype), to_string(shape)));
}

Tensor::Tensor(DType dtype, const Shape& shape) : Tensor(uninitialized(dtype, shape)) {
  if (size_ > 1) std::memset(buffer_.data(), 0, bytes());
}

Tensor::Tensor(const void* number, DType dtype) : dtype_(dtype), is_number_(true) {
  std::memcpy(scalar_, number, size_of(dtype));
}

Tensor Tensor::uninitialized(DType dtype, const Shape& shape) {
  Tensor made(false);
  made.is_number_ = false;
  made.size_ = checked_size(dtype, shape);
  made.dtype_ = dtype;
  made.shape_ = shape;
  if (made.size_ > 1) made.buffer_ = Buffer::allocate(made.bytes());
  return made;
}

Tensor Tensor::over(Buffer buffer, DType dtype, const Shape& shape) {
  Tensor made(false);
  made.is_number_ = false;
  made.size_ = checked_size(dtype, shape);
  made.dtype_ = dtype;
  made.shape_ = shape;
  if (made.size_ == 1 && buffer)
    std::memcpy(made.scalar_, buffer.data(), size_of(dtype));
  else
    made.buffer_ = std::move(buffer);
  return made;
}

Tensor Tensor::from(const std::vector<bool>& values, const Shape& shape) {
  detail::check_count(values.size(), boolean, shape);
  std::vector<std::int64_t> numbers(values.begin(), values.end());
  return from(numbers, shape).astype(boolean);
}

void* Tensor::mutable_data() {
  is_number_ = false;
  if (size_ == 1) return scalar_;
  if (size_ == 0) return buffer_.data();
  if (!buffer_.is_unique()) {
    Buffer own = Buffer::allocate(bytes());
    if (buffer_) std::memcpy(own.data(), buffer_.data(), bytes());
    buffer_ = std::move(own);
  }
  return buffer_.data();
}

void Tensor::throw_dtype(DType wanted) const {
  throw DTypeError("tensor", fmt::format("its elements are not {}", to_string(wanted)), describe(*this),
                   fmt::format("astype({}) converts", to_string(wanted)));
}

double Tensor::item() const {
  if (size_ != 1) throw ShapeError("item", "the array has not exactly one element", describe(*this));
  double value = 0;
  with_element(dtype_, [&](auto* null) {
    using T = std::remove_pointer_t<decltype(null)>;
    value = static_cast<double>(*static_cast<const T*>(data()));
  });
  return value;
}

std::size_t Tensor::offset(std::span<const std::int64_t> index) const {
  std::int64_t at = 0;
  bool inside = index.size() == rank();
  for (std::size_t i = 0; inside && i < rank(); ++i) {
    inside = index[i] >= 0 && index[i] < shape_[i];
    at = at * shape_[i] + index[i];
  }
  if (!inside)
    throw ShapeError("at", "no such element", fmt::format("[{}] of {}", fmt::join(index, ", "), describe(*this)));
  return static_cast<std::size_t>(at);
}

Tensor Tensor::astype(DType wanted) const {
  if (wanted == dtype_) return *this;
  Tensor made = uninitialized(wanted, shape_);
  void* to = made.mutable_data();
  with_element(dtype_, [&](auto* from_null) {
    using From = std::remove_pointer_t<decltype(from_null)>;
    const From* from = static_cast<const From*>(data());
    with_element(wanted, [&](auto* to_null) {
      using To = std::remove_pointer_t<decltype(to_null)>;
      for (std::int64_t i = 0; i < size_; ++i) static_cast<To*>(to)[i] = converted<To>("astype", from[i]);
    });
  });
  made.is_number_ = is_number_;
  return made;
}

Tensor Tensor::reshape(const Shape& wanted) const {
  if (!wanted.is_static() || wanted.size() != size_)
    throw ShapeError("reshape", "the number of elements differs",
                     fmt::format("{} to {}", describe(*this), to_string(wanted)));
  Tensor made = *this;
  made.shape_ = wanted;
  made.is_number_ = false;
  return made;
}

bool Tensor::is_identical(const Tensor& other) const {
  return dtype_ == other.dtype_ && shape_ == other.shape_ &&
         (size_ == 0 || std::memcmp(data(), other.data(), bytes()) == 0);
}

void Tensor::copy_strided(const std::byte* from, std::span<const std::int64_t> strides, const Shape& shape,
                          std::size_t item_size, std::byte* to) {
  const std::int64_t n = shape.size();
  std::vector<std::int64_t> index(shape.rank(), 0);
  std::int64_t at = 0;
  for (std::int64_t i = 0; i < n; ++i, to += item_size) {
    std::memcpy(to, from + at * static_cast<std::int64_t>(item_size), item_size);
    for (std::size_t axis = shape.rank(); axis-- > 0;) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

namespace detail {
void throw_ragged(std::size_t row, std::size_t length, std::size_t wanted) {
  throw ShapeError("tensor", "rows differ in length",
                   fmt::format("row 0 has {} elements, row {} has {}", wanted, row, length));
}
}  // namespace detail

Tensor zeros(const Shape& shape, DType dtype) { return Tensor(dtype, shape); }
Tensor ones(const Shape& shape, DType dtype) { return full(shape, 1.0, dtype); }

Tensor full(const Shape& shape, double value, DType dtype) {
  const Tensor one = Tensor(value).astype(dtype);
  if (!is_float(dtype) && one.item() != value)
    throw DTypeError("full", fmt::format("{} does not fit {}", value, to_string(dtype)), {},
                     fmt::format("full(shape, value).astype({}) converts", to_string(dtype)));
  Tensor made = Tensor::uninitialized(dtype, shape);
  auto* to = static_cast<std::byte*>(made.mutable_data());
  for (std::int64_t i = 0; i < made.size(); ++i, to += size_of(dtype)) std::memcpy(to, one.data(), size_of(dtype));
  return made;
}

Tensor arange(std::int64_t n) {
  if (n < 0) throw ShapeError("arange", "the number of elements is negative", std::to_string(n));
  Tensor made = Tensor::uninitialized(int64, Shape{n});
  auto* to = made.mutable_data<std::int64_t>();
  for (std::int64_t i = 0; i < n; ++i) to[i] = i;
  return made;
}

namespace {
/// The shape of x with `n` rows, and the bytes of one row.
std::pair<Shape, std::size_t> row_layout(const Tensor& x, std::int64_t n) {
  if (x.rank() == 0) throw ShapeError("take", "a scalar has no rows", describe(x));
  Shape shape = x.shape();
  shape.set(0, n);
  Shape one = x.shape();
  one.set(0, 1);
  return {shape, static_cast<std::size_t>(one.size()) * size_of(x.dtype())};
}
}  // namespace

Tensor take(const Tensor& x, std::span<const std::int64_t> numbers) {
  auto [shape, row_bytes] = row_layout(x, static_cast<std::int64_t>(numbers.size()));
  for (std::int64_t row : numbers)
    if (row < 0 || row >= x.shape(0))
      throw DataError("take", "no such row", fmt::format("row {} of {}", row, describe(x)));
  Tensor made = Tensor::uninitialized(x.dtype(), shape);
  auto* to = static_cast<std::byte*>(made.mutable_data());
  const auto* from = static_cast<const std::byte*>(x.data());
  if (row_bytes == 0) return made;
  for (std::int64_t row : numbers) {
    std::memcpy(to, from + static_cast<std::size_t>(row) * row_bytes, row_bytes);
    to += row_bytes;
  }
  return made;
}

Tensor rows(const Tensor& x, std::int64_t begin, std::int64_t end) {
  if (x.rank() == 0 || begin < 0 || end < begin || end > x.shape(0))
    throw ShapeError("rows", "no such rows", fmt::format("{} to {} of {}", begin, end, describe(x)));
  auto [shape, row_bytes] = row_layout(x, end - begin);
  Tensor made = Tensor::uninitialized(x.dtype(), shape);
  if (made.size() > 0)
    std::memcpy(made.mutable_data(),
                static_cast<const std::byte*>(x.data()) + static_cast<std::size_t>(begin) * row_bytes, made.bytes());
  return made;
}

}  // namespace xgrad
