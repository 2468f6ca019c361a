#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <xgrad/graph/error.hpp>
#include <xgrad/optim/levenberg_marquardt.hpp>
#include <xgrad/optim/line_search_internal.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/parameters_internal.hpp>
#include <xgrad/optim/trust_region_internal.hpp>

namespace xgrad::optim {
namespace {

constexpr double infinity_ = std::numeric_limits<double>::infinity();
constexpr double epsilon = std::numeric_limits<double>::epsilon();

Tensor vector(const Numbers& x) { return Tensor::from(x, {static_cast<std::int64_t>(x.size())}); }

bool is_finite(const Numbers& x) {
  return std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); });
}

Numbers residuals_at(const Residuals& r, const Numbers& x, std::int64_t size) {
  const Tensor values = r.values(vector(x));
  check_vector("Levenberg-Marquardt", "the residuals' value", values, size);
  return values.to_vector<double>();
}

Matrix jacobian_at(const Residuals& r, const Numbers& x, std::size_t m) {
  const Tensor J = r.jacobian(vector(x));
  const std::size_t n = x.size();
  if (J.dtype() != float64)
    throw DTypeError("Levenberg-Marquardt", "the Jacobian is not float64", to_string(J.dtype()));
  if (J.shape() != Shape{static_cast<std::int64_t>(m), static_cast<std::int64_t>(n)})
    throw ShapeError("Levenberg-Marquardt", fmt::format("the Jacobian is not [{}, {}]", m, n), to_string(J.shape()));
  Matrix columns(m, n);
  const double* from = J.data<double>();
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < n; ++j) columns(i, j) = *from++;
  if (!is_finite(columns.values)) throw DataError("Levenberg-Marquardt", "the Jacobian is not finite");
  return columns;
}

Numbers column_norms(const Matrix& A) {
  Numbers norms(A.columns);
  for (std::size_t j = 0; j < A.columns; ++j)
    norms[j] = norm(Numbers(A.values.begin() + static_cast<std::ptrdiff_t>(j * A.rows),
                            A.values.begin() + static_cast<std::ptrdiff_t>((j + 1) * A.rows)));
  return norms;
}

/// A^T v
Numbers transposed_product(const Matrix& A, const Numbers& v) {
  Numbers made(A.columns);
  for (std::size_t j = 0; j < A.columns; ++j)
    for (std::size_t i = 0; i < A.rows; ++i) made[j] += A(i, j) * v[i];
  return made;
}

void set_errors(LevenbergMarquardt::Report& report, const Matrix& J, double sum_of_squares) {
  const std::size_t m = J.rows, n = J.columns;
  const auto size = static_cast<std::int64_t>(n);
  report.covariance = full({size, size}, infinity_);
  report.standard_errors = full({size}, infinity_);
  // Of columns of norm 1: how parameters are measured does not decide on the rank.
  Matrix scaled = J;
  Numbers norms = column_norms(J);
  for (std::size_t j = 0; j < n; ++j) {
    if (norms[j] == 0.0) return;
    for (std::size_t i = 0; i < m; ++i) scaled(i, j) /= norms[j];
  }
  const PivotedQR qr(scaled);
  if (m <= n || qr.rank(epsilon * static_cast<double>(std::max(m, n))) < n) return;
  const double variance = sum_of_squares / static_cast<double>(m - n);
  std::vector<Numbers> halves;  // (J^T J)^-1 is the product of these
  for (std::size_t j = 0; j < n; ++j) {
    Numbers unit(n);
    unit[j] = 1.0 / norms[j];
    halves.push_back(qr.half_solve(unit));
  }
  double* covariance = report.covariance.mutable_data<double>();
  double* errors = report.standard_errors.mutable_data<double>();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) covariance[i * n + j] = variance * dot(halves[i], halves[j]);
    errors[i] = std::sqrt(covariance[i * n + i]);
  }
}

