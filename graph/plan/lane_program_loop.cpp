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
    case Compiled::Form::flat:
    case Compiled::Form::wrap: run_flat(in, out); break;
    case Compiled::Form::rows: run_rows(in, out); break;
    case Compiled::Form::tiles: run_tiles(in, out); break;
  }
  if (compiled_->has_calls) jit::rethrow_pending();
}

void LaneProgram::run_flat(const View* in, const View* out) {
  std::int64_t* address = compiled_->frame.data() + FrameLayout::addresses;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const bool is_row = compiled_->form == Compiled::Form::wrap && inputs_[i].pattern == Pattern::periodic;
    *address++ = address_of(is_row ? wrapped(i, in[i].data) : in[i].data);
  }
  for (std::size_t i = 0; i < outputs_.size(); ++i) *address++ = address_of(out[i].data);
  compiled_->loop(compiled_->frame.data());
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
  std::int64_t* const frame = compiled_->frame.data();
  const std::size_t operands = inputs_.size() + outputs_.size(), outer = nest.extents.size() - 2;
  std::array<std::int64_t, Shape::max_rank> index{};
  for (;;) {
    frame[FrameLayout::rows] = nest.extents[outer];
    for (std::size_t i = 0; i < operands; ++i) {
      std::int64_t at = 0;
      for (std::size_t axis = 0; axis < outer; ++axis) at += index[axis] * nest.strides[i][axis];
      const View& view = i < inputs_.size() ? in[i] : out[i - inputs_.size()];
      frame[FrameLayout::addresses + i] = address_of(view.data) + at * static_cast<std::int64_t>(item_bytes(i));
    }
    compiled_->loop(frame);
    std::size_t axis = outer;
    while (axis > 0 && ++index[axis - 1] == nest.extents[axis - 1]) index[--axis] = 0;
    if (axis == 0) return;
  }
}

void LaneProgram::run_tiles(const View* in, const View* out) {
  std::int64_t* const frame = compiled_->frame.data();
  for (std::size_t start = 0; start < count_; start += tile_) {
    const std::size_t count = std::min(tile_, count_ - start);
    frame[FrameLayout::count] = static_cast<std::int64_t>(count);
    std::int64_t* address = frame + FrameLayout::addresses;
    for (std::size_t i = 0; i < inputs_.size(); ++i, ++address) {
      const Input& input = inputs_[i];
      const auto* const base = static_cast<const std::byte*>(in[i].data);
      if (input.pattern == Pattern::direct || input.pattern == Pattern::splat) {
        *address = address_of(base + (input.pattern == Pattern::direct ? start * item_bytes(i) : 0));
        continue;
      }
      auto* const tile = static_cast<std::byte*>(registers_[input.bytes_reg]);
      if (start == 0 || !input.once) spread(input, base, start, count, tile);
      *address = address_of(tile);
    }
    for (std::size_t i = 0; i < outputs_.size(); ++i, ++address)
      *address = address_of(static_cast<std::byte*>(out[i].data) + start * item_bytes(inputs_.size() + i));
    compiled_->loop(frame);
  }
}

}  // namespace xgrad
