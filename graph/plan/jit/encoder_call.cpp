#ifndef XGRAD_NO_X86_KERNELS
#include <algorithm>
#include <xgrad/graph/plan/jit/call_lanes_internal.hpp>
#include <xgrad/graph/plan/jit/encoder_internal.hpp>

// call_where: the loop looks at the mask and goes on; where a lane is set, code behind the loop saves what is in
// registers, calls the function lane by lane, and comes back.
namespace xgrad::jit {

namespace {

bool is_call(const Placed& p) { return p.op == LaneOp::call || p.op == LaneOp::call_two; }
/// Places on the stack, in vectors: two arguments, the result, the masks, then the vector registers.
constexpr std::uint32_t first_place = 0, second_place = 1, result_place = 2, masks_place = 3, vectors_place = 4;

}  // namespace

void Encoder::reserve_for_calls() {
  if (std::none_of(allocation_.code.begin(), allocation_.code.end(), is_call)) return;
  call_slots_ = slots_;
  slots_ += vectors_place + register_file(isa_).vectors;
}

void Encoder::call(const Placed& p) {
  calls_.push_back(std::make_unique<Call>());
  Call& c = *calls_.back();
  c.placed = p;
  if (!wide()) {
    if (is_double())
      vmovmskpd(eax, in_vector(p.from[0]));
    else
      vmovmskps(eax, in_vector(p.from[0]));
  } else {
    kmovw(eax, mask(p.from[0]));
    if (is_double()) and_(eax, 0xff);
  }
  test(eax, eax);
  jnz(c.begin);
  const Place& other = p.op == LaneOp::call ? p.from[2] : p.from[1];
  if (!(other == p.to)) vmovaps(in_vector(p.to), in_vector(other));
  L(c.back);
}

void Encoder::put_calls() {
  for (const auto& c : calls_) call_out_of_line(*c);
}

void Encoder::call_out_of_line(Call& c) {
  const Placed& p = c.placed;
  const Place& other = p.op == LaneOp::call ? p.from[2] : p.from[1];
  L(c.begin);
  vmovups(slot(call_slots_ + first_place), in_vector(p.from[1]));
  vmovups(slot(call_slots_ + second_place), in_vector(p.from[2]));
  vmovups(slot(call_slots_ + result_place), in_vector(other));
  const std::uint32_t masks = wide() ? p.busy_masks << 1 | (body_.walk == Walk::rows ? 1u << 7 : 0u) : 0u;
  const auto mask_place = [&](std::uint32_t k) {
    return ptr[rsp + (call_slots_ + masks_place) * vector_bytes(isa_) + 2 * k];
  };
  for (std::uint32_t k = 1; k < 8; ++k)
    if ((masks >> k & 1u) != 0) kmovw(mask_place(k), Xbyak::Opmask(static_cast<int>(k)));
  for (std::uint32_t r = 0; r < register_file(isa_).vectors; ++r)
    if ((p.busy_vectors >> r & 1u) != 0) vmovups(slot(call_slots_ + vectors_place + r), vector(r));

  const Xbyak::Reg64 saved[] = {rdi, rsi, rdx, rcx, r8, r9, r10, r11};
  for (const Xbyak::Reg64& r : saved) push(r);
  const auto place = [&](std::uint32_t number) {
    return ptr[rsp + sizeof saved / sizeof *saved * 8 + (call_slots_ + number) * vector_bytes(isa_)];
  };
  mov(esi, eax);
  lea(rdx, place(first_place));
  lea(rcx, place(second_place));
  lea(r8, place(result_place));
  mov(rdi, p.immediate);
  mov(rax, reinterpret_cast<std::uintptr_t>(p.op == LaneOp::call ? call_lanes(is_double())
                                                                 : call_lanes_of_two(is_double())));
  vzeroupper();
  Xbyak::CodeGenerator::call(rax);
  for (std::size_t i = sizeof saved / sizeof *saved; i-- > 0;) pop(saved[i]);

  for (std::uint32_t k = 1; k < 8; ++k)
    if ((masks >> k & 1u) != 0) kmovw(Xbyak::Opmask(static_cast<int>(k)), mask_place(k));
  for (std::uint32_t r = 0; r < register_file(isa_).vectors; ++r)
    if ((p.busy_vectors >> r & 1u) != 0) vmovups(vector(r), slot(call_slots_ + vectors_place + r));
  vmovups(in_vector(p.to), slot(call_slots_ + result_place));
  jmp(c.back);
}

}  // namespace xgrad::jit
#endif