/// One run.
class Fit {
 public:
  using Stop = LevenbergMarquardt::Stop;
  Fit(const LevenbergMarquardt::Options& options, const Residuals& r, const Tensor& x)
      : options_(options), r_(r), x_(x.to_vector<double>()) {
    const std::int64_t of_size = 100 * std::max<std::int64_t>(1, x.size());
    most_ = options.max_nfev > 0 ? options.max_nfev : of_size;
    residuals_ = evaluate(x_, dynamic);
    if (!is_finite(residuals_)) throw DataError("Levenberg-Marquardt", "the residuals at the start are not finite");
    length_ = norm(residuals_);
  }

  LevenbergMarquardt::Report run() {
    std::optional<Stop> stop;
    while (!stop) stop = iterate();
    report_.stop = *stop;
    report_.x = vector(x_);
    report_.residuals = vector(residuals_);
    report_.cost = 0.5 * length_ * length_;
    if (has_moved_) take_jacobian();
    report_.optimality = max_magnitude(transposed_product(J_, residuals_));
    set_errors(report_, J_, length_ * length_);
    return std::move(report_);
  }

 private:
  Numbers evaluate(const Numbers& x, std::int64_t size) {
    ++report_.evaluations;
    return residuals_at(r_, x, size);
  }

  void take_jacobian() {
    J_ = jacobian_at(r_, x_, residuals_.size());
    ++report_.jacobians;
    has_moved_ = false;
  }

  /// The largest cosine between the residuals and a column of J.
  double largest_cosine(const Numbers& norms) const {
    const Numbers gradient = transposed_product(J_, residuals_);
    double largest = 0.0;
    for (std::size_t j = 0; j < norms.size(); ++j)
      if (norms[j] != 0.0 && length_ != 0.0) largest = std::max(largest, std::abs(gradient[j]) / norms[j] / length_);
    return largest;
  }

  void scale_by(const Numbers& norms) {
    if (report_.iterations == 1) {
      for (double value : norms) scale_.push_back(value == 0.0 ? 1.0 : value);
      scaled_x_ = scaled_norm(scale_, x_);
      radius_ = options_.factor * (scaled_x_ == 0.0 ? 1.0 : scaled_x_);
    }
    for (std::size_t j = 0; j < norms.size(); ++j) scale_[j] = std::max(scale_[j], norms[j]);
  }

  std::optional<Stop> iterate() {
    take_jacobian();
    ++report_.iterations;
    const Numbers norms = column_norms(J_);
    if (largest_cosine(norms) <= options_.gtol) return Stop::gtol;
    scale_by(norms);
    const PivotedQR qr(J_);
    const TrustRegionModel model(qr, residuals_, scale_);
    while (true) {
      const auto [is_accepted, stop] = attempt(model);
      if (stop) return stop;
      if (is_accepted) return std::nullopt;
    }
  }

  struct Attempt {
    bool is_accepted;
    std::optional<Stop> stop;
  };

  Attempt attempt(const TrustRegionModel& model) {
    const Numbers p = model.step(radius_, lambda_);
    const double size = scaled_norm(scale_, p);
    if (report_.iterations == 1) radius_ = std::min(radius_, size);
    Numbers x = x_;
    for (std::size_t j = 0; j < x.size(); ++j) x[j] += p[j];
    Numbers residuals = evaluate(x, static_cast<std::int64_t>(residuals_.size()));
    const double length = norm(residuals);

    // Both as parts of the sum of squares; not finite counts as much worse.
    const double actual = 0.1 * length < length_ ? 1.0 - (length / length_) * (length / length_) : -1.0;
    const double linear = model.length(p) / length_, damping = std::sqrt(lambda_) * size / length_;
    const double predicted = linear * linear + 2.0 * damping * damping;
    const double ratio = predicted == 0.0 ? 0.0 : actual / predicted;
    adapt(ratio, actual, -(linear * linear + damping * damping), 0.1 * length < length_, size);

    const bool is_accepted = ratio >= 1e-4;
    if (is_accepted) {
      x_ = std::move(x);
      residuals_ = std::move(residuals);
      length_ = length;
      scaled_x_ = scaled_norm(scale_, x_);
      has_moved_ = true;
    }
    return {is_accepted, reason(actual, predicted, ratio)};
  }

