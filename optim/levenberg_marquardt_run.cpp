#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/optim/levenberg_marquardt_internal.hpp>
#include <xgrad/optim/line_search_internal.hpp>
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

void check_matrix(std::string_view what, const Tensor& A, std::int64_t n) {
  if (A.dtype() != float64)
    throw DTypeError("Levenberg-Marquardt", fmt::format("{} is not float64", what), to_string(A.dtype()));
  if (A.shape() != Shape{n, n})
    throw ShapeError("Levenberg-Marquardt", fmt::format("{} is not [{}, {}]", what, n, n), to_string(A.shape()));
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
  return columns;
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
  const auto inverse = inverse_of_square(J);
  if (m <= n || !inverse) return;
  const double variance = sum_of_squares / static_cast<double>(m - n);
  double* covariance = report.covariance.mutable_data<double>();
  double* errors = report.standard_errors.mutable_data<double>();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) covariance[i * n + j] = variance * (*inverse)(i, j);
    errors[i] = std::sqrt(covariance[i * n + i]);
  }
}

/// Of columns of the free entries.
Matrix part_of(const Matrix& A, const std::vector<std::size_t>& free) {
  Matrix part(A.rows, free.size());
  for (std::size_t k = 0; k < free.size(); ++k)
    for (std::size_t i = 0; i < A.rows; ++i) part(i, k) = A(i, free[k]);
  return part;
}
Numbers part_of(const Numbers& x, const std::vector<std::size_t>& free) {
  Numbers part;
  for (std::size_t j : free) part.push_back(x[j]);
  return part;
}

}  // namespace

Numbers column_norms(const Matrix& A) {
  Numbers norms(A.columns);
  for (std::size_t j = 0; j < A.columns; ++j)
    norms[j] = norm(Numbers(A.values.begin() + static_cast<std::ptrdiff_t>(j * A.rows),
                            A.values.begin() + static_cast<std::ptrdiff_t>((j + 1) * A.rows)));
  return norms;
}

std::optional<Matrix> inverse_of_square(const Matrix& J) {
  const std::size_t m = J.rows, n = J.columns;
  // Of columns of norm 1: how parameters are measured does not decide on the rank.
  Matrix scaled = J;
  const Numbers norms = column_norms(J);
  for (std::size_t j = 0; j < n; ++j) {
    if (norms[j] == 0.0) return std::nullopt;
    for (std::size_t i = 0; i < m; ++i) scaled(i, j) /= norms[j];
  }
  const PivotedQR qr(scaled);
  if (m < n || qr.rank(epsilon * static_cast<double>(std::max(m, n))) < n) return std::nullopt;
  std::vector<Numbers> halves;  // (J^T J)^-1 is the product of these
  for (std::size_t j = 0; j < n; ++j) {
    Numbers unit(n);
    unit[j] = 1.0 / norms[j];
    halves.push_back(qr.half_solve(unit));
  }
  Matrix made(n, n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) made(i, j) = dot(halves[i], halves[j]);
  return made;
}

LevenbergMarquardtRun::LevenbergMarquardtRun(const Options& options, const Residuals& r, const Tensor& x)
    : options_(options), r_(r), x_(x.to_vector<double>()) {
  const std::int64_t of_size = 100 * std::max<std::int64_t>(1, x.size());
  most_ = options.max_nfev > 0 ? options.max_nfev : of_size;
  take_bounds();
  residuals_ = evaluate(x_, dynamic);
  if (!is_finite(residuals_)) throw DataError("Levenberg-Marquardt", "the residuals at the start are not finite");
  length_ = norm(residuals_);
  J_ = jacobian(x_);
  if (!is_finite(J_.values)) throw DataError("Levenberg-Marquardt", "the Jacobian is not finite");
}

