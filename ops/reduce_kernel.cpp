#include <cstring>
#include <vector>
#include <xgrad/ops/reduce_internal.hpp>

namespace xgrad {
namespace {

/// Axes that lie side by side and are all reduced, or all kept, as one.
struct Run {
  bool is_reduced;
  std::int64_t extent;
};

std::vector<Run> runs_of(const Shape& shape, AxisSet axes) {
  std::vector<Run> runs;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] == 1) continue;
    if (!runs.empty() && runs.back().is_reduced == axes.has(axis))
      runs.back().extent *= shape[axis];
    else
      runs.push_back({axes.has(axis), shape[axis]});
  }
  return runs;
}

/// One call of a reduction: the array taken as [outer, axis, inner].
struct Step {
  std::int64_t outer, axis, inner;
  std::int64_t size() const { return outer * inner; }
};

/// Reduces one run after the other, the last one first.
std::vector<Step> steps_of(std::vector<Run> runs) {
  std::vector<Step> steps;
  for (std::size_t r = runs.size(); r-- > 0;) {
    if (!runs[r].is_reduced) continue;
    Step step{1, runs[r].extent, 1};
    for (std::size_t i = 0; i < r; ++i) step.outer *= runs[i].extent;
    for (std::size_t i = r + 1; i < runs.size(); ++i) step.inner *= runs[i].extent;
    steps.push_back(step);
    runs[r].extent = 1;
  }
  return steps;
}

}  // namespace

Kernel reduction_kernel(lanes::Reduction reduction, DType dtype, const Shape& shape, AxisSet axes) {
  const std::vector<Step> steps = steps_of(runs_of(shape, axes));
  const lanes::ReduceFunction reduce =
      lanes::kernels().reduce[static_cast<std::size_t>(lanes::lane_type(dtype))][static_cast<std::size_t>(reduction)];
  if (steps.empty()) {
    const std::size_t bytes = static_cast<std::size_t>(shape.size()) * size_of(dtype);
    return [bytes](const View* in, const View& out) {
      if (bytes > 0) std::memcpy(out.data, in[0].data, bytes);
    };
  }
  const Step last = steps.back();
  if (last.size() == 0) return [](const View*, const View&) {};
  if (steps.size() == 1)
    return [reduce, last](const View* in, const View& out) {
      reduce(in[0].data, out.data, last.outer, last.axis, last.inner);
    };

  // What one step leaves is the next one's operand; two buffers take turns.
  std::array<Buffer, 2> between;
  for (std::size_t i = 0; i < 2 && i + 1 < steps.size(); ++i)
    between[i] = Buffer::allocate(static_cast<std::size_t>(steps[i].size()) * size_of(dtype));
  return [reduce, steps, between](const View* in, const View& out) {
    const void* from = in[0].data;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      void* to = i + 1 == steps.size() ? out.data : between[i % 2].data();
      reduce(from, to, steps[i].outer, steps[i].axis, steps[i].inner);
      from = to;
    }
  };
}

}  // namespace xgrad
