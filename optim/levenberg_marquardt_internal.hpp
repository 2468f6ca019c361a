#pragma once
#include <optional>
#include <vector>
#include <xgrad/optim/levenberg_marquardt.hpp>
#include <xgrad/optim/trust_region_internal.hpp>

namespace xgrad::optim {

/// |column| of each.
Numbers column_norms(const Matrix& A);
/// (J^T J)^-1; nothing if J has not full rank.
std::optional<Matrix> inverse_of_square(const Matrix& J);

/// One run of LevenbergMarquardt.
class LevenbergMarquardtRun {
 public:
  using Options = LevenbergMarquardt::Options;
  using Stop = LevenbergMarquardt::Stop;
  LevenbergMarquardtRun(const Options& options, const Residuals& r, const Tensor& x);
  LevenbergMarquardt::Report run();

 private:
  struct Attempt {
    bool is_accepted;
    std::optional<Stop> stop;
  };
  void take_bounds();
  Numbers evaluate(const Numbers& x, std::int64_t size);
  Matrix jacobian(const Numbers& x);
  std::vector<std::size_t> free_entries() const;
  double largest_cosine(const Numbers& norms, const std::vector<std::size_t>& free) const;
  void scale_by(const Numbers& norms);
  std::optional<Stop> iterate();
  bool moved(const Numbers& p, const std::vector<std::size_t>& free, Numbers& x) const;
  Attempt attempt(const TrustRegionModel& model, const std::vector<std::size_t>& free);
  double norm_of_step(const Numbers& p, const std::vector<std::size_t>& free) const;
  double predicted_of(const Numbers& x) const;
  void accept(Numbers x, Numbers residuals, Matrix J);
  void adapt(double ratio, double actual, double slope, bool is_comparable, double size);
  std::optional<Stop> reason(double actual, double predicted, double ratio) const;
  Numbers newton_step(const PivotedQR& qr, const std::vector<std::size_t>& free, const Numbers& norms) const;
  void polish();

  const Options& options_;
  const Residuals& r_;
  LevenbergMarquardt::Report report_;
  std::int64_t most_ = 0;
  Numbers x_, residuals_, lower_, upper_, scale_;  // scale_: D
  Matrix J_;
  double length_ = 0.0, scaled_x_ = 0.0;  // |r|, |D x|
  double radius_ = 0.0, lambda_ = 0.0;
};

}  // namespace xgrad::optim