void LevenbergMarquardtRun::take_bounds() {
  const auto n = static_cast<std::int64_t>(x_.size());
  auto taken = [&](std::string_view name, const Tensor& given, double otherwise) {
    if (given.size() == 0) return Numbers(x_.size(), otherwise);
    check_vector("Levenberg-Marquardt", name, given, n);
    return given.to_vector<double>();
  };
  lower_ = taken("lower", options_.lower, -infinity_);
  upper_ = taken("upper", options_.upper, infinity_);
  for (std::size_t j = 0; j < x_.size(); ++j)
    if (!(lower_[j] <= x_[j] && x_[j] <= upper_[j]))
      throw DataError("Levenberg-Marquardt", "the start is not within the bounds",
                      fmt::format("x[{}] = {}, bounds {} and {}", j, x_[j], lower_[j], upper_[j]));
}

LevenbergMarquardt::Report LevenbergMarquardtRun::run() {
  std::optional<Stop> stop;
  while (!stop) stop = iterate();
  report_.stop = *stop;
  if (options_.polish && report_.converged()) polish();
  report_.x = vector(x_);
  report_.residuals = vector(residuals_);
  report_.cost = 0.5 * length_ * length_;
  report_.optimality = max_magnitude(part_of(transposed_product(J_, residuals_), free_entries()));
  set_errors(report_, J_, length_ * length_);
  return std::move(report_);
}

Numbers LevenbergMarquardtRun::evaluate(const Numbers& x, std::int64_t size) {
  ++report_.evaluations;
  return residuals_at(r_, x, size);
}

Matrix LevenbergMarquardtRun::jacobian(const Numbers& x) {
  ++report_.jacobians;
  return jacobian_at(r_, x, residuals_.size());
}

/// All but those at a bound beyond which f would fall.
std::vector<std::size_t> LevenbergMarquardtRun::free_entries() const {
  const Numbers gradient = transposed_product(J_, residuals_);
  std::vector<std::size_t> free;
  for (std::size_t j = 0; j < x_.size(); ++j) {
    const bool is_held = (x_[j] <= lower_[j] && gradient[j] >= 0.0) || (x_[j] >= upper_[j] && gradient[j] <= 0.0);
    if (!is_held || (lower_[j] == -infinity_ && upper_[j] == infinity_)) free.push_back(j);
  }
  return free;
}

/// The largest cosine between the residuals and a free column of J.
double LevenbergMarquardtRun::largest_cosine(const Numbers& norms, const std::vector<std::size_t>& free) const {
  const Numbers gradient = transposed_product(J_, residuals_);
  double largest = 0.0;
  for (std::size_t j : free)
    if (norms[j] != 0.0 && length_ != 0.0) largest = std::max(largest, std::abs(gradient[j]) / norms[j] / length_);
  return largest;
}

void LevenbergMarquardtRun::scale_by(const Numbers& norms) {
  if (report_.iterations == 1) {
    for (double value : norms) scale_.push_back(value == 0.0 ? 1.0 : value);
    scaled_x_ = scaled_norm(scale_, x_);
    radius_ = options_.factor * (scaled_x_ == 0.0 ? 1.0 : scaled_x_);
  }
  for (std::size_t j = 0; j < norms.size(); ++j) scale_[j] = std::max(scale_[j], norms[j]);
}

std::optional<LevenbergMarquardt::Stop> LevenbergMarquardtRun::iterate() {
  ++report_.iterations;
  const Numbers norms = column_norms(J_);
  const std::vector<std::size_t> free = free_entries();
  if (largest_cosine(norms, free) <= options_.gtol) return Stop::gtol;
  scale_by(norms);
  const PivotedQR qr(part_of(J_, free));
  const Numbers scale = part_of(scale_, free);
  const TrustRegionModel model(qr, residuals_, scale);
  while (true) {
    const auto [is_accepted, stop] = attempt(model, free);
    if (stop) return stop;
    if (is_accepted) return std::nullopt;
  }
}

