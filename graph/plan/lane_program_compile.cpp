#include <algorithm>
#include <xgrad/graph/plan/jit/traces_internal.hpp>
#include <xgrad/graph/plan/lane_program_loop_internal.hpp>

namespace xgrad {

using lanes::LaneOp;

namespace {

/// So many steps times elements are worth compiling for at once: interpreting them takes longer than compiling.
constexpr std::size_t much_work = 1 << 18;

}  // namespace

/// At the second run: a program that runs once, which is small, would not earn what compiling costs.
bool LaneProgram::is_time_to_compile() {
  if (sources_.empty()) return false;
  return mode_ == jit::Mode::always || ++runs_ > 1 || sources_.size() * count_ >= much_work;
}

std::size_t LaneProgram::item_bytes(std::size_t operand) const {
  const DType dtype = operand < inputs_.size() ? inputs_[operand].dtype : outputs_[operand - inputs_.size()].dtype;
  return dtype == boolean ? 1 : lane_bytes_;
}

LaneProgram::Nest LaneProgram::nest() const {
  Nest nest;
  nest.strides.resize(inputs_.size() + outputs_.size());
  std::int64_t outside = static_cast<std::int64_t>(count_);
  for (std::size_t axis = 0; axis < space_.rank(); ++axis) {
    const std::int64_t extent = space_[axis];
    outside /= extent;
    if (extent == 1) continue;
    std::vector<std::int64_t> stride;
    for (const Input& in : inputs_) stride.push_back(in.strides[axis]);
    stride.resize(nest.strides.size(), outside);
    bool joins = !nest.extents.empty();
    for (std::size_t i = 0; i < stride.size() && joins; ++i) joins = nest.strides[i].back() == stride[i] * extent;
    for (std::size_t i = 0; i < stride.size(); ++i) {
      if (joins) nest.strides[i].pop_back();
      nest.strides[i].push_back(stride[i]);
    }
    if (joins)
      nest.extents.back() *= extent;
    else
      nest.extents.push_back(extent);
  }
  return nest;
}

/// Whether rows fill the registers well enough to be done one by one.
bool LaneProgram::has_good_rows(const Nest& nest) const {
  const bool writes_masks =
      std::any_of(outputs_.begin(), outputs_.end(), [](const Output& o) { return o.dtype == boolean; });
  if (writes_masks && !jit::stores_partial_masks()) return false;
  const auto lanes = static_cast<std::int64_t>(jit::lanes_of(type_)), row = nest.extents.back();
  const std::int64_t groups = (row + lanes - 1) / lanes;
  return 10 * row >= 6 * groups * lanes;
}

std::optional<jit::Body> LaneProgram::body(std::span<const jit::Feed> feeds, bool has_rows) const {
  jit::BodyBuilder builder(type_);
  std::vector<jit::BodyBuilder::Value> values(values_.size(), 0);
  std::size_t next = 0;  // of values_: they stand in the order in which they were made
  auto add_leaves = [&](std::size_t end) {
    for (; next < end; ++next) {
      const Virtual& v = values_[next];
      if (v.kind == Virtual::Kind::input) values[next] = builder.input(inputs_[v.bits].dtype == boolean);
      if (v.kind == Virtual::Kind::constant) values[next] = builder.number(v.bits);
    }
  };
  for (const Source& s : sources_) {
    add_leaves(s.to);
    const std::array<jit::BodyBuilder::Value, 3> operands{values[s.a], values[s.b], values[s.c]};
    if (s.key != nullptr) {
      const lanes::Trace* const trace = lanes::primitive_trace(s.key, type_);
      if (trace == nullptr) return std::nullopt;
      values[s.to] = builder.apply(*trace, operands);
    } else {
      values[s.to] = builder.apply({s.op, operands[0], operands[1], operands[2], s.immediate});
    }
    for (std::size_t k = 0; k < outputs_.size(); ++k)  // written at once, as the interpreter does
      if (outputs_[k].value == s.to && outputs_[k].reg == values_[s.to].reg) builder.store(values[s.to], k, false);
  }
  add_leaves(values_.size());
  for (std::size_t k = 0; k < outputs_.size(); ++k)
    if (outputs_[k].reg != values_[outputs_[k].value].reg)
      builder.store(values[outputs_[k].value], k, outputs_[k].dtype == boolean);
  return std::move(builder).finish(feeds, has_rows);
}

void LaneProgram::compile() {
  auto made = std::make_unique<Compiled>();
  made->nest = nest();
  const std::size_t depth = made->nest.extents.size();
  made->form = depth <= 1                  ? Compiled::Form::flat
               : has_good_rows(made->nest) ? Compiled::Form::rows
                                           : Compiled::Form::tiles;
  std::vector<jit::Feed> feeds;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    jit::Feed feed = inputs_[i].pattern == Pattern::splat ? jit::Feed::splat : jit::Feed::stream;
    if (made->form == Compiled::Form::rows && feed == jit::Feed::stream && made->nest.strides[i].back() == 0)
      feed = jit::Feed::row;
    feeds.push_back(feed);
  }
  const bool has_rows = made->form == Compiled::Form::rows;
  const std::optional<jit::Body> body = this->body(feeds, has_rows);
  sources_.clear();  // one attempt
  sources_.shrink_to_fit();
  if (!body) return;
  made->code = jit::compiled(*body);
  if (!made->code) return;
  made->loop = made->code->loop();
  made->has_calls = std::any_of(body->steps.begin(), body->steps.end(), [](const lanes::TraceStep& s) {
    return s.op == LaneOp::call || s.op == LaneOp::call_two;
  });
  const std::size_t operands = inputs_.size() + outputs_.size();
  made->frame.assign(jit::FrameLayout::addresses + 2 * operands, 0);
  made->frame[jit::FrameLayout::rows] = 1;
  made->frame[jit::FrameLayout::count] = static_cast<std::int64_t>(count_);
  if (has_rows) {
    made->frame[jit::FrameLayout::count] = made->nest.extents[depth - 1];
    for (std::size_t i = 0; i < operands; ++i)
      made->frame[jit::FrameLayout::addresses + operands + i] =
          made->nest.strides[i][depth - 2] * static_cast<std::int64_t>(item_bytes(i));
  }
  compiled_ = std::move(made);
}

}  // namespace xgrad
