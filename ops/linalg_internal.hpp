#pragma once
#include <string_view>
#include <xgrad/ops/build_internal.hpp>

namespace xgrad {

/// One float type, and the last two axes of x are equal: throws the ShapeError or DTypeError of `op`.
void check_square(std::string_view op, const Operand& x);

/// Throws the DataError of `op` for matrix `number` of a batch of `count`.
[[noreturn]] void throw_singular(std::string_view op, std::string_view rule, std::int64_t number, std::int64_t count);

/// Each matrix of a batch transposed.
Var matrix_transpose(Var x);

/// inv(a); `user`, a literal, is named if a is singular.
Var inverse_for(std::string_view user, Var a);

/// Calls run(a pointer to an element) of the float type.
template <class Run> auto by_float(DType dtype, const Run& run) {
  return dtype == float32 ? run(static_cast<float*>(nullptr)) : run(static_cast<double*>(nullptr));
}

}  // namespace xgrad