/// x + p within the bounds; whether these cut it.
bool LevenbergMarquardtRun::moved(const Numbers& p, const std::vector<std::size_t>& free, Numbers& x) const {
  x = x_;
  bool is_cut = false;
  for (std::size_t k = 0; k < free.size(); ++k) {
    const std::size_t j = free[k];
    x[j] += p[k];
    const double within = std::min(std::max(x[j], lower_[j]), upper_[j]);
    is_cut = is_cut || within < x[j] || within > x[j];
    x[j] = std::isnan(x[j]) ? x[j] : within;
  }
  return is_cut;
}

LevenbergMarquardtRun::Attempt LevenbergMarquardtRun::attempt(const TrustRegionModel& model,
                                                              const std::vector<std::size_t>& free) {
  Numbers p = model.step(radius_, lambda_);
  const double size = norm_of_step(p, free);
  if (report_.iterations == 1) radius_ = std::min(radius_, size);
  Numbers x;
  const bool is_cut = moved(p, free, x);
  Numbers residuals = evaluate(x, static_cast<std::int64_t>(residuals_.size()));
  double length = norm(residuals);

  // Both as parts of the sum of squares; not finite counts as much worse.
  const double linear = model.length(p) / length_, damping = std::sqrt(lambda_) * size / length_;
  const double predicted = is_cut ? predicted_of(x) : linear * linear + 2.0 * damping * damping;
  auto gained = [&] { return 0.1 * length < length_ ? 1.0 - (length / length_) * (length / length_) : -1.0; };
  auto ratio_of = [&](double actual) { return predicted > 0.0 ? actual / predicted : 0.0; };
  Matrix J;
  if (ratio_of(gained()) >= 1e-4) {
    J = jacobian(x);
    if (!is_finite(J.values)) length = infinity_;  // no place to go on from
  }
  const double actual = gained(), ratio = ratio_of(actual);
  adapt(ratio, actual, -(linear * linear + damping * damping), 0.1 * length < length_, size);

  const bool is_accepted = ratio >= 1e-4;
  if (is_accepted) accept(std::move(x), std::move(residuals), std::move(J));
  return {is_accepted, reason(actual, predicted, ratio)};
}

double LevenbergMarquardtRun::norm_of_step(const Numbers& p, const std::vector<std::size_t>& free) const {
  return scaled_norm(part_of(scale_, free), p);
}

/// How much the linear model promises of a step that bounds have cut.
double LevenbergMarquardtRun::predicted_of(const Numbers& x) const {
  Numbers modelled = residuals_;
  for (std::size_t j = 0; j < x.size(); ++j)
    for (std::size_t i = 0; i < modelled.size(); ++i) modelled[i] += J_(i, j) * (x[j] - x_[j]);
  const double part = norm(modelled) / length_;
  return 1.0 - part * part;
}

void LevenbergMarquardtRun::accept(Numbers x, Numbers residuals, Matrix J) {
  x_ = std::move(x);
  residuals_ = std::move(residuals);
  J_ = std::move(J);
  length_ = norm(residuals_);
  scaled_x_ = scaled_norm(scale_, x_);
}

/// The trust region after a step: smaller where the model was wrong, larger where it was right.
void LevenbergMarquardtRun::adapt(double ratio, double actual, double slope, bool is_comparable, double size) {
  if (ratio <= 0.25) {
    double factor = actual >= 0.0 ? 0.5 : 0.5 * slope / (slope + 0.5 * actual);
    if (!is_comparable || !(factor >= 0.1)) factor = 0.1;
    radius_ = factor * std::min(radius_, size / 0.1);
    lambda_ /= factor;
  } else if (lambda_ == 0.0 || ratio >= 0.75) {
    radius_ = size / 0.5;
    lambda_ *= 0.5;
  }
}

