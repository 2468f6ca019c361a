#pragma once
#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

/// What a run of a program gives: its outputs in order. Up to 8 need no heap.
class Outputs {
 public:
  Outputs() = default;
  Outputs(const Outputs&) = default;
  Outputs& operator=(const Outputs&) = default;
  /// What was moved from is empty.
  Outputs(Outputs&& other) noexcept
      : size_(std::exchange(other.size_, 0)), few_(std::move(other.few_)), many_(std::move(other.many_)) {
    other.many_.clear();
  }
  Outputs& operator=(Outputs&& other) noexcept {
    size_ = std::exchange(other.size_, 0);
    few_ = std::move(other.few_);
    many_ = std::move(other.many_);
    other.many_.clear();
    return *this;
  }
  ~Outputs() = default;
  std::size_t size() const { return size_; }
  /// Throws GraphError for an output that is not there.
  const Tensor& operator[](std::size_t i) const;
  const Tensor* begin() const { return many_.empty() ? few_.data() : many_.data(); }
  const Tensor* end() const { return begin() + size_; }
  void push_back(Tensor&& t);

 private:
  static constexpr std::size_t few = 8;
  std::size_t size_ = 0;
  std::array<Tensor, few> few_;
  std::vector<Tensor> many_;
};

/// What a plan is made of.
struct PlanReport {
  std::size_t kernels = 0;          ///< calls in a run
  std::size_t lane_programs = 0;    ///< of them joined elementwise ops
  std::size_t regions = 0;          ///< groups of calls that are done chunk by chunk of rows
  std::size_t memory_bytes = 0;     ///< for intermediate values
  std::size_t peak_live_bytes = 0;  ///< most of them alive at one time: no plan in this order needs less
};

class Plan;

/// How compile works: compile(inputs, outputs, updates, {.without = {"simplify"}}).
struct CompileOptions {
  /// Passes to leave out, by name: "fold", "share", "simplify"; "join" (elementwise ops to one loop), "rows" (loops and
  /// reductions over large arrays chunk by chunk).
  std::vector<std::string> without = {};
  /// Stop at the first op that makes a NaN or an infinity from finite operands: a DataError that names the op, where
  /// its operands come from, and their ranges. Ops run one by one as they were written, so it is slow; what was
  /// computed is the same, and a run that stops has changed nothing.
  bool check_finite = false;
  bool profile = false;  ///< time every kernel, for Program::explain; costs about 50 ns a kernel
};

/// A compiled graph. Calling it runs every kernel once, then assigns the updates; it allocates nothing after the first
/// run for a shape. Copies share nothing; movable.
///   p({1.0, 2.0})         numbers take the input's dtype
///   p({xb, yb})           dtypes must match (DTypeError), static extents too (ShapeError)
/// A program that updates state, a training step, computes 0 where a result would be a subnormal number (below 1e-38 in
/// float32, 2e-308 in float64): they would slow it down once a problem is solved. Plans are cached by the inputs'
/// shapes. An output stays true as long as the user holds it. A run that throws has changed nothing. Different threads
/// may run different programs over the same variables as long as none updates them; a program that runs already throws
/// GraphError, as does one that was moved from.
class Program {
 public:
  Outputs operator()(std::initializer_list<Tensor> inputs) { return run({inputs.begin(), inputs.size()}); }
  Outputs operator()(std::span<const Tensor> inputs) { return run(inputs); }
  Outputs operator()(const std::vector<Tensor>& inputs) { return run(inputs); }
  Outputs operator()() { return run({}); }
  /// Of the plan that ran last; empty before the first run.
  PlanReport report() const;
  /// The plan that ran last as a table, a line a kernel in the order they run: what it computes (joined elementwise ops
  /// are one), from what, into which memory (a place in the block of intermediate values, in place of an operand that
  /// is not needed any more, an output, a state variable), and, compiled with .profile, the time it takes. Empty before
  /// the first run.
  std::string explain() const;

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

 private:
  struct Body;
  explicit Program(std::unique_ptr<Body> body);
  Outputs run(std::span<const Tensor> inputs);
  std::unique_ptr<Body> body_;
  friend Program compile(const Vars&, const Vars&, const Updates&, const CompileOptions&);
};

/// Compiles the nodes that outputs and updates need. The graph stays as it was and may go away; state lives on.
/// Throws GraphError: an input that is no input node or given twice, a needed input that is not given, two updates of
/// one variable, several graphs, a pass to leave out that is none.
///     Program p = compile({x, y}, {f, fx});
Program compile(const Vars& inputs, const Vars& outputs, const Updates& updates, const CompileOptions& options);
inline Program compile(const Vars& inputs, const Vars& outputs, const Updates& updates) {
  return compile(inputs, outputs, updates, CompileOptions{});
}
inline Program compile(const Vars& inputs, const Vars& outputs) { return compile(inputs, outputs, Updates{}); }

}  // namespace xgrad
