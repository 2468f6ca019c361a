#ifndef XGRAD_NO_X86_KERNELS
#include <algorithm>
#include <xgrad/graph/plan/jit/product_encoder_internal.hpp>

namespace xgrad::jit {

namespace {

/// Additions to c in a loop's body: enough to keep the processor busy, few enough for its cache of decoded code.
constexpr std::int64_t most_at_once = 96, most_unrolled = 256;

}  // namespace

ProductEncoder::ProductEncoder(const ProductBody& body, Isa isa, std::span<std::uint8_t> buffer)
    : VectorCode(body.type, isa, buffer), body_(body) {}

std::size_t ProductEncoder::encode() {
  setDefaultJmpNEAR(true);
  set_up_rest();
  const std::int64_t all = (body_.columns + lanes() - 1) / lanes(), widest = widest_panel();
  const std::int64_t panels = (all + widest - 1) / widest;
  for (std::int64_t i = 0, first = 0; i < panels; ++i) {
    const std::int64_t vectors = all / panels + (i < all % panels ? 1 : 0);
    panel({first * lanes(), vectors, i + 1 == panels && rest() > 0});
    first += vectors;
  }
  vzeroupper();
  ret();
  put_table();
  return getSize();
}

ProductEncoder::V ProductEncoder::sum(const Block& block, std::int64_t row, std::int64_t column) const {
  return vector(row * block.panel.vectors + column);
}

/// Registers hold a block's sums, a row of b and a number of a: a * b + b + 1 of them. Wide panels help few rows, which
/// would leave the processor waiting for the last sum.
std::int64_t ProductEncoder::widest_panel() const {
  const std::int64_t rows = std::min<std::int64_t>(body_.rows, wide() ? 6 : 4);
  return std::clamp<std::int64_t>((registers() - 1) / (rows + 1), 1, 8);
}
std::int64_t ProductEncoder::highest_block(std::int64_t vectors) const {
  const std::int64_t rows = (registers() - 1 - vectors) / vectors;
  return vectors == 1 ? std::min<std::int64_t>(rows, wide() ? 24 : 12) : rows;
}

/// Blocks of nearly equal height.
void ProductEncoder::panel(const Panel& panel) {
  const std::int64_t highest = highest_block(panel.vectors), count = (body_.rows + highest - 1) / highest;
  const std::int64_t rows = body_.rows / count, higher = body_.rows % count;
  mov(r8, rdi);
  lea(r10, ptr[rdx + static_cast<int>(panel.first * bytes())]);
  if (higher > 0) blocks({panel, rows + 1}, higher);
  blocks({panel, rows}, count - higher);
}

void ProductEncoder::blocks(const Block& block, std::int64_t count) {
  Xbyak::Label next;
  if (count > 1) mov(ecx, static_cast<std::uint32_t>(count));
  align(32);
  L(next);
  for (std::int64_t i = 0; i < block.places(); ++i) {
    const V number = vector(i);
    if (wide())
      vpxord(number, number, number);
    else
      vxorps(number, number, number);
  }
  lea(r9, ptr[rsi + static_cast<int>(block.panel.first * bytes())]);
  all_steps(block);
  store(block);
  add(r10, static_cast<int>(block.rows * body_.columns * bytes()));
  if (count == 1) return;
  dec(ecx);
  jnz(next);
}

/// Leaves r8 at the next block of rows.
void ProductEncoder::all_steps(const Block& block) {
  const std::int64_t step_bytes = body_.a_step * bytes(), block_bytes = block.rows * body_.a_row * bytes();
  std::int64_t at_once = body_.steps, loops = 0;
  if (body_.steps * block.places() > most_unrolled) {
    at_once = std::clamp<std::int64_t>(most_at_once / block.places(), 1, 8);
    loops = body_.steps / at_once;
    Xbyak::Label loop;
    mov(eax, static_cast<std::uint32_t>(loops));
    align(32);
    L(loop);
    for (std::int64_t i = 0; i < at_once; ++i) step(block, i);
    add(r8, static_cast<int>(at_once * step_bytes));
    add(r9, static_cast<int>(at_once * body_.columns * bytes()));
    dec(eax);
    jnz(loop);
  }
  for (std::int64_t i = 0; i < body_.steps - loops * at_once; ++i) step(block, i);
  add(r8, static_cast<int>(block_bytes - loops * at_once * step_bytes));
}

void ProductEncoder::step(const Block& block, std::int64_t number) {
  const auto b = [&](std::int64_t column) {
    return ptr[r9 + static_cast<int>((number * body_.columns + column * lanes()) * bytes())];
  };
  const auto a = [&](std::int64_t row) {
    return r8 + static_cast<int>((number * body_.a_step + row * body_.a_row) * bytes());
  };
  for (std::int64_t column = 0; column < block.panel.vectors; ++column) vmovups(of_b(block, column), b(column));
  for (std::int64_t row = 0; row < block.rows; ++row) {
    if (wide() && block.panel.vectors == 1) {
      multiply_add(sum(block, row, 0), of_b(block, 0), ptr_b[a(row)]);
      continue;
    }
    broadcast(of_a(block), ptr[a(row)]);
    for (std::int64_t column = 0; column < block.panel.vectors; ++column)
      multiply_add(sum(block, row, column), of_b(block, column), of_a(block));
  }
}

void ProductEncoder::store(const Block& block) {
  const std::int64_t vectors = block.panel.vectors;
  if (block.panel.has_rest && !wide()) vmovups(of_a(block), ptr[rip + rest_table_]);
  for (std::int64_t row = 0; row < block.rows; ++row)
    for (std::int64_t column = 0; column < vectors; ++column) {
      const auto to = ptr[r10 + static_cast<int>((row * body_.columns + column * lanes()) * bytes())];
      const V from = sum(block, row, column);
      if (!block.panel.has_rest || column + 1 < vectors)
        vmovups(to, from);
      else if (wide() && is_double())
        vmovupd(to | k1, from);
      else if (wide())
        vmovups(to | k1, from);
      else if (is_double())
        vmaskmovpd(to, of_a(block), from);
      else
        vmaskmovps(to, of_a(block), from);
    }
}

void ProductEncoder::multiply_add(V to, V left, const Xbyak::Operand& right) {
  if (is_double())
    vfmadd231pd(to, left, right);
  else
    vfmadd231ps(to, left, right);
}

/// The lanes of a row's last vector, if it is not full: in k1, or behind the code.
void ProductEncoder::set_up_rest() {
  if (rest() == 0 || !wide()) return;
  mov(eax, (1U << rest()) - 1);
  kmovw(k1, eax);
}
void ProductEncoder::put_table() {
  if (rest() == 0 || wide()) return;
  align(32);
  L(rest_table_);
  for (std::int64_t lane = 0; lane < lanes(); ++lane)
    for (std::int64_t part = 0; part < bytes(); part += 4) dd(lane < rest() ? ~std::uint32_t(0) : 0);
}

}  // namespace xgrad::jit
#endif
