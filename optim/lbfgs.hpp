#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>
#include <xgrad/optim/objective.hpp>

namespace xgrad::optim {

/// How long the steps of LBFGS are: lr, or what satisfies the strong Wolfe conditions.
enum class LineSearch : std::uint8_t { none, strong_wolfe };

/// Limited-memory BFGS: Newton's method with a Hessian that is guessed from the last gradients.
///                                                                          as torch.optim.LBFGS
///   d = -H g by the two-loop recursion over the last `history_size` pairs (s, y) (Nocedal and Wright, algorithm 7.4),
///   x <- x + t d;   t = lr (in the very first iteration min(1, 1 / |g|_1) lr), or what the line search finds from it
/// Iteration for iteration PyTorch's: the same first step, curvature test (y s > 1e-10), cubic interpolation and
/// bracket of the strong Wolfe search (c1 = 1e-4, c2 = 0.9, within what is left of max_eval), and the same reasons to
/// stop. One `step` is one call of torch's step(closure): up to max_iter iterations; pairs and direction go on in the
/// next.
///     double f(const Tensor& x, Tensor& gradient);                      // returns f(x), fills the gradient
///     optim::LBFGS lbfgs({.line_search_fn = optim::LineSearch::strong_wolfe});
///     Tensor x = tensor({-1.0, 1.0});
///     auto report = lbfgs.step(f, x);                                   // moves x
/// Or over the parameters of a graph: see LossProgram. A step that throws leaves x, parameters and state as they were.
class LBFGS {
 public:
  struct Options {
    double lr = 1.0;
    int max_iter = 20;
    std::optional<int> max_eval = {};  ///< evaluations in a step; max_iter * 5 / 4 if not said
    double tolerance_grad = 1e-7;      ///< stop when the largest gradient entry is at most this
    double tolerance_change = 1e-9;    ///< stop when the largest change of x, or that of the loss, is below this
    int history_size = 100;
    LineSearch line_search_fn = LineSearch::none;
  };

  /// Why a step ended. not_finite: the loss, its gradient or x is NaN or infinite at the start or where the step leads;
  /// x stays where all were finite last, and the next step is a first one, while PyTorch's goes on.
  enum class Stop : std::uint8_t { gradient, slope, change_of_x, change_of_loss, max_iter, max_eval, not_finite };

  /// What a step did.
  struct Report {
    double loss_at_start = 0;
    double loss = 0;  ///< of the last evaluation; without line search max_iter ends before it is evaluated again
    double max_gradient = 0;  ///< the largest magnitude of its gradient
    int iterations = 0, evaluations = 0;
    Stop stop = Stop::max_iter;
    /// Whether a tolerance ended it, not a limit, nor numbers that are not finite.
    bool converged() const { return stop < Stop::max_iter; }
    /// "the gradient is within tolerance_grad"
    std::string_view why() const;
  };

  LBFGS() : LBFGS(Options{}) {}
  /// Throws DataError for options out of range.
  explicit LBFGS(Options o);
  LBFGS(const LBFGS&);  ///< a copy goes on from where the original is
  LBFGS& operator=(const LBFGS&);
  LBFGS(LBFGS&&) noexcept;
  LBFGS& operator=(LBFGS&&) noexcept;
  ~LBFGS();

  /// Minimizes over x, a float64 vector, in place. Throws ShapeError, DTypeError for another x or gradient, or an x of
  /// another size than before, DataError for an empty function.
  Report step(const Objective& f, Tensor& x);
  /// Minimizes over the parameters of a program; they have the new values afterwards.
  Report step(LossProgram& f, std::initializer_list<Tensor> inputs) { return step(f, std::vector<Tensor>(inputs)); }
  Report step(LossProgram& f, const std::vector<Tensor>& inputs);
  /// Forgets pairs and direction: the next step is a first one.
  void reset();

  /// As given.
  const Options& options() const { return options_; }

 private:
  struct State;
  class Descent;
  Options options_;
  std::unique_ptr<State> state_;
};

}  // namespace xgrad::optim
