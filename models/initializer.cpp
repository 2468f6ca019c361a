#include <fmt/format.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/initializer.hpp>

namespace xgrad::init {
namespace {

/// Fractions in an integer would all be 0.
void check_float(std::string_view initializer, DType dtype) {
  if (!is_float(dtype))
    throw DTypeError(fmt::format("init::{}", initializer), "random weights need a float type",
                     fmt::format("dtype = {}", to_string(dtype)), "choose float32 or float64");
}

Tensor draw_uniform(std::string_view name, RandomState& random, double bound, const Shape& shape, DType dtype) {
  check_float(name, dtype);
  return random.uniform(-bound, bound, shape).astype(dtype);
}
Tensor draw_normal(std::string_view name, RandomState& random, double variance, const Shape& shape, DType dtype) {
  check_float(name, dtype);
  return random.normal(0.0, std::sqrt(variance), shape).astype(dtype);
}

}  // namespace

Fans fans(const Shape& shape) {
  if (shape.rank() == 0) return {};
  const auto last = static_cast<double>(shape[shape.rank() - 1]);
  if (shape.rank() == 1) return {last, last};
  double window = 1;
  for (std::size_t axis = 0; axis + 2 < shape.rank(); ++axis) window *= static_cast<double>(shape[axis]);
  return {window * static_cast<double>(shape[shape.rank() - 2]), window * last};
}

Tensor zeros(RandomState&, const Shape& shape, DType dtype) { return xgrad::zeros(shape, dtype); }
Tensor ones(RandomState&, const Shape& shape, DType dtype) { return xgrad::ones(shape, dtype); }

Initializer constant(double value) {
  return [value](RandomState&, const Shape& shape, DType dtype) { return full(shape, value, dtype); };
}

Initializer uniform(double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high) || low > high)
    throw DataError("init::uniform", "low and high are no finite interval", fmt::format("[{}, {})", low, high));
  return [low, high](RandomState& random, const Shape& shape, DType dtype) {
    check_float("uniform", dtype);
    return random.uniform(low, high, shape).astype(dtype);
  };
}

Initializer normal(double standard_deviation) {
  if (!std::isfinite(standard_deviation) || standard_deviation < 0)
    throw DataError("init::normal", "the standard deviation is negative or not finite",
                    fmt::format("{}", standard_deviation));
  return [standard_deviation](RandomState& random, const Shape& shape, DType dtype) {
    check_float("normal", dtype);
    return random.normal(0.0, standard_deviation, shape).astype(dtype);
  };
}

Tensor glorot_uniform(RandomState& random, const Shape& shape, DType dtype) {
  return draw_uniform("glorot_uniform", random, std::sqrt(6.0 / (fans(shape).in + fans(shape).out)), shape, dtype);
}
Tensor glorot_normal(RandomState& random, const Shape& shape, DType dtype) {
  return draw_normal("glorot_normal", random, 2.0 / (fans(shape).in + fans(shape).out), shape, dtype);
}
Tensor he_uniform(RandomState& random, const Shape& shape, DType dtype) {
  return draw_uniform("he_uniform", random, std::sqrt(6.0 / fans(shape).in), shape, dtype);
}
Tensor he_normal(RandomState& random, const Shape& shape, DType dtype) {
  return draw_normal("he_normal", random, 2.0 / fans(shape).in, shape, dtype);
}
Tensor lecun_uniform(RandomState& random, const Shape& shape, DType dtype) {
  return draw_uniform("lecun_uniform", random, std::sqrt(3.0 / fans(shape).in), shape, dtype);
}
Tensor lecun_normal(RandomState& random, const Shape& shape, DType dtype) {
  return draw_normal("lecun_normal", random, 1.0 / fans(shape).in, shape, dtype);
}

}  // namespace xgrad::init
