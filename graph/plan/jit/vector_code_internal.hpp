#pragma once
#include <xbyak/xbyak.h>
#include <cstddef>
#include <cstdint>
#include <span>
#include <xgrad/graph/lane_kernels.hpp>

namespace xgrad::jit {

/// The instruction sets that code is made for.
enum class Isa : std::uint8_t { avx2, avx512 };
constexpr std::size_t vector_bytes(Isa isa) { return isa == Isa::avx512 ? 64 : 32; }

/// What encoders share: vectors of one type, as wide as the instruction set has them.
class VectorCode : protected Xbyak::CodeGenerator {
 protected:
  using V = Xbyak::Xmm;
  VectorCode(lanes::LaneType type, Isa isa, std::span<std::uint8_t> buffer)
      : CodeGenerator(buffer.size(), buffer.data()), isa_(isa), is_double_(type == lanes::LaneType::float64) {}

  bool wide() const { return isa_ == Isa::avx512; }
  bool is_double() const { return is_double_; }
  std::size_t lane_bytes() const { return is_double_ ? 8 : 4; }
  std::uint32_t lane_count() const { return static_cast<std::uint32_t>(vector_bytes(isa_) / lane_bytes()); }
  V vector(std::int64_t index) const {
    const int i = static_cast<int>(index);
    return wide() ? V(Xbyak::Zmm(i)) : V(Xbyak::Ymm(i));
  }
  /// One number to all lanes.
  void broadcast(V to, const Xbyak::Address& from) {
    if (!is_double())
      vbroadcastss(to, from);
    else if (wide())
      vbroadcastsd(Xbyak::Zmm(to.getIdx()), from);
    else
      vbroadcastsd(Xbyak::Ymm(to.getIdx()), from);
  }

  Isa isa_;

 private:
  bool is_double_;
};

}  // namespace xgrad::jit
