#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>
#include <numeric>
#include <xgrad/graph/plan/jit/body_internal.hpp>
#include <xgrad/graph/plan/lane_program_loop_internal.hpp>

namespace xgrad {

using lanes::Instruction;
using lanes::LaneOp;

namespace {

constexpr std::size_t tile_goal = 1024;       // bytes: a dozen registers stay in the first-level cache
constexpr std::size_t tile_limit = 4096;      // bytes, for the sake of a periodic operand
constexpr std::size_t compiled_limit = 4000;  // instructions: longer programs stay interpreted

/// The whole functions' names, from LaneOp::exp on.
constexpr std::string_view function_names[] = {
    "exp",   "expm1", "log",   "log1p",  "sin",     "cos",       "tanh",     "sigmoid", "softplus",  "exp2",
    "log2",  "log10", "tan",   "asin",   "acos",    "atan",      "sinh",     "cosh",    "asinh",     "acosh",
    "atanh", "erf",   "erfc",  "lgamma", "digamma", "cbrt",      "rsqrt",    "gelu",    "gelu_tanh", "silu",
    "mish",  "pow",   "atan2", "hypot",  "fmod",    "logaddexp", "polygamma"};
constexpr std::size_t place(LaneOp op) { return static_cast<std::size_t>(op); }
static_assert(std::size(function_names) == place(LaneOp::count) - place(LaneOp::exp));

/// How a forward writes a step that int64 lanes lack.
std::string_view written(LaneOp op) {
  if (op >= LaneOp::exp) return function_names[place(op) - place(LaneOp::exp)];
  switch (op) {
    case LaneOp::div: return "/";
    case LaneOp::fused: return "fma";
    case LaneOp::square_root: return "sqrt";
    case LaneOp::nearest: return "round";
    case LaneOp::floor_: return "floor";
    case LaneOp::call:
    case LaneOp::call_two: return "call_where";
    default: return "arithmetic on bits";
  }
}

lanes::TileFunction tile_function(lanes::LaneType type, LaneOp op) {
  return lanes::kernels().lane_ops[static_cast<std::size_t>(type)][static_cast<std::size_t>(op)];
}

constexpr std::string_view integer_remedy = "cast the operands to float64, or leave takes_integers out";

/// A constant of forward, recorded as a double's bits, as the bits of an int64.
std::uint64_t integer_constant(std::string_view op, std::uint64_t bits) {
  constexpr double exact = 9007199254740992.0;  // 2^53: beyond, the double may be another number than was written
  const auto number = std::bit_cast<double>(bits);
  if (!(std::fabs(number) <= exact) || number != std::trunc(number))
    throw DTypeError(op, fmt::format("the constant {} of its forward is no int64", number), {}, integer_remedy);
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(number));
}

}  // namespace

lanes::Trace trace_for(std::string_view op, const lanes::LaneCode& code, lanes::LaneType type) {
  lanes::Trace trace = code.record(type == lanes::LaneType::float32 ? float32 : float64);
  if (type != lanes::LaneType::int64) return trace;
  for (lanes::TraceStep& step : trace.steps)
    if (!tile_function(type, step.op))
      throw DTypeError(op, fmt::format("int64 has no {}, which its forward does", written(step.op)), {},
                       integer_remedy);
  for (lanes::TraceStep& step : trace.steps)
    if (step.op == LaneOp::constant) step.immediate = integer_constant(op, step.immediate);
  return trace;
}

void* ConstantTiles::tile(std::uint64_t bits, std::size_t lane_bytes, std::size_t tile_bytes) {
  Buffer& tile = tiles_[{bits, lane_bytes, tile_bytes}];
  if (tile) return tile.data();
  tile = Buffer::allocate(tile_bytes);
  with_bits(lane_bytes, [&](auto zero) {
    using U = decltype(zero);
    std::fill_n(static_cast<U*>(tile.data()), (tile_bytes + 64) / sizeof(U), static_cast<U>(bits));
  });
  return tile.data();
}

LaneProgram::LaneProgram(lanes::LaneType type, const Shape& space)
    : type_(type),
      lane_bytes_(type == lanes::LaneType::float32 ? 4 : 8),
      space_(space),
      count_(static_cast<std::size_t>(space.size())) {}

void LaneProgram::reserve(std::size_t ops) {
  values_.reserve(ops + ops / 8 + 8);  // operands and numbers too, of which long programs have few
  instructions_.reserve(ops);
}

LaneProgram::Value LaneProgram::add_value(Virtual v) {
  v.defined = v.last_use = static_cast<std::uint32_t>(instructions_.size());
  values_.push_back(v);
  return static_cast<Value>(values_.size() - 1);
}

