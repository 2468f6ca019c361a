#include <algorithm>
#include <array>
#include <xgrad/graph/plan/jit/body_internal.hpp>
#include <xgrad/graph/plan/jit/traces_internal.hpp>

namespace xgrad::jit {

using lanes::TraceStep;

namespace {

/// Beyond, code would not fit the first-level cache and compiling takes milliseconds.
constexpr std::size_t most_steps = 4000;

bool is_commutative(LaneOp op) {
  switch (op) {
    case LaneOp::add:
    case LaneOp::mul:
    case LaneOp::equal:
    case LaneOp::not_equal:
    case LaneOp::both:
    case LaneOp::either:
    case LaneOp::integer_add:
    case LaneOp::integer_and:
    case LaneOp::integer_or:
    case LaneOp::integer_xor:
    case LaneOp::integer_equal: return true;
    default: return false;
  }
}

/// What a step of integers gives for constant operands, in U's width.
template <class U> std::optional<U> whole_number(LaneOp op, U a, U b, int shift) {
  using I = std::make_signed_t<U>;
  switch (op) {
    case LaneOp::integer_add: return static_cast<U>(a + b);
    case LaneOp::integer_sub: return static_cast<U>(a - b);
    case LaneOp::integer_and: return static_cast<U>(a & b);
    case LaneOp::integer_or: return static_cast<U>(a | b);
    case LaneOp::integer_xor: return static_cast<U>(a ^ b);
    case LaneOp::left: return static_cast<U>(a << shift);
    case LaneOp::right: return static_cast<U>(a >> shift);
    case LaneOp::right_sign: return static_cast<U>(static_cast<I>(a) >> shift);
    case LaneOp::negative: return static_cast<U>(a ^ (U(1) << (sizeof(U) * 8 - 1)));
    case LaneOp::absolute: return static_cast<U>(a & ~(U(1) << (sizeof(U) * 8 - 1)));
    default: return std::nullopt;
  }
}

}  // namespace

std::size_t operand_count(LaneOp op) {
  switch (op) {
    case LaneOp::load:
    case LaneOp::constant: return 0;
    case store_step:
    case LaneOp::negative:
    case LaneOp::square_root:
    case LaneOp::absolute:
    case LaneOp::nearest:
    case LaneOp::floor_:
    case LaneOp::neither:
    case LaneOp::left:
    case LaneOp::right:
    case LaneOp::right_sign: return 1;
    case LaneOp::fused:
    case LaneOp::choose:
    case LaneOp::call:
    case LaneOp::call_two: return 3;
    default: return op < LaneOp::exp || op >= LaneOp::pow ? 2 : 1;
  }
}

bool makes_mask(LaneOp op) {
  switch (op) {
    case LaneOp::less:
    case LaneOp::less_equal:
    case LaneOp::equal:
    case LaneOp::not_equal:
    case LaneOp::both:
    case LaneOp::either:
    case LaneOp::neither:
    case LaneOp::integer_equal:
    case LaneOp::integer_greater: return true;
    default: return false;
  }
}

std::string Body::key() const {
  std::string key;
  key.reserve(16 + inputs.size() * 2 + mask_results.size() + steps.size() * 21);
  auto put = [&](const auto& value) { key.append(reinterpret_cast<const char*>(&value), sizeof value); };
  put(type);
  put(walk);
  put(inputs.size());
  for (const Input& in : inputs) put(in.feed), put(in.is_mask);
  put(mask_results.size());
  for (const bool is_mask : mask_results) put(is_mask);
  for (const TraceStep& s : steps) put(s.op), put(s.a), put(s.b), put(s.c), put(s.immediate);
  return key;
}

std::size_t BodyBuilder::Hash::operator()(const TraceStep& s) const {
  std::uint64_t h = static_cast<std::uint64_t>(s.op) + 0x9e3779b97f4a7c15u * (s.immediate + 1);
  for (const std::uint64_t part : {s.a, s.b, s.c}) h = (h ^ part) * 0xff51afd7ed558ccdu ^ (h >> 32);
  return static_cast<std::size_t>(h ^ (h >> 29));
}

BodyBuilder::Value BodyBuilder::input(bool is_mask) {
  body_.inputs.push_back({Feed::stream, is_mask});
  return add({LaneOp::load, 0, 0, 0, body_.inputs.size() - 1});
}

/// Whether the step gives a constant, which it is then.
bool BodyBuilder::fold(TraceStep& step) const {
  const std::size_t reads = operand_count(step.op);
  if (reads == 0 || reads > 2) return false;
  const TraceStep &a = body_.steps[step.a], &b = body_.steps[step.b];
  if (a.op != LaneOp::constant || b.op != LaneOp::constant) return false;
  const int shift = static_cast<int>(step.immediate);
  std::optional<std::uint64_t> bits;
  if (body_.type == LaneType::float32)
    bits =
        whole_number(step.op, static_cast<std::uint32_t>(a.immediate), static_cast<std::uint32_t>(b.immediate), shift);
  else
    bits = whole_number(step.op, a.immediate, b.immediate, shift);
  if (bits) step = {LaneOp::constant, 0, 0, 0, *bits};
  return bits.has_value();
}

/// a - b for a + -b, and one instruction for a product and a sum of which something is negated: the same bits.
void BodyBuilder::take_negatives(TraceStep& step) const {
  auto take = [&](std::uint32_t& operand) {
    const TraceStep& s = body_.steps[operand];
    if (s.op != LaneOp::negative) return false;
    // An operand is not read later than it was written to be read: a result may be over it by then.
    if (has_stored_ && body_.steps[s.a].op == LaneOp::load) return false;
    operand = s.a;
    return true;
  };
  if (step.op == LaneOp::add && take(step.b)) step.op = LaneOp::sub;
  if (step.op != LaneOp::fused) return;
  if (take(step.a)) step.immediate ^= minus_product;
  if (take(step.b)) step.immediate ^= minus_product;
  if (take(step.c)) step.immediate ^= minus_addend;
}

BodyBuilder::Value BodyBuilder::add(TraceStep step) {
  take_negatives(step);
  const std::size_t reads = operand_count(step.op);
  if (reads < 3) step.c = step.a;
  if (reads < 2) step.b = step.a;
  if (is_commutative(step.op) && step.a > step.b) std::swap(step.a, step.b);
  if (reads == 2) step.c = step.a;
  fold(step);
  auto [found, is_new] = known_.emplace(step, static_cast<Value>(body_.steps.size()));
  if (is_new) body_.steps.push_back(step);
  return found->second;
}

BodyBuilder::Value BodyBuilder::apply(const TraceStep& step) {
  if (body_.steps.size() > most_steps) is_supported_ = false;
  if (!is_supported_) return 0;
  if (step.op < LaneOp::exp) return add(step);
  const lanes::Trace* const trace = lanes::primitive_trace(step.op, body_.type);
  if (trace == nullptr) {
    is_supported_ = false;
    return 0;
  }
  const std::array<Value, 2> operands{step.a, step.b};
  return apply(*trace, operands);
}

BodyBuilder::Value BodyBuilder::apply(const lanes::Trace& trace, std::span<const Value> operands) {
  std::vector<Value> made(trace.steps.size());
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    TraceStep step = trace.steps[i];
    if (step.op == LaneOp::load) {
      made[i] = operands[step.immediate];
      continue;
    }
    if (operand_count(step.op) > 0) step.a = made[step.a], step.b = made[step.b], step.c = made[step.c];
    made[i] = apply(step);
  }
  return made[trace.result];
}

