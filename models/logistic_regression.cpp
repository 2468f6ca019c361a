#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/checks_internal.hpp>
#include <xgrad/models/classes_internal.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/weights_internal.hpp>
#include <xgrad/models/linear_model_internal.hpp>
#include <xgrad/models/logistic_regression.hpp>
#include <xgrad/models/minimize_internal.hpp>
#include <xgrad/models/parameters_internal.hpp>
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/matmul.hpp>
#include <xgrad/ops/one_hot.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/reshape.hpp>
#include <xgrad/ops/softmax.hpp>
#include <xgrad/ops/transpose.hpp>
#include <xgrad/optim/objective.hpp>

namespace xgrad::models {

using detail::Classes;
using detail::Labels;
using detail::LogisticState;
using detail::MinimizeStop;
using detail::Minimum;
using detail::Numbers;

struct detail::LogisticState {
  Classes classes;
  Tensor coef, intercept;
  std::int64_t n_iter = 0;
  std::vector<std::string> warnings;
};

namespace {

/// What a fit is told, checked.
struct Task {
  Tensor X, places, weights;  // float64 [n, features], int64 [n], float64 [n] that sum to 1
  std::int64_t outputs = 1;   // 1 for two classes
  double penalty = 0;         // half of it times the sum of the squared coefficients
};

/// The mean loss of the rows: softplus(z) - y z for two classes, else logsumexp(z) - z_y.
Var mean_loss(Graph& g, const Task& task, Var z) {
  const Var weights = g.constant(task.weights);
  if (task.outputs == 1) {
    const Var y = g.constant(task.places.astype(float64)), flat = reshape(z, {task.X.shape(0)});
    return sum(weights * (softplus(flat) - y * flat));
  }
  const Var is_truth = one_hot(g.constant(task.places), task.outputs, float64);
  return sum(weights * (logsumexp(z, 1) - sum(is_truth * z, 1)));
}

/// The loss as a function of coefficients and intercepts, as one program.
class Fit {
 public:
  Fit(const Task& task, bool fit_intercept, const Tensor& coef, const Tensor& intercept)
      : coef_(graph_.variable("coef", coef)), intercept_(graph_.variable("intercept", intercept)) {
    const Var z = matmul(graph_.constant(task.X), transpose(coef_)) + intercept_;
    const Var loss = mean_loss(graph_, task, z) + 0.5 * task.penalty * sum(square(coef_));
    program_.emplace(Vars{}, loss, fit_intercept ? Vars{coef_, intercept_} : Vars{coef_});
  }

  Minimum run(const LogisticRegression::Options& o) {
    const optim::Objective f = program_->at({});
    const std::int64_t size = program_->parameters().size();
    Tensor slope(float64, {size});
    auto loss_at = [&](const Numbers& x, Numbers& gradient) {
      const double loss = f(Tensor::from(x, {size}), slope);
      gradient = slope.to_vector<double>();
      return loss;
    };
    const Minimum found = detail::minimize(loss_at, program_->parameters().get().to_vector<double>(),
                                           {.max_iter = o.max_iter,
                                            .gtol = o.tol,
                                            .ftol = 64 * std::numeric_limits<double>::epsilon(),
                                            .max_line_search = 50});
    program_->parameters().set(Tensor::from(found.x, {size}));
    return found;
  }

  Tensor coef() const { return graph_.value(coef_); }
  Tensor intercept() const { return graph_.value(intercept_); }

