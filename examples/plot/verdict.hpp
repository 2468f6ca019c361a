#pragma once
#include <cstddef>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {
class Outputs;
}

namespace xgrad::plot {

/// How a network's answers to yes-or-no questions agree with the truth.
struct Verdict {
  std::size_t rows = 0, right = 0;
  std::size_t undecided = 0;  ///< rows answered neither 0 nor 1, but between 0.2 and 0.8
  double apart = 0;           ///< of those, how far a hidden neuron's values are apart at most

  Verdict() = default;
  /// The network's outputs [rows], and after them the hidden neurons' values; the truth is 0 or 1 for each row.
  Verdict(const Outputs& answers, const Tensor& truth);
  bool all_right() const { return right == rows; }
};

/// Several trainings of a network, from different first weights.
class Verdicts {
 public:
  /// One of them, with its last loss.
  void add(const Verdict& verdict, double loss);
  /// How many have all rows right, the best and the worst loss; then a line for those with hidden neurons that are
  /// stuck, for each number of undecided rows. At least one must have been added.
  std::string summary() const;

 private:
  std::vector<Verdict> verdicts_;
  std::vector<double> losses_;
};

}  // namespace xgrad::plot
