#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/checks_internal.hpp>
#include <xgrad/models/least_squares_internal.hpp>
#include <xgrad/models/linear_model_internal.hpp>
#include <xgrad/models/linear_regression.hpp>
#include <xgrad/models/linear_regression_internal.hpp>
#include <xgrad/models/parameters_internal.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/matmul.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/reduce.hpp>

namespace xgrad::models {

using detail::LinearData;

namespace {

struct Descended {
  Tensor coef, intercept;  // float64 [features, outputs], [outputs]
  std::vector<double> losses;
  bool has_converged = false;
};

double largest(const Tensor& t) {
  double most = 0;
  for (double v : t.values<double>()) most = std::isnan(v) ? v : std::max(most, std::abs(v));
  return most;
}

[[noreturn]] void throw_diverged(const LinearRegression::Options& o, std::int64_t step) {
  throw DataError("LinearRegression.fit", "gradient descent diverged",
                  fmt::format("learning_rate = {}, step {}", o.learning_rate, step),
                  "reduce learning_rate, or scale X with StandardScaler");
}

/// Gradient descent as one program: the loss, its gradients, and the step against them.
Descended descend(const LinearData& data, const LinearRegression::Options& o) {
  Graph g;
  const Var x = g.input("x", float64, {data.rows, data.features}), y = g.input("y", float64, {data.rows, data.outputs});
  const Var weights = g.input("sample_weight", float64, {data.rows, 1});
  const Var w = g.variable("coef", zeros({data.features, data.outputs}));
  const Var b = g.variable("intercept", zeros({data.outputs}));
  const Var loss = mean(sum(weights * square(matmul(x, w) + b - y), 0) / sum(weights));
  const auto [dw, db] = grad(loss, w, b);
  Updates updates{{w, w - o.learning_rate * dw}};
  if (o.fit_intercept) updates.push_back({b, b - o.learning_rate * db});
  Program step = compile({x, y, weights}, {loss, dw, db}, updates);

  const std::vector<Tensor> inputs{
      Tensor::from(data.X, x.shape()), Tensor::from(data.y, y.shape()),
      data.weights.empty() ? ones({data.rows, 1}) : Tensor::from(data.weights, weights.shape())};
  Descended made;
  for (std::int64_t i = 0; i < o.max_iter && !made.has_converged; ++i) {
    made.coef = g.value(w), made.intercept = g.value(b);
    const Outputs outputs = step(inputs);
    made.losses.push_back(outputs[0].item());
    if (!std::isfinite(made.losses.back())) throw_diverged(o, i + 1);
    made.has_converged = std::max(largest(outputs[1]), o.fit_intercept ? largest(outputs[2]) : 0.0) <= o.gradient_tol;
  }
  if (made.has_converged) return made;
  made.coef = g.value(w), made.intercept = g.value(b);
  if (!std::isfinite(largest(made.coef)) || !std::isfinite(largest(made.intercept))) throw_diverged(o, o.max_iter);
  return made;
}

}  // namespace

void LinearRegression::check_options() const {
  const auto refuse = [](std::string_view option, double given, std::string_view remedy) {
    detail::refuse_option("LinearRegression", option, given, remedy);
  };
  if (options.solver != "lstsq" && options.solver != "gradient_descent")
    throw DataError("LinearRegression", "solver has an unknown value", fmt::format("solver = \"{}\"", options.solver),
                    "choose one of lstsq, gradient_descent");
  if (!(options.tol >= 0)) refuse("tol", options.tol, "give a number of at least 0");
  if (!(options.learning_rate > 0) || std::isinf(options.learning_rate))
    refuse("learning_rate", options.learning_rate, "give a finite number above 0");
  if (options.max_iter < 1) refuse("max_iter", static_cast<double>(options.max_iter), "give at least 1");
  if (!(options.gradient_tol >= 0)) refuse("gradient_tol", options.gradient_tol, "give a number of at least 0");
}

LinearRegression& LinearRegression::fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  check_options();
  LinearData data = detail::linear_data("LinearRegression.fit", X, y, sample_weight);
  Details details;
  if (options.solver == "gradient_descent") {
    Descended found = descend(data, options);
    if (!found.has_converged)
      details.warnings.push_back(
          fmt::format("max_iter = {} steps were not enough: gradient descent has not converged "
                      "yet; a larger learning_rate, or StandardScaler, helps",
                      options.max_iter));
    details.loss_curve = std::move(found.losses);
    learn({detail::coef_of(data, found.coef.to_vector<double>()),
           found.intercept.reshape(data.is_flat ? Shape{} : Shape{data.outputs}).astype(data.dtype)});
  } else {
    const detail::Centers centers = detail::center(data, options.fit_intercept);
    detail::LeastSquares found =
        detail::least_squares(data.X, data.y, data.rows, data.features, data.outputs, options.tol);
    details.rank = found.rank;
    details.singular = Tensor::from(found.singular, {static_cast<std::int64_t>(found.singular.size())});
    learn({detail::coef_of(data, found.solution), detail::intercept_of(data, centers, found.solution)});
  }
  details_ = std::move(details);
  return *this;
}

void detail::set_options(SetParameter& set, LinearRegression::Options& options) {
  set("fit_intercept", options.fit_intercept), set("tol", options.tol), set("solver", options.solver);
  set("learning_rate", options.learning_rate), set("max_iter", options.max_iter);
  set("gradient_tol", options.gradient_tol);
}

void LinearRegression::set_param(std::string_view parameter, const ParameterValue& value) {
  detail::SetParameter set(name(), parameter, value);
  detail::set_options(set, options);
  set.check();
}

const LinearRegression::Details& LinearRegression::details() const {
  learned();
  return details_;
}
std::int64_t LinearRegression::rank() const { return details().rank; }
const Tensor& LinearRegression::singular() const { return details().singular; }
const std::vector<double>& LinearRegression::loss_curve() const { return details().loss_curve; }
const std::vector<std::string>& LinearRegression::warnings() const { return details().warnings; }

}  // namespace xgrad::models
