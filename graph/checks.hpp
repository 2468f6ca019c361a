#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>
#include <xgrad/graph/op.hpp>

/// Named checks of shape rules. Each throws the Error that names the op, the operands and the broken rule.
namespace xgrad {

/// Every operand has `rank` dimensions.
void check_rank(std::string_view op, std::size_t rank, Types operands);
/// Every operand is float32 or float64, and all are the same.
void check_same_float(std::string_view op, Types operands);
/// All operands have one dtype.
void check_same_dtype(std::string_view op, Types operands);
/// The operand is of that dtype.
void check_dtype(std::string_view op, const Operand& x, DType wanted);
/// a's columns meet b's rows.
void check_inner_dims(std::string_view op, const Operand& a, const Operand& b);
/// The shapes may be equal: nothing is broadcast.
void check_same_shape(std::string_view op, const Operand& a, const Operand& b);
/// The result, made of these operands, has no more dimensions than a Shape.
void check_result_rank(std::string_view op, std::size_t rank, Types operands);
/// The shape that all operands broadcast to, by NumPy's rule: extents meet from the last axis on, and a static 1
/// stretches. A dynamic extent must equal the one that it meets when the program runs.
Shape broadcast_shape(std::string_view op, Types operands);
/// `axis` counted from the front; negative ones count from the back. Throws ShapeError if it is not there.
std::size_t normalized_axis(std::string_view op, const Operand& x, std::int64_t axis);
/// The same for several, sorted; ShapeError if one is named twice.
std::vector<std::int64_t> normalized_axes(std::string_view op, const Operand& x, std::span<const std::int64_t> axes);
/// "x float32 [2, 3], y float32 [2]"
std::string describe(Types operands);

}  // namespace xgrad
