#include <algorithm>
#include <cstring>
#include <xgrad/graph/plan/lane_program_internal.hpp>

namespace xgrad {

using lanes::Instruction;

namespace {

/// `count` elements from place `start` of a space on, read by strides: along the last axis whole runs.
template <class U>
void spread_rows(const std::vector<std::int64_t>& extents, const std::vector<std::int64_t>& strides, const U* from,
                 std::size_t start, std::size_t count, U* out) {
  const std::size_t last = extents.size() - 1;
  std::array<std::int64_t, Shape::max_rank> index{};
  std::int64_t at = 0;
  auto rest = static_cast<std::int64_t>(start);
  for (std::size_t axis = last + 1; axis-- > 0; rest /= extents[axis]) {
    index[axis] = rest % extents[axis];
    at += index[axis] * strides[axis];
  }
  const std::int64_t stride = strides[last];
  for (auto left = static_cast<std::int64_t>(count); left > 0;) {
    const std::int64_t n = std::min(extents[last] - index[last], left);
    if (stride == 1)
      std::memcpy(out, from + at, static_cast<std::size_t>(n) * sizeof(U));
    else if (stride == 0)
      std::fill_n(out, n, from[at]);
    else
      for (std::int64_t i = 0; i < n; ++i) out[i] = from[at + i * stride];
    out += n;
    left -= n;
    at += n * stride;
    index[last] += n;
    for (std::size_t axis = last; axis > 0 && index[axis] == extents[axis]; --axis) {
      at += strides[axis - 1] - strides[axis] * extents[axis];
      index[axis] = 0;
      ++index[axis - 1];
    }
  }
}

}  // namespace

void LaneProgram::list_work() {
  for (std::uint32_t i = 0; i < inputs_.size(); ++i) {
    const Input& in = inputs_[i];
    if (in.dtype != boolean && in.pattern == Pattern::direct)
      operand_walks_.push_back({in.reg, i, lane_bytes_});
    else if (in.dtype != boolean && in.pattern == Pattern::splat)
      splats_.push_back({in.reg, i, lane_bytes_});
    else
      (in.once ? once_ : each_).push_back(i);
  }
  for (std::uint32_t i = 0; i < outputs_.size(); ++i)
    result_walks_.push_back({outputs_[i].reg, i, outputs_[i].dtype == boolean ? 1 : lane_bytes_});
}

void LaneProgram::spread(const Input& in, const std::byte* base, std::size_t start, std::size_t count,
                         std::byte* to) const {
  with_bits(in.dtype == boolean ? 1 : lane_bytes_, [&](auto zero) {
    using U = decltype(zero);
    const U* from = reinterpret_cast<const U*>(base);
    U* out = reinterpret_cast<U*>(to);
    if (in.pattern == Pattern::splat) {
      std::fill_n(out, count, *from);  // a bool; numbers have a way of their own
    } else if (in.pattern == Pattern::periodic) {
      for (std::size_t done = 0, at = start % in.period; done < count; at = 0) {
        const std::size_t n = std::min(in.period - at, count - done);
        std::memcpy(out + done, from + at, n * sizeof(U));
        done += n;
      }
    } else if (in.pattern == Pattern::repeated) {
      std::size_t at = start / in.period;
      for (std::size_t done = 0, skip = start % in.period; done < count; skip = 0, ++at) {
        const std::size_t n = std::min(in.period - skip, count - done);
        const U value = from[at];
        for (std::size_t i = 0; i < n; ++i) out[done + i] = value;
        done += n;
      }
    } else {
      spread_rows(in.extents, in.strides, from, start, count, out);
    }
  });
}

void LaneProgram::load_tile(const Input& in, const std::byte* base, std::size_t start, std::size_t count) {
  if (in.pattern == Pattern::direct)
    registers_[in.bytes_reg] = const_cast<std::byte*>(base + start);
  else
    spread(in, base, start, count, static_cast<std::byte*>(registers_[in.bytes_reg]));
  if (in.dtype == boolean) {
    const Instruction widen{nullptr, in.reg, in.bytes_reg, in.bytes_reg, in.bytes_reg, 0};
    lanes::kernels().load_mask[static_cast<std::size_t>(type_)](registers_.data(), widen, count);
  }
}

/// One number in every lane of a tile, whole lines of 64 bytes at a time.
void LaneProgram::splat(const Walk& number, const View* in) {
  with_bits(number.item_bytes, [&](auto zero) {
    using U = decltype(zero);
    alignas(64) U line[64 / sizeof(U)];
    const U value = *static_cast<const U*>(in[number.number].data);
    for (U& lane : line) lane = value;
    auto* to = static_cast<std::byte*>(registers_[number.reg]);
    const std::size_t bytes = std::min(tile_, count_) * sizeof(U);
    for (std::size_t at = 0; at < bytes; at += sizeof line) std::memcpy(to + at, line, sizeof line);
  });
}

void LaneProgram::run(const View* in, const View* out) {
  if (count_ == 0) return;
  if (!compiled_ && is_time_to_compile()) try_to_compile();
  if (compiled_)
    run_compiled(in, out);
  else
    interpret(in, out);
}

void LaneProgram::interpret(const View* in, const View* out) {
  for (const Walk& w : splats_) splat(w, in);  // before a result may be written over the number
  for (std::uint32_t i : once_)
    load_tile(inputs_[i], static_cast<const std::byte*>(in[i].data), 0, std::min(tile_, count_));
  void** const registers = registers_.data();
  for (const Walk& w : operand_walks_) registers[w.reg] = in[w.number].data;
  for (const Walk& w : result_walks_) registers[w.reg] = out[w.number].data;
  for (std::size_t start = 0;;) {
    const std::size_t count = std::min(tile_, count_ - start);
    for (std::uint32_t i : each_) load_tile(inputs_[i], static_cast<const std::byte*>(in[i].data), start, count);
    for (const Instruction& instruction : instructions_) instruction.run(registers, instruction, count);
    start += tile_;
    if (start >= count_) return;
    for (const auto* walks : {&operand_walks_, &result_walks_})
      for (const Walk& w : *walks) registers[w.reg] = static_cast<std::byte*>(registers[w.reg]) + tile_ * w.item_bytes;
  }
}

}  // namespace xgrad
