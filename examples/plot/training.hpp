#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/examples/plot/chart.hpp>
#include <xgrad/examples/plot/heat_map.hpp>
#include <xgrad/examples/plot/language.hpp>
#include <xgrad/models/mlp_estimator.hpp>

namespace xgrad::plot {

/// How a fit ended, and what it has to say, a line for each, in the words of an example's options: --epochs.
std::string ending_of(const models::MLPEstimator& fitted);

/// A chart for losses, logarithmic, over epochs or something else.
Chart loss_chart(const std::string& title, const std::string& x_label = text("epoch", "轮次"), Range y = {});
/// The loss over the epochs, logarithmic.
Chart loss_curve(const std::vector<double>& losses, const std::string& loss = text("cross-entropy", "交叉熵"));

/// The loss, if it is below 1e30: else throws DataError, with the epoch and what to do.
double checked_loss(double loss, std::int64_t epoch);

/// A frame of a fit's animation, still without points and curve.
Chart frame(std::int64_t epoch, double loss, Range y);

/// A confusion matrix with the names of its labels.
HeatMap confusion(const Tensor& matrix, const std::vector<std::string>& names);

/// What a network answers everywhere to two numbers, from 0 (blue) to 1, with the border at 1/2, and what it ought to
/// say to some: 0 or 1.
Chart decision(const std::string& title, const Grid& answers, const std::vector<Tensor>& x, const Tensor& truth);

}  // namespace xgrad::plot