  /// The trust region after a step: smaller where the model was wrong, larger where it was right.
  void adapt(double ratio, double actual, double slope, bool is_comparable, double size) {
    if (ratio <= 0.25) {
      double factor = actual >= 0.0 ? 0.5 : 0.5 * slope / (slope + 0.5 * actual);
      if (!is_comparable || factor < 0.1) factor = 0.1;
      radius_ = factor * std::min(radius_, size / 0.1);
      lambda_ /= factor;
    } else if (lambda_ == 0.0 || ratio >= 0.75) {
      radius_ = size / 0.5;
      lambda_ *= 0.5;
    }
  }

  std::optional<Stop> reason(double actual, double predicted, double ratio) const {
    if (length_ == 0.0) return Stop::ftol;
    const bool is_modelled = 0.5 * ratio <= 1.0;
    if (std::abs(actual) <= options_.ftol && predicted <= options_.ftol && is_modelled) return Stop::ftol;
    if (radius_ <= options_.xtol * scaled_x_) return Stop::xtol;
    if (report_.evaluations >= most_) return Stop::max_nfev;
    if (std::abs(actual) <= epsilon && predicted <= epsilon && is_modelled) return Stop::no_progress;
    if (radius_ <= epsilon * scaled_x_ || radius_ <= std::numeric_limits<double>::min()) return Stop::no_progress;
    return std::nullopt;
  }

  const LevenbergMarquardt::Options& options_;
  const Residuals& r_;
  LevenbergMarquardt::Report report_;
  std::int64_t most_ = 0;
  Numbers x_, residuals_, scale_;  // scale_: D
  Matrix J_;
  double length_ = 0.0, scaled_x_ = 0.0;  // |r|, |D x|
  double radius_ = 0.0, lambda_ = 0.0;
  bool has_moved_ = false;  // since J_
};

}  // namespace

std::string_view LevenbergMarquardt::Report::why() const {
  switch (stop) {
    case Stop::ftol: return "the sum of squares falls by no more than ftol";
    case Stop::xtol: return "x changes by no more than xtol";
    case Stop::gtol: return "the residuals are orthogonal to the Jacobian's columns within gtol";
    case Stop::no_progress: return "no better x can be told apart in floating point";
    case Stop::max_nfev: return "max_nfev evaluations were made";
  }
  return {};
}

LevenbergMarquardt::LevenbergMarquardt(Options o) : options_(o) {
  check_not_negative("LevenbergMarquardt", "ftol", o.ftol);
  check_not_negative("LevenbergMarquardt", "xtol", o.xtol);
  check_not_negative("LevenbergMarquardt", "gtol", o.gtol);
  check_not_negative("LevenbergMarquardt", "max_nfev", o.max_nfev);
  check_positive("LevenbergMarquardt", "factor", o.factor);
}

LevenbergMarquardt::Report LevenbergMarquardt::minimize(const Residuals& r, const Tensor& x) const {
  if (!r.values || !r.jacobian)
    throw DataError("Levenberg-Marquardt", "a function of the residuals is empty", r.values ? "jacobian" : "values",
                    "give both, or a ResidualProgram");
  check_vector("Levenberg-Marquardt", "x", x, dynamic);
  return Fit(options_, r, x).run();
}

LevenbergMarquardt::Report LevenbergMarquardt::minimize(ResidualProgram& r, const std::vector<Tensor>& inputs) const {
  const Tensor start = r.parameters().get();
  try {
    Report report = minimize(r.at(inputs), start);
    r.parameters().set(report.x);
    return report;
  } catch (...) {
    r.parameters().set(start);
    throw;
  }
}

}  // namespace xgrad::optim
