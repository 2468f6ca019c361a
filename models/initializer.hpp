#pragma once
#include <functional>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/data/random_state.hpp>

namespace xgrad {

/// Makes the first value of a parameter: a function of a generator, shape and dtype.
///     models::Dense layer(g, 64, 10, {.weight = init::he_normal});
using Initializer = std::function<Tensor(RandomState& random, const Shape& shape, DType dtype)>;

/// Initializers. fan_in and fan_out are the last two extents of a weight, times all others (a convolution's window); a
/// vector's extent is both. Numbers are drawn in float64 and rounded. The random ones throw DTypeError for a dtype that
/// is no float.
namespace init {

/// How many inputs a unit has, and to how many outputs an input goes.
struct Fans {
  double in = 1, out = 1;
};
/// Those of a parameter's shape.
///     init::fans({3, 3, 16, 32});        // in 144, out 288: a convolution's window of 3 x 3
Fans fans(const Shape& shape);

/// Every element is 0: biases.
Tensor zeros(RandomState& random, const Shape& shape, DType dtype);
/// Every element is 1: factors.
Tensor ones(RandomState& random, const Shape& shape, DType dtype);
/// Every element is `value`.
Initializer constant(double value);
/// From [low, high). Throws DataError unless low <= high, both finite.
Initializer uniform(double low, double high);
/// Around 0. Throws DataError for a standard deviation that is negative or not finite.
Initializer normal(double standard_deviation);

/// Glorot and Bengio 2010, for tanh and sigmoid: uniform in +-sqrt(6 / (fan_in + fan_out)), or normal with variance
/// 2 / (fan_in + fan_out).                                     as torch.nn.init.xavier_uniform_, xavier_normal_
Tensor glorot_uniform(RandomState& random, const Shape& shape, DType dtype);
Tensor glorot_normal(RandomState& random, const Shape& shape, DType dtype);
/// He et al. 2015, for relu: uniform in +-sqrt(6 / fan_in), or normal with variance 2 / fan_in.
///                                                             as torch.nn.init.kaiming_uniform_, kaiming_normal_
Tensor he_uniform(RandomState& random, const Shape& shape, DType dtype);
Tensor he_normal(RandomState& random, const Shape& shape, DType dtype);
/// LeCun et al. 1998, for selu: uniform in +-sqrt(3 / fan_in), or normal with variance 1 / fan_in.
Tensor lecun_uniform(RandomState& random, const Shape& shape, DType dtype);
Tensor lecun_normal(RandomState& random, const Shape& shape, DType dtype);

}  // namespace init
}  // namespace xgrad
