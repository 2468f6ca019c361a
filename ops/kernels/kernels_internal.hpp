#pragma once
#include <cstddef>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/ops/kernels/functions_internal.hpp>
#include <xgrad/ops/kernels/product_part_internal.hpp>
#include <xgrad/ops/kernels/reduce_internal.hpp>
#include <xgrad/ops/kernels/small_product_internal.hpp>
#include <xgrad/ops/kernels/transpose_internal.hpp>

// The table of one instruction set, filled in the translation unit that chose it.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

template <class F> constexpr std::array<ReduceFunction, static_cast<std::size_t>(Reduction::count)> reductions() {
  if constexpr (std::is_integral_v<F>)
    return {&reduce_integers<SumOf>, &reduce_integers<ProductOf>, &reduce_integers<MaximumOf>,
            &reduce_integers<MinimumOf>};
  else
    return {&reduce<SumOf, F>, &reduce<ProductOf, F>, &reduce<MaximumOf, F>, &reduce<MinimumOf, F>};
}

template <class Join, class F> constexpr ReductionParts parts() { return {&reduce_part<Join, F>, &join_rows<Join, F>}; }
template <class F> constexpr std::array<ReductionParts, static_cast<std::size_t>(Reduction::count)> all_parts() {
  return {parts<SumOf, F>(), parts<ProductOf, F>(), parts<MaximumOf, F>(), parts<MinimumOf, F>()};
}

constexpr KernelTable make_table(std::string_view name) {
  return {name,
          {all_lane_op_tiles<float>(), all_lane_op_tiles<double>(), all_lane_op_tiles<std::int64_t>()},
          BuiltInOps::kernels.data(),
          BuiltInOps::count,
          {&load_mask_tile<float>, &load_mask_tile<double>, &load_mask_tile<std::int64_t>},
          {&store_mask_tile<float>, &store_mask_tile<double>, &store_mask_tile<std::int64_t>},
          {reductions<float>(), reductions<double>(), reductions<std::int64_t>()},
          {all_parts<float>(), all_parts<double>()},
          {&small_product<float>, &small_product<double>},
          {&transpose_all<float>, &transpose_all<double>},
          {&product_part<float>, &product_part<double>}};
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
