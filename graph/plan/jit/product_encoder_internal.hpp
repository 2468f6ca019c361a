#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <xgrad/graph/plan/jit/product_internal.hpp>
#include <xgrad/graph/plan/jit/vector_code_internal.hpp>

namespace xgrad::jit {

/// Machine code for a product, as a CompiledFunction. Panels of columns, in them blocks of rows; a block's part of c
/// stays in registers while s runs:
///   rdi, rsi, rdx  a, b, c;  r8, r9, r10  in them, where the block's next step or result is
///   eax  steps left;  ecx  blocks left
class ProductEncoder : private VectorCode {
 public:
  ProductEncoder(const ProductBody& body, Isa isa, std::span<std::uint8_t> buffer);
  /// Writes the code and says how many bytes it has. Throws Xbyak::Error if the buffer is too small.
  std::size_t encode();

 private:
  /// Columns from the first on; the last of the vectors may be shorter.
  struct Panel {
    std::int64_t first, vectors;
    bool has_rest;
  };
  struct Block {
    const Panel& panel;
    std::int64_t rows;
    std::int64_t places() const { return rows * panel.vectors; }
  };

  std::int64_t widest_panel() const;
  std::int64_t highest_block(std::int64_t vectors) const;
  void panel(const Panel& panel);
  void blocks(const Block& block, std::int64_t count);
  void all_steps(const Block& block);
  void step(const Block& block, std::int64_t number);
  void store(const Block& block);
  void set_up_rest();
  void put_table();

  std::int64_t bytes() const { return static_cast<std::int64_t>(lane_bytes()); }
  std::int64_t lanes() const { return lane_count(); }
  std::int64_t registers() const { return wide() ? 32 : 16; }
  std::int64_t rest() const { return body_.columns % lanes(); }
  V sum(const Block& block, std::int64_t row, std::int64_t column) const;
  V of_b(const Block& block, std::int64_t column) const { return vector(block.places() + column); }
  V of_a(const Block& block) const { return vector(block.places() + block.panel.vectors); }
  void multiply_add(V to, V left, const Xbyak::Operand& right);

  const ProductBody& body_;
  Xbyak::Label rest_table_;
};

}  // namespace xgrad::jit
