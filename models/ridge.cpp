#include <fmt/format.h>
#include <cmath>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/least_squares_internal.hpp>
#include <xgrad/models/linear_model_internal.hpp>
#include <xgrad/models/parameters_internal.hpp>
#include <xgrad/models/ridge.hpp>

namespace xgrad::models {

Ridge& Ridge::fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  if (!(options.alpha >= 0) || std::isinf(options.alpha))
    throw DataError("Ridge", "alpha is out of range", fmt::format("alpha = {}", options.alpha),
                    "give a finite number of at least 0");
  detail::LinearData data = detail::linear_data("Ridge.fit", X, y, sample_weight);
  const detail::Centers centers = detail::center(data, options.fit_intercept);
  // The penalty is rows more, sqrt(alpha) times the identity, whose targets are 0: no digits are lost to X^T X.
  const auto features = static_cast<std::size_t>(data.features);
  std::vector<double> A = data.X, b = data.y;
  A.resize(A.size() + features * features, 0.0);
  b.resize(b.size() + features * static_cast<std::size_t>(data.outputs), 0.0);
  for (std::size_t j = 0; j < features; ++j) A[data.X.size() + j * features + j] = std::sqrt(options.alpha);
  const double tol = std::numeric_limits<double>::epsilon() * static_cast<double>(data.rows + data.features);
  const detail::LeastSquares found =
      detail::least_squares(A, b, data.rows + data.features, data.features, data.outputs, tol);
  learn({detail::coef_of(data, found.solution), detail::intercept_of(data, centers, found.solution)});
  return *this;
}

void Ridge::set_param(std::string_view parameter, const ParameterValue& value) {
  detail::SetParameter set(name(), parameter, value);
  set("alpha", options.alpha), set("fit_intercept", options.fit_intercept);
  set.check();
}

}  // namespace xgrad::models
