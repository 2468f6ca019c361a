#include <xgrad/graph/error.hpp>
#include <xgrad/optim/levenberg_marquardt_internal.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/parameters_internal.hpp>

namespace xgrad::optim {

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
  return LevenbergMarquardtRun(options_, r, x).run();
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