 private:
  Graph graph_;
  Var coef_, intercept_;
  std::optional<optim::LossProgram> program_;
};

void warn(LogisticState& state, const LogisticRegression::Options& o, const Minimum& found) {
  if (found.stop == MinimizeStop::max_iter)
    state.warnings.push_back(
        fmt::format("max_iter = {} iterations of lbfgs were not enough: the optimization has not "
                    "converged yet; increase it, or scale X with StandardScaler",
                    o.max_iter));
  if (found.stop == MinimizeStop::max_fun || found.stop == MinimizeStop::line_search)
    state.warnings.push_back(
        fmt::format("lbfgs ended after {} iterations without having converged; scale X with "
                    "StandardScaler",
                    found.iterations));
}

}  // namespace

void LogisticRegression::check_options() const {
  const auto refuse = [](std::string_view option, double given, std::string_view remedy) {
    detail::refuse_option("LogisticRegression", option, given, remedy);
  };
  if (!(options.C > 0)) refuse("C", options.C, "give a number above 0");
  if (!(options.tol > 0) || std::isinf(options.tol)) refuse("tol", options.tol, "give a finite number above 0");
  if (options.max_iter < 1) refuse("max_iter", static_cast<double>(options.max_iter), "give at least 1");
}

void LogisticRegression::learn(const Tensor& X, const Labels& labels, const Tensor& sample_weight) {
  constexpr std::string_view what = "LogisticRegression.fit";
  LogisticState made;
  made.classes = Classes(labels);
  if (made.classes.size() < 2)
    throw DataError(what, "y must have at least two classes", fmt::format("only {}", made.classes.text()));
  std::vector<double> weights = xgrad::detail::checked_weights(what, sample_weight, X.shape(0));
  if (weights.empty()) weights.assign(static_cast<std::size_t>(X.shape(0)), 1.0);
  double total = 0;
  for (double w : weights) total += w;
  for (double& w : weights) w /= total;

  Task task{X.astype(float64), made.classes.places(what, labels), Tensor::from(weights, {X.shape(0)}),
            made.classes.size() == 2 ? 1 : static_cast<std::int64_t>(made.classes.size()), 1.0 / (options.C * total)};
  Tensor coef = zeros({task.outputs, X.shape(1)}), intercept = zeros({task.outputs});
  if (options.warm_start && state_) {
    if (!(state_->classes == made.classes) || state_->coef.shape() != coef.shape())
      throw DataError(what, "with warm_start, classes and features must be those of the last fit",
                      fmt::format("classes {}, {} features; before {}, {}", made.classes.text(), X.shape(1),
                                  state_->classes.text(), state_->coef.shape(1)),
                      "set warm_start = false to begin anew");
    coef = state_->coef.astype(float64);
    if (options.fit_intercept) intercept = state_->intercept.astype(float64);
  }
  Fit fit(task, options.fit_intercept, coef, intercept);
  const Minimum found = fit.run(options);
  if (!std::isfinite(found.f))
    throw DataError(what, "the training diverged: the loss is not finite", fmt::format("loss = {}", found.f),
                    "scale X with StandardScaler");
  const DType dtype = X.dtype() == float32 ? float32 : float64;
  made.coef = fit.coef().astype(dtype), made.intercept = fit.intercept().astype(dtype);
  made.n_iter = found.iterations;
  warn(made, options, found);
  state_ = std::make_shared<const LogisticState>(std::move(made));
}

LogisticRegression& LogisticRegression::fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  check_options();
  const Tensor table = detail::checked_table("LogisticRegression.fit", X, X.dtype() == float32 ? float32 : float64);
  learn(table, detail::checked_labels("LogisticRegression.fit", y, X.shape(0)), sample_weight);
  return *this;
}

LogisticRegression& LogisticRegression::fit(const Tensor& X, const std::vector<std::string>& y,
                                            const Tensor& sample_weight) {
  check_options();
  const Tensor table = detail::checked_table("LogisticRegression.fit", X, X.dtype() == float32 ? float32 : float64);
  learn(table, detail::checked_labels("LogisticRegression.fit", y, X.shape(0)), sample_weight);
  return *this;
}

Tensor LogisticRegression::scores(std::string_view method, const Tensor& X) const {
  const LogisticState& s = state();
  const Tensor table = detail::checked_table(fmt::format("LogisticRegression.{}", method), X, float64, s.coef.shape(1));
  return detail::linear_function(table, s.coef.astype(float64), s.intercept.astype(float64));
}

