#include <algorithm>
#include <cstring>
#include <xgrad/graph/plan/lane_program_loop_internal.hpp>

namespace xgrad {

using jit::FrameLayout;

namespace {

std::int64_t address_of(const void* data) { return static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(data)); }

}  // namespace

void LaneProgram::run_compiled(const View* in, const View* out) {
  switch (compiled_->form) {
    case Compiled::Form::wrap:
      for (const std::uint32_t i : compiled_->wrapped)
        compiled_->frame[FrameLayout::addresses + i] = address_of(wrapped(i, in[i].data));
      [[fallthrough]];
    case Compiled::Form::flat: compiled_->loop(compiled_->frame.data(), in, out); break;
    case Compiled::Form::rows: run_rows(in, out); break;
    case Compiled::Form::tiles: run_tiles(in, out); break;
  }
  if (compiled_->has_calls) jit::rethrow_pending();
}

/// The row, and behind it as much of it again as a group of lanes reads.
void* LaneProgram::wrapped(std::size_t input, const void* row) {
  auto* const to = static_cast<std::byte*>(registers_[inputs_[input].bytes_reg]);
  const std::size_t bytes = inputs_[input].period * item_bytes(input), end = bytes + 64;
  for (std::size_t done = 0; done < end; done += bytes) std::memcpy(to + done, row, std::min(bytes, end - done));
  return to;
}

void LaneProgram::run_rows(const View* in, const View* out) {
  const Nest& nest = compiled_->nest;
  const std::size_t outer = nest.extents.size() - 2;
  if (outer == 0) return compiled_->loop(compiled_->frame.data(), in, out);
  std::array<std::int64_t, Shape::max_rank> index{};
  View* const views = compiled_->views.data();
  for (;;) {
    for (std::size_t i = 0; i < compiled_->views.size(); ++i) {
      std::int64_t at = 0;
      for (std::size_t axis = 0; axis < outer; ++axis) at += index[axis] * nest.strides[i][axis];
      const View& view = i < inputs_.size() ? in[i] : out[i - inputs_.size()];
      views[i].data = view.as<std::byte>() + at * static_cast<std::int64_t>(item_bytes(i));
    }
    compiled_->loop(compiled_->frame.data(), views, views + inputs_.size());
    std::size_t axis = outer;
    while (axis > 0 && ++index[axis - 1] == nest.extents[axis - 1]) index[--axis] = 0;
    if (axis == 0) return;
  }
}

void LaneProgram::run_tiles(const View* in, const View* out) {
  View* const views = compiled_->views.data();
  for (std::size_t start = 0; start < count_; start += tile_) {
    const std::size_t count = std::min(tile_, count_ - start);
    compiled_->frame[FrameLayout::count] = static_cast<std::int64_t>(count);
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const Input& input = inputs_[i];
      auto* const base = in[i].as<std::byte>();
      if (input.pattern == Pattern::direct || input.pattern == Pattern::splat) {
        views[i].data = base + (input.pattern == Pattern::direct ? start * item_bytes(i) : 0);
        continue;
      }
      views[i].data = registers_[input.bytes_reg];
      if (start == 0 || !input.once) spread(input, base, start, count, views[i].as<std::byte>());
    }
    for (std::size_t i = inputs_.size(); i < compiled_->views.size(); ++i)
      views[i].data = out[i - inputs_.size()].as<std::byte>() + start * item_bytes(i);
    compiled_->loop(compiled_->frame.data(), views, views + inputs_.size());
  }
}

}  // namespace xgrad
