#pragma once
#include <memory>
#include <span>
#include <vector>
#include <xgrad/graph/passes/module_internal.hpp>
#include <xgrad/graph/plan/memory_internal.hpp>
#include <xgrad/graph/plan/region_internal.hpp>
#include <xgrad/graph/plan/units_internal.hpp>
#include <xgrad/graph/program.hpp>

namespace xgrad {

/// A module made ready to run for concrete shapes: a flat list of kernels with resolved addresses.
class Plan {
 public:
  Plan(std::shared_ptr<Module> specialized, const CompileOptions& options);
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  /// Whether the plan was made for these inputs' shapes.
  bool serves(std::span<const Tensor> inputs) const;
  /// The same, dtypes included: nothing is left to check.
  bool accepts(std::span<const Tensor> inputs) const;
  /// Runs once and commits the updates. Throws what a kernel throws, before anything is committed.
  void run(std::span<const Tensor> inputs, Outputs& outputs);
  const PlanReport& report() const { return report_; }
  /// Program::explain.
  std::string explain() const;

 private:
  /// Where a value lives. Its address may change between runs (an input, an output that the user kept).
  struct Storage {
    enum class Kind : std::uint8_t { input, constant, state, temporary, output } kind;
    std::size_t bytes = 0;
    std::size_t number = 0;  ///< of the input or output
    void* address = nullptr;
    std::size_t offset = 0;  ///< temporary: in the memory block
    std::uint32_t last_use = 0;
    std::vector<View*> views;
    bool is_placed = false, is_released = false;
    bool is_local = false;  ///< lives in a region's chunks alone
  };
  struct Step {
    LaneProgram* lanes;
    const Kernel* kernel;
    View *in, *out;
    Region* region;  ///< instead: of this unit and those behind it, whose steps are empty
  };
  struct Copy {
    std::uint32_t from, to;
    std::size_t bytes;
  };
  struct Result {
    std::uint32_t storage;
    bool is_copied;  ///< one number, or a value that lives elsewhere: the user gets a copy
    const Type* type;
    Buffer buffer;
  };

  struct Maker {
    std::uint32_t unit, result;
  };

  std::uint32_t storage_of(std::uint32_t id) const { return storage_of_[id]; }
  Work work() const { return {arena_, units_, unit_in_, unit_out_, storage_of_}; }
  /// Of a node's value. Throws the ShapeError of its op if no machine could hold it.
  std::size_t bytes(std::uint32_t id) const;
  std::uint32_t add_storage(Storage s);
  void store_leaves();
  void store_results();
  void store_updates(const std::vector<Unit>& units);
  void store_units(const std::vector<Unit>& units);
  std::vector<Maker> makers() const;
  bool can_update_in_place(std::uint32_t value, std::uint32_t state, Maker maker, const std::vector<Unit>& units) const;
  void split_by_rows();
  void place(const std::vector<Unit>& units);
  void place_group(Placement& placement, std::size_t first, std::size_t last);
  bool take_over(std::size_t unit, std::size_t out);
  void resolve(const std::vector<Unit>& units);
  void make_regions();
  void set_address(Storage& storage, void* address);
  void bind_inputs(std::span<const Tensor> inputs);

  static void run_step(const Step& step);
  void run_kernels();
  void run_kernels_checked();
  void run_kernels_timed();
  void check_finite(std::size_t step) const;
  std::string rows_text(std::size_t step) const;
  std::string kernel_text(std::size_t step) const;
  std::string operands_text(std::size_t step) const;
  std::string memory_text(std::size_t step, std::size_t out) const;

  std::shared_ptr<Module> owner_;
  Module& module_;
  Arena& arena_;
  std::vector<Unit> units_;  // a step each
  std::vector<RegionPlan> region_plans_;
  bool checks_finite_, profiles_;
  std::vector<std::uint32_t> storage_of_;  // by node
  std::vector<Storage> storages_;
  std::vector<std::uint32_t> input_storage_;
  std::vector<Result> results_;
  std::vector<std::vector<std::uint32_t>> unit_in_, unit_out_;  // nodes, by unit
  std::vector<std::unique_ptr<LaneProgram>> programs_;          // by unit, null for ops
  std::vector<Kernel> kernels_;
  std::vector<View> views_;
  std::vector<std::unique_ptr<Region>> regions_;
  std::vector<Step> steps_;
  std::vector<Copy> before_, commits_;
  ConstantTiles constants_;
  std::vector<Buffer> numbers_;
  std::vector<double> seconds_;  // by step, of all profiled runs
  std::size_t profiled_runs_ = 0;
  Buffer memory_;
  PlanReport report_;
};

}  // namespace xgrad