Tensor LogisticRegression::decision_function(const Tensor& X) const {
  const Tensor z = scores("decision_function", X);
  return (z.shape(1) == 1 ? z.reshape({z.shape(0)}) : z).astype(coef().dtype());
}

Tensor LogisticRegression::predicted(std::string_view method, const Tensor& X) const {
  const Tensor z = scores(method, X);
  const std::int64_t n = z.shape(0), k = z.shape(1);
  Tensor places = Tensor::uninitialized(int64, {n});
  const double* row = z.data<double>();
  for (std::int64_t i = 0; i < n; ++i, row += k)
    places.mutable_data<std::int64_t>()[i] = k == 1 ? (row[0] > 0 ? 1 : 0) : std::max_element(row, row + k) - row;
  return places;
}

Tensor LogisticRegression::predict(const Tensor& X) const {
  state().classes.numbers("LogisticRegression.predict");
  return state().classes.numbers_at("LogisticRegression.predict", predicted("predict", X));
}

std::vector<std::string> LogisticRegression::predict_names(const Tensor& X) const {
  return state().classes.words_at(predicted("predict_names", X));
}

Tensor LogisticRegression::predict_proba(const Tensor& X) const {
  const Tensor z = scores("predict_proba", X);
  const std::int64_t n = z.shape(0), k = static_cast<std::int64_t>(state().classes.size());
  Tensor made = Tensor::uninitialized(float64, {n, k});
  auto* p = made.mutable_data<double>();
  for (std::int64_t i = 0; i < n; ++i, p += k) {
    const double* row = z.data<double>() + i * z.shape(1);
    if (z.shape(1) == 1) {
      p[1] = 1.0 / (1.0 + std::exp(-row[0])), p[0] = 1.0 / (1.0 + std::exp(row[0]));
      continue;
    }
    const double most = *std::max_element(row, row + k);
    double sum = 0;
    for (std::int64_t j = 0; j < k; ++j) sum += p[j] = std::exp(row[j] - most);
    for (std::int64_t j = 0; j < k; ++j) p[j] /= sum;
  }
  return made.astype(coef().dtype());
}

double LogisticRegression::score(const Tensor& X, const Tensor& y, const Tensor& sample_weight) const {
  const Tensor labels = predict(X);
  return accuracy_score(detail::checked_labels("LogisticRegression.score", y, X.shape(0)).numbers, labels,
                        sample_weight);
}

double LogisticRegression::score(const Tensor& X, const std::vector<std::string>& y,
                                 const Tensor& sample_weight) const {
  const std::vector<std::string> labels = predict_names(X);
  return accuracy_score(detail::checked_labels("LogisticRegression.score", y, X.shape(0)).words, labels, sample_weight);
}

void LogisticRegression::set_param(std::string_view name, const ParameterValue& value) {
  detail::SetParameter set("LogisticRegression", name, value);
  set("C", options.C), set("tol", options.tol), set("fit_intercept", options.fit_intercept);
  set("max_iter", options.max_iter), set("warm_start", options.warm_start);
  set.check();
}

const LogisticState& LogisticRegression::state() const {
  if (!state_) throw DataError("LogisticRegression", "it is not fitted yet", {}, "call fit(X, y) first");
  return *state_;
}

const Tensor& LogisticRegression::coef() const { return state().coef; }
const Tensor& LogisticRegression::intercept() const { return state().intercept; }
const std::vector<std::int64_t>& LogisticRegression::classes() const {
  return state().classes.numbers("LogisticRegression.classes");
}
std::vector<std::string> LogisticRegression::class_names() const { return state().classes.words(); }
std::int64_t LogisticRegression::n_iter() const { return state().n_iter; }
const std::vector<std::string>& LogisticRegression::warnings() const { return state().warnings; }

}  // namespace xgrad::models
