#pragma once
#include <array>
#include <xgrad/graph/plan/jit/body_internal.hpp>

namespace xgrad::jit {

/// The registers that a loop may use; without mask registers, masks are vectors of all bits or none.
struct RegisterFile {
  std::uint32_t vectors, masks;
};

/// Where a value is.
struct Place {
  enum class Kind : std::uint8_t {
    none,
    vector,    ///< register `index`
    mask,      ///< mask register
    constant,  ///< memory: the number that step `index` of the body is
    slot,      ///< memory: place `index` on the stack
    stream     ///< memory: input `index`, at the lanes of this turn
  } kind = Kind::none;
  std::uint32_t index = 0;
  bool is_register() const { return kind == Kind::vector || kind == Kind::mask; }
  friend bool operator==(const Place& x, const Place& y) { return x.kind == y.kind && x.index == y.index; }
};

/// One instruction, or few, of the loop. At most one of `from` is memory: the last that the operation reads, of a
/// product's two factors either. A fused step's `to` is one of its registers.
struct Placed {
  enum class Act : std::uint8_t { compute, move, store } act;
  LaneOp op = LaneOp::load;
  Place to;
  std::array<Place, 3> from{};
  std::uint64_t immediate = 0;                     ///< a store: the result
  std::uint32_t busy_vectors = 0, busy_masks = 0;  ///< a call: registers that hold something afterwards
};

/// Registers and stack places for a body.
struct Allocation {
  struct Constant {
    std::uint32_t reg;
    std::uint64_t bits;
  };
  /// An input that is one number for a row or for all: set up in front, in a register of its own or on the stack.
  struct Invariant {
    std::uint32_t input;
    Place place;
  };
  std::vector<Constant> constants;  ///< that stay in registers
  std::vector<Invariant> invariants;
  std::vector<Placed> code;
  std::uint32_t slots = 0;
};
Allocation allocate(const Body& body, RegisterFile file);

}  // namespace xgrad::jit
