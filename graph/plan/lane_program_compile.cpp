#include <algorithm>
#include <new>
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

/// Long rows, or such that fill the registers, are done one by one; short ones all together, if every operand can be
/// read so; else operands are spread out.
void LaneProgram::choose_form(Compiled& made) const {
  using Form = Compiled::Form;
  const Nest& nest = made.nest;
  const std::size_t depth = nest.extents.size();
  made.form = Form::flat;
  if (depth <= 1) return;
  const auto lanes = static_cast<std::int64_t>(jit::lanes_of(type_)), row = nest.extents.back();
  const bool writes_masks =
      std::any_of(outputs_.begin(), outputs_.end(), [](const Output& o) { return o.dtype == boolean; });
  const bool may_be_rows = row % lanes == 0 || jit::stores_partial_masks() || !writes_masks;
  bool may_wrap = depth == 2 && row <= static_cast<std::int64_t>(tile_);
  for (std::size_t i = 0; i < inputs_.size(); ++i)
    may_wrap &= inputs_[i].dtype != boolean || inputs_[i].pattern == Pattern::splat || nest.strides[i].back() == 1;
  constexpr std::int64_t many_groups = 16;  // of a row: its end is no matter then
  if (may_be_rows && (row % lanes == 0 || row >= many_groups * lanes))
    made.form = Form::rows;
  else if (may_wrap)
    made.form = Form::wrap;
  else
    made.form = may_be_rows && 10 * row >= 6 * ((row + lanes - 1) / lanes * lanes) ? Form::rows : Form::tiles;
}

std::vector<jit::Feed> LaneProgram::feeds(const Compiled& made) const {
  using Form = Compiled::Form;
  std::vector<jit::Feed> feeds;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const std::vector<std::int64_t>& strides = made.nest.strides[i];
    jit::Feed feed = inputs_[i].pattern == Pattern::splat ? jit::Feed::splat : jit::Feed::stream;
    if (feed == jit::Feed::stream && made.form == Form::rows && strides.back() == 0) feed = jit::Feed::row;
    if (feed == jit::Feed::stream && made.form == Form::wrap)
      feed = strides.back() == 0 ? jit::Feed::stretched : strides.front() == 0 ? jit::Feed::wrapped : jit::Feed::stream;
    feeds.push_back(feed);
  }
  return feeds;
}

std::optional<jit::Body> LaneProgram::body(std::span<const jit::Feed> feeds, jit::Walk walk) const {
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
  return std::move(builder).finish(feeds, walk);
}

void LaneProgram::fill_frame(Compiled& made) const {
  using jit::FrameLayout;
  const std::size_t operands = inputs_.size() + outputs_.size(), depth = made.nest.extents.size();
  made.frame.assign(FrameLayout::addresses + 2 * operands, 0);
  made.views.resize(operands);
  made.frame[FrameLayout::count] = static_cast<std::int64_t>(count_);
  if (made.form == Compiled::Form::rows) {
    made.frame[FrameLayout::count] = made.nest.extents.back();
    made.frame[FrameLayout::rows] = made.nest.extents[depth - 2];
    for (std::size_t i = 0; i < operands; ++i)
      made.frame[FrameLayout::addresses + operands + i] =
          made.nest.strides[i][depth - 2] * static_cast<std::int64_t>(item_bytes(i));
  }
  if (made.form != Compiled::Form::wrap) return;
  for (std::uint32_t i = 0; i < inputs_.size(); ++i)
    if (inputs_[i].pattern == Pattern::periodic) made.wrapped.push_back(i);
  const auto row = static_cast<std::size_t>(made.nest.extents.back()), lanes = jit::lanes_of(type_);
  made.frame[FrameLayout::row] = static_cast<std::int64_t>(row);
  made.frame[FrameLayout::group_rows] = static_cast<std::int64_t>(lanes / row);
  made.frame[FrameLayout::group_rest] = static_cast<std::int64_t>(lanes % row);
  // In 32-bit parts, of which a lane of 8 bytes has two.
  const std::size_t parts = lane_bytes_ / 4;
  made.spread = Buffer::allocate(row * lanes * lane_bytes_);
  auto* index = static_cast<std::uint32_t*>(made.spread.data());
  for (std::size_t start = 0; start < row; ++start)
    for (std::size_t lane = 0; lane < lanes; ++lane)
      for (std::size_t part = 0; part < parts; ++part)
        *index++ = static_cast<std::uint32_t>((start + lane) / row * parts + part);
  made.frame[FrameLayout::spread] = static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(made.spread.data()));
}

/// Without memory for it the program stays interpreted: a run must not fail for that.
void LaneProgram::try_to_compile() noexcept {
  try {
    compile();
  } catch (const std::bad_alloc&) { sources_.clear(); }
}

void LaneProgram::compile() {
  auto made = std::make_unique<Compiled>();
  made->nest = nest();
  choose_form(*made);
  const jit::Walk walk = made->form == Compiled::Form::rows   ? jit::Walk::rows
                         : made->form == Compiled::Form::wrap ? jit::Walk::wrap
                                                              : jit::Walk::flat;
  const std::optional<jit::Body> body = this->body(feeds(*made), walk);
  sources_.clear();  // one attempt
  sources_.shrink_to_fit();
  if (!body) return;
  made->code = jit::compiled(*body);
  if (!made->code) return;
  made->loop = made->code->loop();
  made->has_calls = std::any_of(body->steps.begin(), body->steps.end(), [](const lanes::TraceStep& s) {
    return s.op == LaneOp::call || s.op == LaneOp::call_two;
  });
  fill_frame(*made);
  compiled_ = std::move(made);
}

}  // namespace xgrad
