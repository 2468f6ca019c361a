#pragma once
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <xgrad/graph/graph.hpp>
#include <xgrad/models/data/csv.hpp>

namespace xgrad::models {

/// Columns of data by name, each [n].
using Columns = std::map<std::string, Tensor, std::less<>>;

/// The parameters that bring a formula, or a graph, as near to data as it gets, with their standard errors.
///                                                                                     as scipy.optimize.curve_fit
///   least      sum_i ((y_i - f(x_i; b)) / sigma_i)^2
///   linear     where f's Jacobian does not depend on b, in closed form by QR, then refined with twice the digits
///   else       Levenberg-Marquardt on the exact Jacobian from the start on, then Newton steps on the exact Hessian
///   covariance s^2 (J^T J)^-1 with s^2 = rss / (n - parameters); with absolute_sigma s = 1
///
///     models::CurveFit decay("b1*(1 - exp(-b2*x))", {{"b1", 500.0}, {"b2", 1e-4}});
///     decay.fit({{"x", x}, {"y", y}}, "y");
///     std::cout << decay.result();                             // the table of parameters
///     decay.predict({{"x", new_x}});
class CurveFit {
 public:
  struct Bounds {
    double lower = -std::numeric_limits<double>::infinity(), upper = std::numeric_limits<double>::infinity();
  };
  struct Options {
    std::map<std::string, Bounds, std::less<>> bounds = {};  ///< by parameter
    bool absolute_sigma = false;  ///< sigma are known errors of y, not only how much rows count
    int max_nfev = 10000;         ///< evaluations of the formula at most
  };

  enum class Status : std::uint8_t {
    converged,
    not_determined,  ///< a minimum, but a parameter, or a combination of them, could be anything
    not_converged,   ///< no minimum was found
  };

  /// What a fit has found.
  struct Result {
    std::vector<std::string> names;      ///< of the parameters; "w[0, 1]" for those of an array
    Tensor parameters;                   ///< [k]
    Tensor standard_errors;              ///< [k], infinite where the data do not determine them
    Tensor covariance;                   ///< [k, k]
    Tensor residuals;                    ///< y - f, [n]
    double rss = 0;                      ///< the sum of the squares of residuals / sigma
    double residual_standard_error = 0;  ///< sqrt(rss / dof)
    double r_squared = 0;  ///< 1 - rss / the squares of y less its mean; of a linear fit without intercept: of y;
                           ///< of a constant y 1 if the fit is exact, else 0, as sklearn.metrics.r2_score
    std::int64_t dof = 0;  ///< n - k
    int iterations = 0, evaluations = 0;
    bool is_linear = false;
    Status status = Status::not_converged;
    std::string why;  ///< in words
    bool converged() const { return status == Status::converged; }
    /// A parameter by its name. Throws DataError if there is none.
    double parameter(std::string_view name) const;
    double standard_error(std::string_view name) const;
  };

  using Start = std::vector<std::pair<std::string, double>>;

  /// A formula, as parse_formula reads it, and where its parameters start, in their order; what else it names are
  /// columns. Throws DataError for a name that is not in it, one given twice, a start that is not finite or outside its
  /// bounds, and what parse_formula throws.
  CurveFit(std::string_view formula, const Start& start) : CurveFit(formula, start, Options{}) {}
  CurveFit(std::string_view formula, const Start& start, Options options);
  /// A graph of float64, [n] or a scalar for each row, with state variables as parameters, which start from their
  /// values and have the best ones afterwards; its inputs are the columns. Throws GraphError, DTypeError.
  CurveFit(Var model, const Vars& parameters) : CurveFit(model, parameters, Options{}) {}
  CurveFit(Var model, const Vars& parameters, Options options);
  CurveFit(CurveFit&&) noexcept;
  CurveFit& operator=(CurveFit&&) noexcept;
  ~CurveFit();

  /// Fits y [n]. `sigma` [n], if given, are the standard deviations of its entries (weights w are sigma = 1 / sqrt(w)).
  /// Starts each time from the start. Throws DataError for columns that are missing, of different length, not finite,
  /// or fewer rows than parameters, and where f is not finite at the start. A fit that does not converge says so in the
  /// result; one that throws leaves everything as it was.
  CurveFit& fit(const Columns& columns, const Tensor& y, const Tensor& sigma = {});
  /// Fits a formula over the columns: "y", "log(y)".
  CurveFit& fit(const Columns& columns, std::string_view response, const Tensor& sigma = {});
  CurveFit& fit(const Table& table, std::string_view response, const Tensor& sigma = {});

  /// Of the last fit. Throws DataError before the first.
  const Result& result() const;
  /// f of other columns with the parameters found, [n]. Throws DataError.
  Tensor predict(const Columns& columns) const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

/// The columns of a table.
Columns columns_of(const Table& table);

/// As a table: parameters with standard errors, R2, how it ended.
std::ostream& operator<<(std::ostream&, const CurveFit::Result&);

}  // namespace xgrad::models
