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

/// What is to be said of the networks that do not have all rows right: a line for each number of undecided rows.
std::string stuck(const std::vector<Verdict>& verdicts);

}  // namespace xgrad::plot