std::optional<LevenbergMarquardt::Stop> LevenbergMarquardtRun::reason(double actual, double predicted,
                                                                      double ratio) const {
  if (length_ == 0.0) return Stop::ftol;
  const bool is_modelled = 0.5 * ratio <= 1.0;
  if (std::abs(actual) <= options_.ftol && predicted <= options_.ftol && is_modelled) return Stop::ftol;
  if (radius_ <= options_.xtol * scaled_x_) return Stop::xtol;
  if (report_.evaluations >= most_) return Stop::max_nfev;
  if (std::abs(actual) <= epsilon && predicted <= epsilon && is_modelled) return Stop::no_progress;
  if (radius_ <= epsilon * scaled_x_ || radius_ <= std::numeric_limits<double>::min()) return Stop::no_progress;
  return std::nullopt;
}

/// The Newton step (R^T R + S) p = -R^T c of columns of J scaled to norm 1, S the residuals' curvature, scaled
/// likewise; as R p = z, (I + R^-T S R^-1) z = -c, which keeps the digits that R^T R would lose. Without S
/// Gauss-Newton's.
Numbers LevenbergMarquardtRun::newton_step(const PivotedQR& qr, const std::vector<std::size_t>& free,
                                           const Numbers& norms) const {
  const Numbers c = qr.rotated(residuals_);
  if (!r_.curvature) return qr.solve(c);
  const std::size_t n = free.size(), all = x_.size();
  const Tensor S = r_.curvature(vector(x_), vector(residuals_));
  check_matrix("the curvature", S, static_cast<std::int64_t>(all));
  Matrix half(n, n), M(n, n);
  for (std::size_t j = 0; j < n; ++j) {
    Numbers column(n);
    for (std::size_t i = 0; i < n; ++i) column[i] = S.data<double>()[free[i] * all + free[j]] / norms[i] / norms[j];
    const Numbers solved = qr.half_solve(column);
    for (std::size_t i = 0; i < n; ++i) half(i, j) = solved[i];
  }
  for (std::size_t i = 0; i < n; ++i) {
    Numbers row(n);
    for (std::size_t j = 0; j < n; ++j) row[j] = half(i, j);
    const Numbers solved = qr.half_solve(row);
    for (std::size_t j = 0; j < n; ++j) M(i, j) = solved[j] + (i == j ? 1.0 : 0.0);
  }
  if (!is_finite(M.values)) return Numbers(n, std::numeric_limits<double>::quiet_NaN());
  const PivotedQR of_M(M);
  return qr.solve(of_M.solve(of_M.rotated(c)));
}

/// Undamped steps: near the solution f is flat, and these still tell the digits of x. Each has to be less than half as
/// long as the one before.
void LevenbergMarquardtRun::polish() {
  constexpr int most_steps = 60;
  constexpr double nearly_equal = 1.001;  // f may grow within rounding
  double last = infinity_;
  for (int step = 0; step < most_steps && length_ != 0.0; ++step) {
    const std::vector<std::size_t> free = free_entries();
    Matrix scaled = part_of(J_, free);
    const Numbers norms = column_norms(scaled);
    if (free.empty() || std::any_of(norms.begin(), norms.end(), [](double value) { return value == 0.0; })) return;
    for (std::size_t k = 0; k < free.size(); ++k)
      for (std::size_t i = 0; i < scaled.rows; ++i) scaled(i, k) /= norms[k];
    const PivotedQR qr(scaled);
    if (qr.rank(epsilon) < free.size()) return;
    Numbers p = newton_step(qr, free, norms);
    const double size = norm(p);
    if (!(size < 0.5 * last) || size == 0.0) return;
    last = size;
    for (std::size_t k = 0; k < free.size(); ++k) p[k] = -p[k] / norms[k];
    Numbers x;
    if (moved(p, free, x)) return;
    Numbers residuals = evaluate(x, static_cast<std::int64_t>(residuals_.size()));
    if (!(norm(residuals) <= nearly_equal * length_)) return;
    Matrix J = jacobian(x);
    if (!is_finite(J.values)) return;
    accept(std::move(x), std::move(residuals), std::move(J));
  }
}

}  // namespace xgrad::optim