LaneProgram::Value LaneProgram::input(const Type& type) {
  Input in{};
  in.dtype = type.dtype;
  const std::size_t size = static_cast<std::size_t>(type.shape.size());
  const std::size_t pad = space_.rank() - type.shape.rank();
  auto extent = [&](std::size_t axis) { return axis < pad ? 1 : type.shape[axis - pad]; };
  std::size_t lead = 0, trail = space_.rank();  // axes before lead stretch, axes from trail on stretch
  while (lead < space_.rank() && extent(lead) == 1) ++lead;
  while (trail > lead && extent(trail - 1) == 1) --trail;
  bool full_between = true;
  for (std::size_t axis = lead; axis < trail; ++axis) full_between &= extent(axis) == space_[axis];
  std::size_t after = 1;
  for (std::size_t axis = trail; axis < space_.rank(); ++axis) after *= static_cast<std::size_t>(space_[axis]);
  if (size == 1)
    in.pattern = Pattern::splat;
  else if (size == count_)
    in.pattern = Pattern::direct;
  else if (full_between && after == 1)
    in.pattern = Pattern::periodic, in.period = size;
  else if (full_between && size * after == count_)
    in.pattern = Pattern::repeated, in.period = after;
  else
    in.pattern = Pattern::general;
  in.strides.resize(space_.rank());
  std::int64_t stride = 1;
  for (std::size_t axis = space_.rank(); axis-- > 0;) {
    in.strides[axis] = extent(axis) == 1 ? 0 : stride;
    stride *= extent(axis);
  }
  in.extents.assign(space_.begin(), space_.end());
  in.value = add_value({.kind = Virtual::Kind::input, .bits = inputs_.size()});
  inputs_.push_back(std::move(in));
  return inputs_.back().value;
}

LaneProgram::Value LaneProgram::number(std::uint64_t bits) {
  auto [found, is_new] = numbers_.emplace(bits, 0);
  if (is_new) found->second = add_value({.kind = Virtual::Kind::constant, .bits = bits});
  return found->second;
}

lanes::TileFunction LaneProgram::lane_op(LaneOp op) const { return tile_function(type_, op); }

LaneProgram::~LaneProgram() = default;

LaneProgram::Value LaneProgram::emit(lanes::TileFunction function, Value a, Value b, Value c, const Source& source) {
  const auto at = static_cast<std::uint32_t>(instructions_.size());
  for (Value v : {a, b, c}) values_[v].last_use = at;
  const Value to = add_value({.kind = Virtual::Kind::temporary});
  instructions_.push_back({function, to, a, b, c, source.immediate});
  if (mode_ == jit::Mode::off || type_ == lanes::LaneType::int64 || at >= compiled_limit) {
    sources_.clear();
    return to;
  }
  sources_.push_back(source);
  Source& kept = sources_.back();
  kept.to = to, kept.a = a, kept.b = b, kept.c = c;
  return to;
}

LaneProgram::Value LaneProgram::apply(const lanes::LaneCode& code, std::span<const Value> operands) {
  if (const lanes::OpKernels* built_in = lanes::find_op(code.key)) {
    const lanes::TileFunction function = built_in->tile[static_cast<std::size_t>(type_)];
    const Value a = operands[0], b = operands.size() > 1 ? operands[1] : a, c = operands.size() > 2 ? operands[2] : a;
    return emit(function, a, b, c, {code.key, LaneOp::load, 0, 0, 0, 0, 0});
  }
  return inline_trace(trace_for("elementwise", code, type_), operands);
}

LaneProgram::Value LaneProgram::inline_trace(const lanes::Trace& trace, std::span<const Value> operands) {
  std::vector<Value> made(trace.steps.size());
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const lanes::TraceStep& step = trace.steps[i];
    if (step.op == LaneOp::load)
      made[i] = operands[step.immediate];
    else if (step.op == LaneOp::constant)
      made[i] = number(step.immediate);
    else {
      const std::size_t reads = jit::operand_count(step.op);
      const Value a = made[step.a], b = reads > 1 ? made[step.b] : a, c = reads > 2 ? made[step.c] : a;
      made[i] = emit(lane_op(step.op), a, b, c, {nullptr, step.op, 0, 0, 0, 0, step.immediate});
    }
  }
  return made[trace.result];
}

void LaneProgram::output(Value value, DType dtype) { outputs_.push_back({value, dtype}); }

void LaneProgram::choose_tile() {
  const std::size_t vector = 64 / lane_bytes_;
  tile_ = tile_goal / lane_bytes_;
  std::size_t common = vector;
  for (const Input& in : inputs_)
    if (in.pattern == Pattern::periodic) common = std::min(std::lcm(common, in.period), tile_limit);
  if (common * lane_bytes_ <= tile_limit) tile_ = std::max<std::size_t>(1, tile_ / common) * common;
  if (count_ <= tile_) tile_ = (std::max<std::size_t>(count_, 1) + vector - 1) / vector * vector;
  for (Input& in : inputs_) {
    const bool fits = in.pattern == Pattern::periodic && (tile_ % in.period == 0 || count_ <= tile_);
    in.once = in.pattern == Pattern::splat || fits || (in.pattern != Pattern::direct && count_ <= tile_);
  }
}

