#pragma once
#include <atomic>
#include <memory>
#include <vector>
#include <xgrad/graph/plan/regions_internal.hpp>
#include <xgrad/graph/plan/unit_program_internal.hpp>

namespace xgrad {

/// A region made ready to run. Threads that share its chunks have a worker each: programs and memory of its own.
class Region {
 public:
  /// Where a unit's operands and results are: views of all rows, whose addresses may change between runs.
  struct Place {
    const View *in, *out;
  };
  /// `is_local` says which storages only live within a chunk.
  Region(const Work& work, const RegionPlan& plan, const std::vector<Place>& places,
         const std::function<bool(std::uint32_t storage)>& is_local);

  /// Makes the workers that there are threads for: all that a run may have to allocate.
  void prepare();
  void run();
  const RegionPlan& plan() const { return plan_; }
  /// Bytes of intermediate values of one chunk.
  std::size_t local_bytes() const { return local_bytes_; }

 private:
  static constexpr std::size_t forms = 2;  // a full chunk, the last one
  /// How a unit's operand or result is found in a chunk.
  struct Access {
    enum class Kind : std::uint8_t { whole, rows, local, partial } kind;
    DType dtype;
    std::array<Shape, forms> shapes;
    const View* view;         // of all rows
    std::size_t chunk_bytes;  // rows, partial: from one chunk to the next
    std::size_t offset;       // local, partial: in that memory
  };
  struct Step {
    std::size_t unit;
    RowForm form;
    std::size_t begin, results, end;  // operands, then results, in accesses_
    lanes::ReductionParts parts;      // of a reduction
    lanes::ReduceFunction reduce;
  };
  struct Worker {
    std::array<std::vector<std::unique_ptr<LaneProgram>>, forms> programs;  // by step; null for ops
    std::array<std::vector<Kernel>, forms> kernels;
    std::array<std::vector<View>, forms> views;  // by access
    Buffer memory;
  };
  class Borrowed;

  void add_step(const Work& work, std::size_t unit, const Place& place,
                const std::function<bool(std::uint32_t)>& is_local);
  Access access(const Step& step, std::uint32_t id, const View& view, bool is_result, bool is_local);
  void place_locals();
  void add_workers(std::size_t count);
  void add_steps(Worker& worker, std::size_t form);
  std::unique_ptr<Worker> make_worker();
  void run_chunk(Worker& worker, std::size_t chunk) const;
  void join_partials(const Step& step) const;

  RegionPlan plan_;
  std::size_t chunks_;
  std::array<std::int64_t, forms> rows_;
  // What workers are made from.
  const Arena& arena_;
  const std::vector<Unit>& units_;
  ConstantTiles constants_;
  std::vector<Step> steps_;
  std::vector<Access> accesses_;
  std::vector<std::uint32_t> storages_;  // by access
  std::size_t local_bytes_ = 0;
  Buffer partials_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<std::uint64_t> free_workers_{0};
};

}  // namespace xgrad
