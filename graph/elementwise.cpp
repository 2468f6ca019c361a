#include <fmt/format.h>
#include <array>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/checks.hpp>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/plan/lane_program_internal.hpp>

namespace xgrad {
namespace {

bool is_mask(const lanes::LaneCode& code, std::size_t i) { return ((code.mask_operands >> i) & 1u) != 0; }

/// The dtype that the lanes compute in: that of the first operand which is not a mask.
DType lane_dtype(const lanes::LaneCode& code, auto dtype_of_operand) {
  for (std::size_t i = 0; i < code.arity; ++i)
    if (!is_mask(code, i)) return dtype_of_operand(i);
  return float32;
}

/// The dtypes of operands that are not masks differ: the float type is the one to keep.
[[noreturn]] void throw_differ(std::string_view op, const lanes::LaneCode& code, Types in) {
  DType kept = lane_dtype(code, [&](std::size_t i) { return in[i].dtype; });
  for (std::size_t i = code.arity; i-- > 0;)
    if (!is_mask(code, i) && is_float(in[i].dtype)) kept = in[i].dtype;  // of several the first
  std::string remedy;
  for (std::size_t i = 0; i < code.arity && remedy.empty(); ++i)
    if (!is_mask(code, i) && in[i].dtype != kept)
      remedy = fmt::format("cast({}, {}) converts", in[i].var ? in[i].name() : "x", to_string(kept));
  throw DTypeError(op, "the dtypes differ", describe(in), remedy);
}

}  // namespace

Type ElementwiseOp::infer(Types in) const {
  const DType dtype = lane_dtype(code_, [&](std::size_t i) { return in[i].dtype; });
  for (std::size_t i = 0; i < code_.arity; ++i) {
    if (is_mask(code_, i)) {
      if (in[i].dtype != boolean)
        throw DTypeError(name(), fmt::format("operand {} is a mask and must be bool", i), describe(in),
                         "a comparison makes one, or cast(x, boolean)");
    } else if (in[i].dtype == boolean || (in[i].dtype == int64 && !code_.takes_integers)) {
      throw DTypeError(name(), fmt::format("{} is not taken", to_string(in[i].dtype)), describe(in),
                       "cast(x, float64) converts");
    } else if (in[i].dtype != dtype) {
      throw_differ(name(), code_, in);
    }
  }
  if (dtype == int64 && !lanes::find_op(code_.key)) trace_for(name(), code_, lanes::LaneType::int64);
  return {code_.mask_result ? boolean : dtype, broadcast_shape(name(), in)};
}

void ElementwiseOp::forward(Views in, View out) const {
  const DType dtype = lane_dtype(code_, [&](std::size_t i) { return in[i].dtype; });
  LaneProgram program(lanes::lane_type(dtype), out.shape());
  std::array<LaneProgram::Value, 4> operands{};
  for (std::size_t i = 0; i < in.size(); ++i) operands[i] = program.input({in[i].dtype, in[i].shape()});
  program.output(program.apply(code_, {operands.data(), in.size()}), out.dtype);
  ConstantTiles constants;
  program.finish(constants);
  const Buffer scratch = Buffer::allocate(program.scratch_bytes());
  program.bind(static_cast<std::byte*>(scratch.data()));
  program.run(in.data(), &out);
}

namespace {

/// Numbers need an array beside them whose dtype they can take.
void check_numbers(const Op& op, std::initializer_list<Term> operands, Var like) {
  const lanes::LaneCode& code = *op.lane_code();
  if (like.dtype() == int64 && !code.takes_integers)  // the array is to blame, not that 0.5 is no integer
    for (const Term& t : operands)
      if (t.is_number() && !t.is_whole())
        throw DTypeError(op.name(), "int64 is not taken", to_string(Operand{{like.dtype(), like.shape()}, like}),
                         "cast(x, float64) converts");
  if (like.dtype() != boolean) return;
  std::string numbers;  // where no mask is wanted
  bool only_masks = true;
  std::size_t i = 0;
  for (const Term& t : operands) {
    if (t.is_number() && !is_mask(code, i)) numbers += fmt::format(", {}", t.number());
    only_masks &= t.is_number() || is_mask(code, i);
    ++i;
  }
  if (numbers.empty()) return;
  const std::string given = to_string(Operand{{like.dtype(), like.shape()}, like}) + numbers;
  if (only_masks)
    throw GraphError(op.name(), code.arity == 3 ? "both branches are numbers" : "what is no mask is a number", given,
                     "make one of them a node: g.constant(1.0)");
  throw DTypeError(op.name(), "bool is not taken: a mask is no number", given,
                   "where(mask, a, b) chooses, cast(x, float64) converts");
}

}  // namespace

Var apply_elementwise(const OpPtr& op, std::initializer_list<Term> operands) {
  const lanes::LaneCode& code = *op->lane_code();
  if (operands.size() != code.arity)
    throw GraphError(op->name(), fmt::format("takes {} operands, not {}", code.arity, operands.size()));
  for (const Term& t : operands)
    if (!t.is_number() && !t.as_var({}))
      throw GraphError(op->name(), "an operand is empty", {}, "a Var comes from g.input, g.variable or an op");
  Var like = first_var(operands);
  std::size_t i = 0;
  for (const Term& t : operands) {  // numbers go with the operands that are not masks
    if (!t.is_number() && !is_mask(code, i)) {
      like = t.as_var({});
      break;
    }
    ++i;
  }
  check_numbers(*op, operands, like);
  Undo undo(*like.arena());
  std::array<Var, 4> in;
  i = 0;
  for (const Term& t : operands) in[i++] = t.as_var(like, op->name());
  const std::span<const Var> nodes(in.data(), operands.size());
  const Var made = arena_of_operands(*op, nodes).apply(op, nodes);
  undo.keep();
  return made;
}

}  // namespace xgrad
