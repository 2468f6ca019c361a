#ifndef XGRAD_NO_X86_KERNELS
#include <xgrad/graph/plan/jit/code_internal.hpp>
#include <xgrad/graph/plan/jit/encoder_internal.hpp>

namespace xgrad::jit {

using G = Xbyak::CodeGenerator;

namespace {

constexpr std::uint8_t round_to_nearest = 8, round_down = 9;  // and no exceptions
constexpr std::uint8_t is_equal = 0, is_less = 1, is_less_equal = 2, is_not_equal = 4;

}  // namespace

void Encoder::move(const Placed& p) {
  const Place& from = p.from[0];
  if (from.kind == Place::Kind::stream && body_.inputs[from.index].is_mask)
    load_bytes(p.to, from.index);
  else if (from.kind == Place::Kind::stream && body_.inputs[from.index].feed == Feed::stretched)
    load_stretched(p.to, from.index);
  else if (from.kind == Place::Kind::constant)
    load_number(in_vector(p.to), body_.steps[from.index].immediate);
  else if (p.to.kind == Place::Kind::mask)
    kmovw(mask(p.to), memory(from));
  else if (from.kind == Place::Kind::mask)
    kmovw(memory(p.to), mask(from));
  else if (!p.to.is_register())
    vmovups(memory(p.to), in_vector(from));
  else if (from.is_register())
    vmovaps(in_vector(p.to), in_vector(from));
  else
    vmovups(in_vector(p.to), memory(from));
}

void Encoder::compute(const Placed& p) {
  switch (p.op) {
    case LaneOp::fused: return fused(p);
    case LaneOp::less:
    case LaneOp::less_equal:
    case LaneOp::equal:
    case LaneOp::not_equal:
    case LaneOp::integer_equal:
    case LaneOp::integer_greater: return compare(p);
    case LaneOp::both:
    case LaneOp::either:
    case LaneOp::neither: return combine_masks(p);
    case LaneOp::left:
    case LaneOp::right:
    case LaneOp::right_sign: return shift(p);
    case LaneOp::choose: return choose(p);
    case LaneOp::negative:
    case LaneOp::absolute: return with_bits(p);
    case LaneOp::call:
    case LaneOp::call_two: return call(p);
    default: return arithmetic(p);
  }
}

void Encoder::arithmetic(const Placed& p) {
  const V to = in_vector(p.to);
  const bool d = is_double();
  const Either a = either(p.from[0]);
  if (p.op == LaneOp::square_root) return d ? vsqrtpd(to, a) : vsqrtps(to, a);
  if (p.op == LaneOp::nearest || p.op == LaneOp::floor_) {
    const std::uint8_t how = p.op == LaneOp::nearest ? round_to_nearest : round_down;
    if (wide()) return d ? vrndscalepd(to, a, how) : vrndscaleps(to, a, how);
    return d ? vroundpd(to, a, how) : vroundps(to, a, how);
  }
  const V x = in_vector(p.from[0]);
  const Either b = either(p.from[1]);
  switch (p.op) {
    case LaneOp::add: return d ? vaddpd(to, x, b) : vaddps(to, x, b);
    case LaneOp::sub: return d ? vsubpd(to, x, b) : vsubps(to, x, b);
    case LaneOp::mul: return d ? vmulpd(to, x, b) : vmulps(to, x, b);
    case LaneOp::div: return d ? vdivpd(to, x, b) : vdivps(to, x, b);
    case LaneOp::minimum: return d ? vminpd(to, x, b) : vminps(to, x, b);
    case LaneOp::maximum: return d ? vmaxpd(to, x, b) : vmaxps(to, x, b);
    case LaneOp::integer_add: return d ? vpaddq(to, x, b) : vpaddd(to, x, b);
    case LaneOp::integer_sub: return d ? vpsubq(to, x, b) : vpsubd(to, x, b);
    case LaneOp::integer_and: return d ? vandpd(to, x, b) : vandps(to, x, b);
    case LaneOp::integer_or: return d ? vorpd(to, x, b) : vorps(to, x, b);
    case LaneOp::integer_xor: return d ? vxorpd(to, x, b) : vxorps(to, x, b);
    default: throw Xbyak::Error(Xbyak::ERR_BAD_COMBINATION);
  }
}

/// -x and |x|, by the sign bit.
void Encoder::with_bits(const Placed& p) {
  const V to = in_vector(p.to);
  const std::uint64_t sign = is_double() ? 0x8000000000000000u : 0x80000000u;
  V x = to;
  if (p.from[0].is_register())
    x = in_vector(p.from[0]);
  else
    move({Placed::Act::move, LaneOp::load, p.to, {p.from[0]}});
  const bool d = is_double();
  if (p.op == LaneOp::negative) return d ? vxorpd(to, x, number(sign)) : vxorps(to, x, number(sign));
  const Xbyak::Address rest = number(sign - 1);
  return d ? vandpd(to, x, rest) : vandps(to, x, rest);
}

/// a b + c where `to` is a, b or c: the form of the instruction that writes there and can read memory where it has to.
void Encoder::fused(const Placed& p) {
  enum Form { to_times_memory, to_times_register, to_plus_product };
  Place a = p.from[0], b = p.from[1], c = p.from[2];
  if (c == p.to) {
    if (!a.is_register()) std::swap(a, b);
    return fused(to_plus_product, p, a, b);
  }
  if (!(a == p.to)) std::swap(a, b);
  if (b.is_register()) return fused(to_times_register, p, b, c);
  fused(to_times_memory, p, c, b);
}
void Encoder::fused(std::size_t form, const Placed& p, const Place& reg, const Place& any) {
  // by what is negated, form, type
  static constexpr Fused instructions[4][3][2] = {
      {{&G::vfmadd132ps, &G::vfmadd132pd}, {&G::vfmadd213ps, &G::vfmadd213pd}, {&G::vfmadd231ps, &G::vfmadd231pd}},
      {{&G::vfmsub132ps, &G::vfmsub132pd}, {&G::vfmsub213ps, &G::vfmsub213pd}, {&G::vfmsub231ps, &G::vfmsub231pd}},
      {{&G::vfnmadd132ps, &G::vfnmadd132pd},
       {&G::vfnmadd213ps, &G::vfnmadd213pd},
       {&G::vfnmadd231ps, &G::vfnmadd231pd}},
      {{&G::vfnmsub132ps, &G::vfnmsub132pd},
       {&G::vfnmsub213ps, &G::vfnmsub213pd},
       {&G::vfnmsub231ps, &G::vfnmsub231pd}}};
  static_assert(minus_addend == 1 && minus_product == 2);
  const Either operand = either(any);
  (this->*instructions[p.immediate][form][is_double()])(in_vector(p.to), in_vector(reg), operand);
}

void Encoder::compare(const Placed& p) {
  const bool d = is_double();
  const V x = in_vector(p.from[0]);
  const Either y = either(p.from[1]);
  if (p.op == LaneOp::integer_equal || p.op == LaneOp::integer_greater) {
    const bool equal = p.op == LaneOp::integer_equal;
    if (wide()) {
      const Xbyak::Opmask to = mask(p.to);
      if (equal) return d ? vpcmpeqq(to, x, y) : vpcmpeqd(to, x, y);
      return d ? vpcmpgtq(to, x, y) : vpcmpgtd(to, x, y);
    }
    const V to = in_vector(p.to);
    if (equal) return d ? vpcmpeqq(to, x, y) : vpcmpeqd(to, x, y);
    return d ? vpcmpgtq(to, x, y) : vpcmpgtd(to, x, y);
  }
  const std::uint8_t how = p.op == LaneOp::less         ? is_less
                           : p.op == LaneOp::less_equal ? is_less_equal
                           : p.op == LaneOp::equal      ? is_equal
                                                        : is_not_equal;
  if (wide()) return d ? vcmppd(mask(p.to), x, y, how) : vcmpps(mask(p.to), x, y, how);
  return d ? vcmppd(in_vector(p.to), x, y, how) : vcmpps(in_vector(p.to), x, y, how);
}

void Encoder::combine_masks(const Placed& p) {
  if (wide()) {
    const Xbyak::Opmask to = mask(p.to), a = mask(p.from[0]);
    if (p.op == LaneOp::neither) return knotw(to, a);
    return p.op == LaneOp::both ? kandw(to, a, mask(p.from[1])) : korw(to, a, mask(p.from[1]));
  }
  const V to = in_vector(p.to), a = in_vector(p.from[0]);
  if (p.op == LaneOp::neither) return vxorps(to, a, number(~std::uint64_t(0)));
  const Either b = either(p.from[1]);
  return p.op == LaneOp::both ? vandps(to, a, b) : vorps(to, a, b);
}

void Encoder::choose(const Placed& p) {
  const V to = in_vector(p.to), other = in_vector(p.from[2]);
  const Either chosen = either(p.from[1]);
  if (wide()) {
    const V masked = to | mask(p.from[0]);
    return is_double() ? vblendmpd(masked, other, chosen) : vblendmps(masked, other, chosen);
  }
  const V m = in_vector(p.from[0]);
  return is_double() ? vblendvpd(to, other, chosen, m) : vblendvps(to, other, chosen, m);
}

void Encoder::shift(const Placed& p) {
  const V to = in_vector(p.to), x = in_vector(p.from[0]);
  const auto n = static_cast<std::uint8_t>(p.immediate);
  const bool d = is_double();
  if (p.op == LaneOp::left) return d ? vpsllq(to, x, n) : vpslld(to, x, n);
  if (p.op == LaneOp::right) return d ? vpsrlq(to, x, n) : vpsrld(to, x, n);
  if (!d) return vpsrad(to, x, n);
  if (wide()) return vpsraq(to, x, n);
  // AVX2 has no such shift of 64 bits: (x + 2^63 >>> n) - (2^63 >>> n).
  constexpr std::uint64_t low = 0x8000000000000000u;
  vxorpd(to, x, number(low));
  vpsrlq(to, to, n);
  vpsubq(to, to, number(low >> n));
}

/// Bools of a stream, a byte each, as a mask.
void Encoder::load_bytes(const Place& to, std::uint32_t input) {
  const Xbyak::Address from = stream(input, 1);
  const V s = scratch();
  const Xbyak::Xmm narrow(s.getIdx());
  if (wide()) {
    if (is_double())
      vmovq(narrow, from);
    else
      vmovdqu8(narrow, from);
    return vptestmb(mask(to), narrow, narrow);
  }
  const V v = in_vector(to);
  if (is_double())
    vpmovzxbq(v, from);
  else
    vpmovzxbd(v, from);
  vxorps(s, s, s);
  return is_double() ? vpcmpgtq(v, v, s) : vpcmpgtd(v, v, s);
}

/// The numbers of the rows that the lanes belong to, from a group of rows' numbers.
void Encoder::load_stretched(const Place& to, std::uint32_t input) {
  const V v = in_vector(to);
  mov(rax, rsi);
  shl(rax, wide() ? 6 : 5);
  add(rax, ptr[rdi + 8 * FrameLayout::spread]);
  vmovups(v, ptr[rax]);
  const Xbyak::Address from = ptr[address(input) + rbx * static_cast<int>(lane_bytes())];
  if (wide())
    vpermps(Xbyak::Zmm(v.getIdx()), Xbyak::Zmm(v.getIdx()), from);
  else
    vpermps(Xbyak::Ymm(v.getIdx()), Xbyak::Ymm(v.getIdx()), from);
}

void Encoder::store_result(const Placed& p, bool is_tail) {
  const auto number = static_cast<std::size_t>(p.immediate);
  if (body_.mask_results[number]) return store_bytes(p, is_tail);
  const V x = in_vector(p.from[0]);
  const Xbyak::Address to = stream(body_.inputs.size() + number, lane_bytes());
  if (!is_tail) return vmovups(to, x);
  if (wide()) return is_double() ? vmovupd(to | k7, x) : vmovups(to | k7, x);
  vmovups(scratch(), slot(tail_slot_));
  return is_double() ? vmaskmovpd(to, scratch(), x) : vmaskmovps(to, scratch(), x);
}

/// A mask as bools. Without AVX-512 there are no rows with such results (stores_partial_masks).
void Encoder::store_bytes(const Placed& p, bool is_tail) {
  const Xbyak::Xmm narrow(scratch().getIdx());
  const Xbyak::Address to = stream(body_.inputs.size() + static_cast<std::size_t>(p.immediate), 1);
  if (wide()) {
    vpmovm2b(narrow, mask(p.from[0]));
    vpabsb(narrow, narrow);  // -1 to 1
    if (is_tail) return vmovdqu8(to | k7, narrow);
    return is_double() ? vmovq(to, narrow) : vmovdqu8(to, narrow);
  }
  const Xbyak::Ymm lanes(static_cast<int>(p.from[0].index));
  vextracti128(narrow, lanes, 1);
  vpackssdw(narrow, Xbyak::Xmm(lanes.getIdx()), narrow);
  if (is_double()) vpackssdw(narrow, narrow, narrow);
  vpacksswb(narrow, narrow, narrow);
  vpabsb(narrow, narrow);
  return is_double() ? vmovd(to, narrow) : vmovq(to, narrow);
}

}  // namespace xgrad::jit
#endif
