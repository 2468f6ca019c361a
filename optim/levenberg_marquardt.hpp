#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>
#include <xgrad/optim/objective.hpp>

namespace xgrad::optim {

/// Residuals r(x) [m] of a float64 vector x [n], and their Jacobian dr/dx [m, n].
struct Residuals {
  std::function<Tensor(const Tensor&x)> values, jacobian;
  /// Their second derivatives, weighted: sum w_i d2r_i/dx2 [n, n] for w [m]. May be empty: only polish uses it.
  std::function<Tensor(const Tensor& x, const Tensor& w)> curvature = {};
};

/// The residuals of a graph as a function of its parameters, with the exact Jacobian: compiled programs of a product
/// with it in forward mode (run once a parameter entry) and in reverse mode (once a residual); the cheaper one is used.
///     optim::ResidualProgram r({x, y}, a * exp(-b * x) - y, {a, b});
class ResidualProgram {
 public:
  struct Options {
    bool curvature = false;  ///< second derivatives too, for LevenbergMarquardt's polish
  };
  /// Residuals may have any shape; the graph stays as it was. Throws what jvp and compile throw.
  ResidualProgram(const Vars& inputs, Var residuals, const Vars& parameters)
      : ResidualProgram(inputs, residuals, parameters, Options{}) {}
  ResidualProgram(const Vars& inputs, Var residuals, const Vars& parameters, Options options);

  /// The residuals of these inputs. Evaluating them, or their Jacobian, gives the parameters that value. Refers to this
  /// object.
  Residuals at(std::vector<Tensor> inputs);
  /// What the vector stands for.
  const FlatParameters& parameters() const { return parameters_; }
  /// Whether the Jacobian does not depend on the parameters, as the graph shows it: b1 + b2*x is linear in b1 and b2.
  bool is_linear() const { return is_linear_; }

 private:
  Tensor jacobian(const std::vector<Tensor>& inputs);
  Tensor curvature(const std::vector<Tensor>& inputs, const Tensor& weights);
  FlatParameters parameters_;
  DType dtype_;
  bool is_linear_;
  Program values_, forward_, reverse_;
  std::optional<Program> curvature_;
};

/// Levenberg-Marquardt for least squares: makes f(x) = 0.5 |r(x)|^2 least.
///   (J^T J + lambda D^2) p = -J^T r;   x <- x + p if f falls;   D: the largest norms of J's columns so far (Marquardt)
/// as MINPACK's lmder (More 1978), which is scipy.optimize.least_squares(method = "lm"): lambda keeps |D p| within a
/// trust region that grows while f falls as its model says. Solved by QR, never by J^T J.
///     auto fit = optim::LevenbergMarquardt().minimize(r, {X, Y});
///     std::cout << fit.x << fit.standard_errors << fit.why();
class LevenbergMarquardt {
 public:
  struct Options {
    double ftol = 1e-8;     ///< stop when f falls, and is predicted to fall, by no more than this part of itself
    double xtol = 1e-8;     ///< stop when the trust region is this part of |D x|
    double gtol = 1e-8;     ///< stop when the cosines between r and J's columns are at most this
    int max_nfev = 0;       ///< evaluations of r; 0: 100 for each entry of x
    double factor = 100.0;  ///< the first trust region, by |D x|
    Tensor lower = {}, upper = {};  ///< bounds of x's entries, float64 like x, also infinite; empty: none
    /// At the end undamped steps of Newton's method (of Gauss-Newton's, if r.curvature is empty) while each is less
    /// than half as long as the one before: f is flat at the solution, so that tolerances on it give half of x's
    /// digits; these steps give nearly all.
    bool polish = false;
  };

  enum class Stop : std::uint8_t { ftol, xtol, gtol, no_progress, max_nfev };

  /// What came out.
  struct Report {
    Tensor x, residuals;
    double cost = 0;        ///< 0.5 |r|^2
    double optimality = 0;  ///< the largest magnitude of the gradient J^T r
    int iterations = 0, evaluations = 0, jacobians = 0;
    Stop stop = Stop::max_nfev;
    /// s^2 (J^T J)^-1 with s^2 = |r|^2 / (m - n), and the square roots of its diagonal, in x's order. Infinite where x
    /// is not determined: J has not full rank, or m <= n.                        as scipy.optimize.curve_fit's pcov
    Tensor covariance, standard_errors;
    /// Whether a tolerance ended it, or there was nothing left to gain in floating point.
    bool converged() const { return stop != Stop::max_nfev; }
    std::string_view why() const;
  };

  LevenbergMarquardt() : LevenbergMarquardt(Options{}) {}
  /// Throws DataError for options out of range.
  explicit LevenbergMarquardt(Options o);

  /// From x on. Throws ShapeError, DTypeError for what is no float64 vector or matrix of the right size, DataError for
  /// residuals or a Jacobian at the start that are not finite, a start outside the bounds, and for an empty function.
  /// A step to where either is not finite is taken back and shortened.
  Report minimize(const Residuals& r, const Tensor& x) const;
  /// From the parameters' values on; they have the best values afterwards. If it throws they are what they were.
  Report minimize(ResidualProgram& r, std::initializer_list<Tensor> inputs) const {
    return minimize(r, std::vector<Tensor>(inputs));
  }
  Report minimize(ResidualProgram& r, const std::vector<Tensor>& inputs) const;

 private:
  Options options_;
};

}  // namespace xgrad::optim