std::uint32_t LaneProgram::new_register(void* address) {
  registers_.push_back(address);
  return static_cast<std::uint32_t>(registers_.size() - 1);
}

std::uint32_t LaneProgram::new_tile() {
  const std::uint32_t reg = new_register(nullptr);
  scratch_registers_.emplace_back(reg, scratch_bytes_);
  scratch_bytes_ += tile_ * lane_bytes_ + 64;
  return reg;
}

void LaneProgram::finish(ConstantTiles& constants) {
  choose_tile();
  // Results that need an instruction of their own: masks are narrowed, operands and repeated results copied.
  std::vector<bool> is_result(values_.size(), false);
  std::vector<Instruction> last;
  for (Output& out : outputs_) {
    out.reg = new_register(nullptr);
    Virtual& v = values_[out.value];
    const bool mask = out.dtype == boolean;
    if (mask || v.kind != Virtual::Kind::temporary || is_result[out.value]) {
      v.last_use = UINT32_MAX - 1;
      last.push_back({mask ? lanes::kernels().store_mask[static_cast<std::size_t>(type_)] : lane_op(LaneOp::load),
                      out.reg, out.value, out.value, out.value, 0});
    } else {
      is_result[out.value] = true;
      v.reg = out.reg;
    }
  }
  assign_registers(constants);
  for (Instruction& i : instructions_)
    i = {i.run, values_[i.to].reg, values_[i.a].reg, values_[i.b].reg, values_[i.c].reg, i.immediate};
  for (Instruction& i : last) {
    i.a = i.b = i.c = values_[i.a].reg;
    instructions_.push_back(i);
  }
  list_work();
  if (sources_.empty()) forget_temporaries();
}

void LaneProgram::assign_registers(ConstantTiles& constants) {
  for (Virtual& v : values_) {
    if (v.kind == Virtual::Kind::constant)
      v.reg = new_register(constants.tile(v.bits, lane_bytes_, tile_ * lane_bytes_));
    if (v.kind != Virtual::Kind::input) continue;
    Input& in = inputs_[v.bits];
    const bool in_memory = in.pattern == Pattern::direct && in.dtype != boolean;
    in.reg = v.reg = in_memory ? new_register(nullptr) : new_tile();
    in.bytes_reg = in.dtype == boolean ? new_tile() : in.reg;
  }
  std::vector<std::uint32_t> free;
  std::vector<bool> released(values_.size(), false);
  for (std::uint32_t at = 0; at < instructions_.size(); ++at) {
    const Instruction& i = instructions_[at];
    for (Value operand : {i.a, i.b, i.c}) {  // an instruction may write over what it reads last
      Virtual& v = values_[operand];
      if (v.kind != Virtual::Kind::temporary || v.last_use != at || released[operand]) continue;
      if (std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& o) { return o.reg == v.reg; })) continue;
      released[operand] = true;
      free.push_back(v.reg);
    }
    Virtual& to = values_[i.to];
    if (to.reg != UINT32_MAX) continue;
    if (free.empty())
      to.reg = new_tile();
    else
      to.reg = free.back(), free.pop_back();
    if (to.last_use == to.defined) free.push_back(to.reg);  // nobody reads it
  }
}

bool LaneProgram::may_alias(std::size_t output, std::size_t input) const {
  const Input& in = inputs_[input];
  const Output& out = outputs_[output];
  if (in.dtype != out.dtype || in.dtype == boolean) return false;
  if (in.pattern == Pattern::splat) return count_ == 1;  // read into a tile before anything is written
  if (in.pattern != Pattern::direct) return false;
  const Virtual& v = values_[out.value];
  if (v.reg != out.reg)  // copied when all is done, one result after the other
    return std::none_of(outputs_.begin(), outputs_.end(), [&](const Output& other) {
      const Virtual& copied = values_[other.value];
      return &other != &out && copied.kind == Virtual::Kind::input && copied.bits == input;
    });
  return values_[in.value].last_use <= v.defined;
}

/// Of a program that is not to be compiled: may_alias alone still asks, for operands and results.
void LaneProgram::forget_temporaries() {
  std::vector<Virtual> kept;
  const auto keep = [&](Value& value) {
    kept.push_back(values_[value]);
    value = static_cast<Value>(kept.size() - 1);
  };
  for (Input& in : inputs_) keep(in.value);
  for (Output& out : outputs_) keep(out.value);
  values_ = std::move(kept);
}

void LaneProgram::bind(std::byte* scratch) {
  for (auto [reg, offset] : scratch_registers_) registers_[reg] = scratch + offset;
}

}  // namespace xgrad
