#ifndef XGRAD_NO_X86_KERNELS
#include <algorithm>
#include <cstddef>
#include <xgrad/graph/plan/jit/code_internal.hpp>
#include <xgrad/graph/plan/jit/encoder_internal.hpp>

namespace xgrad::jit {

using Xbyak::Reg64;

namespace {

/// Registers that hold operands' addresses all through the loop.
constexpr int address_registers[] = {8, 9, 10, 11, 12, 13, 14, 15, 3};  // r8 to r15, rbx

}  // namespace

Encoder::Encoder(const Body& body, const Allocation& allocation, Isa isa, std::span<std::uint8_t> buffer)
    : VectorCode(body.type, isa, buffer), body_(body), allocation_(allocation), slots_(allocation.slots) {}

std::size_t Encoder::encode() {
  setDefaultJmpNEAR(true);
  enter();
  if (body_.walk == Walk::rows)
    row_loop();
  else
    flat_loop();
  leave();
  put_calls();
  put_table();
  return getSize();
}

Xbyak::Address Encoder::slot(std::uint32_t index) const { return ptr[rsp + index * vector_bytes(isa_)]; }

Reg64 Encoder::address(std::size_t operand) {
  if (operand < address_register_count()) return Reg64(address_registers[operand]);
  mov(rax, ptr[rdi + 8 * (FrameLayout::addresses + operand)]);
  return rax;
}
Xbyak::Address Encoder::stream(std::size_t operand, std::size_t item_bytes) {
  const bool is_wrapped = operand < body_.inputs.size() && body_.inputs[operand].feed == Feed::wrapped;
  return ptr[address(operand) + (is_wrapped ? rsi : rcx) * static_cast<int>(item_bytes)];
}
Xbyak::RegRip Encoder::place_of(std::uint64_t bits) {
  const auto at = static_cast<std::size_t>(std::find(numbers_.begin(), numbers_.end(), bits) - numbers_.begin());
  if (at == numbers_.size()) numbers_.push_back(bits);
  return rip + static_cast<int>(at * (wide() ? lane_bytes() : vector_bytes(isa_))) + table_;
}
Xbyak::Address Encoder::number(std::uint64_t bits) {
  if (wide()) return ptr_b[place_of(bits)];
  return ptr[place_of(bits)];
}
void Encoder::load_number(V to, std::uint64_t bits) {
  if (wide())
    broadcast(to, ptr[place_of(bits)]);
  else
    vmovups(to, ptr[place_of(bits)]);
}
Xbyak::Address Encoder::memory(const Place& p) {
  switch (p.kind) {
    case Place::Kind::constant: return number(body_.steps[p.index].immediate);
    case Place::Kind::stream: return stream(p.index, lane_bytes());
    default: return slot(p.index);
  }
}
Encoder::Either Encoder::either(const Place& p) {
  if (p.is_register()) return {in_vector(p), ptr[rsp], true};
  return {V(0), memory(p), false};
}

/// The operands' addresses: of a wrapped row from the frame, of the others from the views.
void Encoder::load_addresses() {
  const std::size_t inputs = body_.inputs.size(), operands = inputs + body_.mask_results.size();
  for (std::size_t i = 0; i < operands; ++i) {
    const bool is_wrapped = i < inputs && body_.inputs[i].feed == Feed::wrapped;
    const Xbyak::Address in_frame = ptr[rdi + 8 * (FrameLayout::addresses + i)];
    const std::size_t offset = (i < inputs ? i : i - inputs) * sizeof(View) + offsetof(View, data);
    const Xbyak::Address from = is_wrapped ? in_frame : i < inputs ? ptr[rsi + offset] : ptr[rdx + offset];
    if (i < address_register_count()) {
      mov(Reg64(address_registers[i]), from);
    } else if (!is_wrapped) {
      mov(rax, from);
      mov(in_frame, rax);
    }
  }
}

void Encoder::enter() {
  const std::size_t operands = body_.inputs.size() + body_.mask_results.size();
  for (std::size_t i = 4; i < std::min(operands, address_register_count()); ++i)
    saved_.push_back(Reg64(address_registers[i]));
  if (body_.walk == Walk::wrap) saved_.push_back(rbx);
  push(rbp);
  mov(rbp, rsp);
  for (const Reg64& r : saved_) push(r);
  if (body_.walk == Walk::rows && !wide()) tail_slot_ = slots_++;
  reserve_for_calls();
  if (slots_ > 0) {
    sub(rsp, static_cast<std::uint32_t>(slots_ * vector_bytes(isa_)));
    and_(rsp, static_cast<std::uint32_t>(-64));
  }
  load_addresses();
  mov(rdx, ptr[rdi + 8 * FrameLayout::count]);
  for (const Allocation::Constant& c : allocation_.constants) load_number(vector(c.reg), c.bits);
  set_up_invariants(Feed::splat);
  if (body_.walk == Walk::rows) tail_mask();
}

void Encoder::leave() {
  vzeroupper();
  if (slots_ > 0) lea(rsp, ptr[rbp - 8 * saved_.size()]);
  for (std::size_t i = saved_.size(); i-- > 0;) pop(saved_[i]);
  pop(rbp);
  ret();
}

void Encoder::body(bool is_tail) {
  for (const Placed& p : allocation_.code) {
    if (p.act == Placed::Act::store)
      store_result(p, is_tail);
    else if (p.act == Placed::Act::move)
      move(p);
    else
      compute(p);
  }
}

void Encoder::flat_loop() {
  Xbyak::Label loop;
  xor_(ecx, ecx);
  if (body_.walk == Walk::wrap) {
    xor_(esi, esi);
    xor_(ebx, ebx);
  }
  align(32);
  L(loop);
  body(false);
  if (body_.walk == Walk::wrap) next_group();
  add(rcx, lane_count());
  cmp(rcx, rdx);
  jl(loop);
}

/// Walk::wrap: the place in the row, and the row.
void Encoder::next_group() {
  add(rsi, ptr[rdi + 8 * FrameLayout::group_rest]);
  add(rbx, ptr[rdi + 8 * FrameLayout::group_rows]);
  mov(rax, rsi);
  sub(rax, ptr[rdi + 8 * FrameLayout::row]);  // carries as long as the row goes on
  cmovae(rsi, rax);
  sbb(rbx, -1);
}

void Encoder::row_loop() {
  Xbyak::Label row, loop, tail, next;
  mov(rsi, ptr[rdi + 8 * FrameLayout::rows]);
  sub(rdx, lane_count());  // the last place for a whole group
  L(row);
  set_up_invariants(Feed::row);
  xor_(ecx, ecx);
  cmp(rcx, rdx);
  jg(tail);
  align(32);
  L(loop);
  body(false);
  add(rcx, lane_count());
  cmp(rcx, rdx);
  jle(loop);
  L(tail);
  cmp(rcx, ptr[rdi + 8 * FrameLayout::count]);
  jge(next);
  body(true);
  L(next);
  advance_rows();
  dec(rsi);
  jnz(row);
}

void Encoder::advance_rows() {
  const std::size_t operands = body_.inputs.size() + body_.mask_results.size();
  for (std::size_t i = 0; i < operands; ++i) {
    if (i < body_.inputs.size() && body_.inputs[i].feed == Feed::splat) continue;
    const Xbyak::Address bytes = ptr[rdi + 8 * (FrameLayout::addresses + operands + i)];
    if (i < address_register_count()) {
      add(Reg64(address_registers[i]), bytes);
    } else {
      mov(rax, bytes);
      add(ptr[rdi + 8 * (FrameLayout::addresses + i)], rax);
    }
  }
}

/// The lanes of the last group of a row, which is not full.
void Encoder::tail_mask() {
  mov(ecx, edx);
  and_(ecx, lane_count() - 1);
  if (wide()) {
    mov(eax, 1);
    shl(eax, cl);
    sub(eax, 1);
    kmovw(k7, eax);
  } else {
    neg(rcx);
    lea(rax, ptr[rip + tail_table_]);
    vmovups(scratch(), ptr[rax + rcx * static_cast<int>(lane_bytes()) + vector_bytes(isa_)]);
    vmovups(slot(tail_slot_), scratch());
  }
}

void Encoder::set_up_invariants(Feed feed) {
  for (const Allocation::Invariant& i : allocation_.invariants) {
    if (body_.inputs[i.input].feed != feed) continue;
    if (body_.inputs[i.input].is_mask) {
      set_up_mask(i);
      continue;
    }
    const V to = i.place.is_register() ? in_vector(i.place) : scratch();
    broadcast(to, ptr[address(i.input)]);
    if (!i.place.is_register()) vmovups(slot(i.place.index), to);
  }
}
void Encoder::set_up_mask(const Allocation::Invariant& i) {
  movzx(eax, byte[address(i.input)]);
  neg(eax);
  sbb(eax, eax);  // all bits if the byte was not 0
  if (wide()) {
    mov(dword[rsp + i.place.index * vector_bytes(isa_)], eax);
    return;
  }
  const V to = i.place.is_register() ? in_vector(i.place) : scratch();
  vmovd(Xbyak::Xmm(to.getIdx()), eax);
  vpbroadcastd(to, Xbyak::Xmm(to.getIdx()));
  if (!i.place.is_register()) vmovups(slot(i.place.index), to);
}

/// Behind the code: numbers, in as many lanes as an instruction reads.
void Encoder::put_table() {
  align(64);
  auto put = [&](std::uint64_t bits) {
    if (is_double())
      dq(bits);
    else
      dd(static_cast<std::uint32_t>(bits));
  };
  L(table_);
  for (const std::uint64_t bits : numbers_)
    for (std::uint32_t lane = 0; lane < (wide() ? 1 : lane_count()); ++lane) put(bits);
  if (wide() || body_.walk != Walk::rows) return;
  L(tail_table_);
  for (std::uint32_t lane = 0; lane < 2 * lane_count(); ++lane) put(lane < lane_count() ? ~std::uint64_t(0) : 0);
}

}  // namespace xgrad::jit
#endif
