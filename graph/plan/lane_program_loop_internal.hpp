#pragma once
#include <xgrad/graph/plan/lane_program_internal.hpp>

namespace xgrad {

/// A lane program's loop and how it is called.
struct LaneProgram::Compiled {
  std::shared_ptr<const jit::Code> code;
  jit::Loop loop;
  bool has_calls;  ///< plain functions are called, which may throw
  enum class Form : std::uint8_t {
    flat,  ///< one call, operands as they are
    wrap,  ///< the same, operands of rows read at any place (jit::Walk::wrap)
    rows,  ///< the space as a nest of axes: the two innermost are the loop's
    tiles  ///< a call for each tile, operands that broadcast spread out beforehand
  } form;
  Nest nest;
  std::vector<std::uint32_t> wrapped;  ///< wrap: inputs that are a row
  std::vector<View> views;             ///< rows, tiles: of a part of the space, inputs and results
  Buffer spread;                       ///< wrap: FrameLayout::spread
  std::vector<std::int64_t> frame;     ///< what the loop is called with
};

}  // namespace xgrad
