#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <vector>
#include <xgrad/graph/program.hpp>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad::optim {

/// A function to be minimized over a vector x (float64, rank 1): returns f(x) and writes its gradient into `gradient`,
/// which has x's size.
using Objective = std::function<double(const Tensor& x, Tensor& gradient)>;

/// Parameters of a graph laid out one after the other, row-major, in one float64 vector.
class FlatParameters {
 public:
  /// Throws GraphError: none, one that is no state variable of a float type, one twice, several graphs.
  explicit FlatParameters(const Vars& parameters);

  /// How many numbers they are.
  std::int64_t size() const { return size_; }
  /// In the order in which they are laid out.
  const Vars& parameters() const { return parameters_; }
  /// Their values.
  Tensor get() const;
  /// Gives them new values. Throws ShapeError unless x is a vector of that size, DTypeError unless it is float64.
  void set(const Tensor& x) const;
  /// Values of the parameters' types, such as gradients, laid out in the same way, written into `flat`, a float64
  /// vector of size() numbers. Throws ShapeError for another number of values, or one of another shape; DTypeError for
  /// one of another dtype; both for another `flat`, which stays as it was.
  void gather(std::span<const Tensor> values, Tensor& flat) const;

 private:
  Vars parameters_;
  std::int64_t size_ = 0;
};

/// A loss of a graph as a function of its parameters: one compiled program of loss and gradients, for the methods that
/// evaluate as often as they need (LBFGS).
///     optim::LossProgram f({x, y}, loss, mlp.parameters());
///     optim::LBFGS lbfgs({.line_search_fn = optim::LineSearch::strong_wolfe});
///     lbfgs.step(f, {X, Y});
class LossProgram {
 public:
  /// Throws what grad and compile throw.
  LossProgram(const Vars& inputs, Var loss, const Vars& parameters);

  /// The loss of these inputs as a function of a vector of all parameters. Evaluating it gives the parameters that
  /// value. It refers to this object and may be used as long as that lives.
  Objective at(std::vector<Tensor> inputs);
  /// What the vector stands for.
  const FlatParameters& parameters() const { return parameters_; }

 private:
  FlatParameters parameters_;
  Program program_;
};

}  // namespace xgrad::optim
