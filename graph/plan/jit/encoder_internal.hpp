#pragma once
#include <memory>
#include <span>
#include <vector>
#include <xgrad/graph/plan/jit/allocation_internal.hpp>
#include <xgrad/graph/plan/jit/vector_code_internal.hpp>

namespace xgrad::jit {

/// Without one vector register, which the encoder takes for itself, k0, and k7, which holds the mask of rows' ends.
constexpr RegisterFile register_file(Isa isa) { return isa == Isa::avx512 ? RegisterFile{31, 6} : RegisterFile{15, 0}; }

/// Machine code for a body, as a function Loop (code_internal.hpp):
///   rdi  the frame (rsi, rdx at first: the views); rcx  the element; rdx  where elements end; rax  for addresses
///   rsi  rows left; Walk::wrap: the place in the row, and rbx the row
///   r8-r15, rbx  addresses of the first operands; those of the others stay in the frame
///   rsp  spilled vectors, aligned
class Encoder : private VectorCode {
 public:
  Encoder(const Body& body, const Allocation& allocation, Isa isa, std::span<std::uint8_t> buffer);
  /// Writes the code and says how many bytes it has. Throws Xbyak::Error if the buffer is too small.
  std::size_t encode();

 private:
  /// A call out of line: where it begins and where it goes on.
  struct Call {
    Placed placed;
    Xbyak::Label begin, back;
  };

  // encoder.cpp: the loops
  void enter();
  void load_addresses();
  void leave();
  void flat_loop();
  void row_loop();
  void next_group();
  void tail_mask();
  void body(bool is_tail);
  void advance_rows();
  void set_up_invariants(Feed feed);
  void set_up_mask(const Allocation::Invariant& invariant);
  void put_table();

  // encoder_steps.cpp: a step
  void move(const Placed& p);
  void compute(const Placed& p);
  void arithmetic(const Placed& p);
  void fused(const Placed& p);
  void fused(std::size_t form, const Placed& p, const Place& reg, const Place& any);
  void compare(const Placed& p);
  void combine_masks(const Placed& p);
  void shift(const Placed& p);
  void choose(const Placed& p);
  void with_bits(const Placed& p);
  void load_bytes(const Place& to, std::uint32_t input);
  void load_stretched(const Place& to, std::uint32_t input);
  void store_result(const Placed& p, bool is_tail);
  void store_bytes(const Placed& p, bool is_tail);

  // encoder_call.cpp: plain functions in some lanes
  void reserve_for_calls();
  void call(const Placed& p);
  void put_calls();
  void call_out_of_line(Call& c);

  V scratch() const { return vector(wide() ? 31 : 15); }
  Xbyak::Opmask mask(const Place& p) const { return Xbyak::Opmask(static_cast<int>(p.index) + 1); }
  /// The place in memory, as an operand of an instruction that takes one.
  Xbyak::Address memory(const Place& p);
  Xbyak::Address slot(std::uint32_t index) const;
  Xbyak::Address stream(std::size_t operand, std::size_t item_bytes);
  std::size_t address_register_count() const { return body_.walk == Walk::wrap ? 8 : 9; }
  Xbyak::Reg64 address(std::size_t operand);
  Xbyak::RegRip place_of(std::uint64_t bits);
  void load_number(V to, std::uint64_t bits);
  /// A number as the operand of an instruction, from the table behind the code.
  Xbyak::Address number(std::uint64_t bits);
  /// A register or memory, as Xbyak wants it.
  struct Either {
    V reg;
    Xbyak::Address memory;
    bool is_register;
    operator const Xbyak::Operand&() const {
      if (is_register) return reg;
      return memory;
    }
  };
  Either either(const Place& p);
  V in_vector(const Place& p) const { return vector(p.index); }
  using Fused = void (CodeGenerator::*)(const V&, const V&, const Xbyak::Operand&);

  const Body& body_;
  const Allocation& allocation_;
  std::vector<std::uint64_t> numbers_;
  Xbyak::Label table_, tail_table_;
  std::vector<std::unique_ptr<Call>> calls_;
  std::vector<Xbyak::Reg64> saved_;  // registers that the caller wants back
  std::uint32_t slots_;
  std::uint32_t tail_slot_ = 0, call_slots_ = 0;  // AVX2: the mask of rows' ends; what calls save
};

}  // namespace xgrad::jit
