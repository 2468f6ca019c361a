#pragma once
#include <string>
#include <xgrad/models/mlp_estimator.hpp>

namespace xgrad::plot {

/// How a fit ended, and what it has to say, a line for each, in the words of an example's options: --epochs.
std::string ending_of(const models::MLPEstimator& fitted);

}  // namespace xgrad::plot