void BodyBuilder::store(Value value, std::size_t result, bool is_mask) {
  has_stored_ = true;
  body_.steps.push_back({store_step, value, value, value, result});
  if (body_.mask_results.size() <= result) body_.mask_results.resize(result + 1, false);
  body_.mask_results[result] = is_mask;
}

void BodyBuilder::drop_unused() {
  std::vector<TraceStep>& steps = body_.steps;
  std::vector<bool> used(steps.size(), false);
  for (std::size_t i = steps.size(); i-- > 0;) {
    const TraceStep& s = steps[i];
    if (s.op == store_step) used[i] = true;
    if (used[i] && operand_count(s.op) > 0) used[s.a] = used[s.b] = used[s.c] = true;
  }
  std::vector<Value> place(steps.size(), 0);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!used[i]) continue;
    TraceStep s = steps[i];
    if (operand_count(s.op) > 0) s.a = place[s.a], s.b = place[s.b], s.c = place[s.c];
    place[i] = static_cast<Value>(kept);
    steps[kept++] = s;
  }
  steps.resize(kept);
}

std::optional<Body> BodyBuilder::finish(std::span<const Feed> feeds, Walk walk) && {
  if (!is_supported_) return std::nullopt;
  drop_unused();
  for (std::size_t i = 0; i < feeds.size(); ++i) body_.inputs[i].feed = feeds[i];
  body_.walk = walk;
  return std::move(body_);
}

}  // namespace xgrad::jit
