#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <xgrad/graph/op.hpp>
#include <xgrad/graph/plan/jit/body_internal.hpp>

namespace xgrad::jit {

/// What a loop is called with beside the operands' views: numbers, then an address for each input and each result
/// (of wrapped rows; the others are the loop's to keep), then how many bytes each moves from one row to the next.
///   count   elements; of a row, where the walk is by rows
///   row     Walk::wrap: elements of a row;  a group of lanes is `group_rows` rows and `group_rest` elements
///   spread  Walk::wrap: for each place in a row where a group may begin, which row each of its lanes belongs to
struct FrameLayout {
  static constexpr std::size_t rows = 0, count = 1, row = 2, group_rows = 3, group_rest = 4, spread = 5, addresses = 6;
};
using Loop = void (*)(std::int64_t* frame, const View* in, const View* out);

/// Code that the processor may run and nobody may write any more.
class Code {
 public:
  /// A copy of the bytes; null if the system refuses executable memory, which is said once on stderr.
  static std::shared_ptr<const Code> make(std::span<const std::uint8_t> bytes);
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code();
  Loop loop() const { return function<Loop>(); }
  template <class F> F function() const { return reinterpret_cast<F>(static_cast<std::byte*>(memory_) + offset_); }
  std::size_t bytes() const { return bytes_; }

 private:
  Code(void* memory, std::size_t bytes, std::size_t offset) : memory_(memory), bytes_(bytes), offset_(offset) {}
  void* memory_;
  std::size_t bytes_, offset_;
};

/// The environment variable XGRAD_JIT.
enum class Mode : std::uint8_t {
  off,        ///< 0: nothing is compiled
  automatic,  ///< not set: what runs often or long
  always      ///< 1: everything, before it runs for the first time
};
/// Off too where loops cannot be compiled: other processors, instruction sets without FMA, memory refused.
Mode mode();

/// The loop for a body, compiled at most once in the process while it is in use; any thread may ask. Null if it cannot
/// be had: the interpreter does the work then.
std::shared_ptr<const Code> compiled(const Body& body);
/// Whether the chosen instruction set writes single bytes of bools at the ends of rows.
bool stores_partial_masks();
/// Lanes of a register of the chosen instruction set.
std::size_t lanes_of(LaneType type);

/// What has been compiled so far in this process, for reports and tests.
struct Statistics {
  std::size_t loops, bytes, found_again;
  double seconds;
};
Statistics statistics();

/// An exception that a function called by a loop let out, passed on behind the loop.
void rethrow_pending();

}  // namespace xgrad::jit
