#pragma once
#include <xgrad/ops/kernels/lane_ops_internal.hpp>
#include <xgrad/ops/kernels/op_lists_internal.hpp>

// Whole functions as steps of a lane program: the kernel is that of the op whose forward is the function and nothing
// else, so that each is compiled once.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

struct FunctionTile {
  LaneOp op;
  TileFunction run;
};
template <class F>
inline constexpr FunctionTile function_tiles[] = {
    {LaneOp::exp, &tile<Exp, F>},
    {LaneOp::expm1, &tile<Expm1, F>},
    {LaneOp::exp2, &tile<Exp2, F>},
    {LaneOp::log, &tile<Log, F>},
    {LaneOp::log1p, &tile<Log1p, F>},
    {LaneOp::log2, &tile<Log2, F>},
    {LaneOp::log10, &tile<Log10, F>},
    {LaneOp::pow, &tile<Pow, F>},
    {LaneOp::cbrt, &tile<Cbrt, F>},
    {LaneOp::rsqrt, &tile<Rsqrt, F>},
    {LaneOp::hypot, &tile<Hypot, F>},
    {LaneOp::fmod, &tile<Fmod, F>},
    {LaneOp::logaddexp, &tile<LogAddExp, F>},
    {LaneOp::sin, &tile<Sin, F>},
    {LaneOp::cos, &tile<Cos, F>},
    {LaneOp::tan, &tile<Tan, F>},
    {LaneOp::asin, &tile<Asin, F>},
    {LaneOp::acos, &tile<Acos, F>},
    {LaneOp::atan, &tile<Atan, F>},
    {LaneOp::atan2, &tile<Atan2, F>},
    {LaneOp::sinh, &tile<Sinh, F>},
    {LaneOp::cosh, &tile<Cosh, F>},
    {LaneOp::tanh, &tile<Tanh, F>},
    {LaneOp::asinh, &tile<Asinh, F>},
    {LaneOp::acosh, &tile<Acosh, F>},
    {LaneOp::atanh, &tile<Atanh, F>},
    {LaneOp::sigmoid, &tile<Sigmoid, F>},
    {LaneOp::softplus, &tile<Softplus, F>},
    {LaneOp::silu, &tile<Silu, F>},
    {LaneOp::mish, &tile<Mish, F>},
    {LaneOp::gelu, &tile<Gelu, F>},
    {LaneOp::gelu_tanh, &tile<GeluTanh, F>},
    {LaneOp::erf, &tile<Erf, F>},
    {LaneOp::erfc, &tile<Erfc, F>},
    {LaneOp::lgamma, &tile<Lgamma, F>},
    {LaneOp::digamma, &tile<Digamma, F>},
    {LaneOp::polygamma, &tile<Polygamma, F>},
};

/// Every LaneOp's tile function.
template <class F> constexpr LaneOpTiles all_lane_op_tiles() {
  LaneOpTiles tiles = lane_op_tiles<F>();
  if constexpr (!std::is_integral_v<F>)
    for (const FunctionTile& f : function_tiles<F>) tiles[static_cast<std::size_t>(f.op)] = f.run;
  return tiles;
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
