#include <fmt/format.h>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/sequential.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/reshape.hpp>

namespace xgrad::models {

Sequential::Sequential(Build g, std::vector<Step> steps, const std::string& name)
    : Layer(g, name), steps_(std::move(steps)) {
  for (const Step& step : steps_)
    if (step.layer()) adopt(*step.layer());
}

Var Sequential::forward(Var x) const {
  for (const Step& step : steps_) x = step(x);
  return x;
}

Residual::Residual(Build g, const Step& inner) : Residual(g, inner, [](Var x) { return x; }) {}

Residual::Residual(Build g, const Step& inner, const Step& shortcut)
    : Layer(g, "residual"), inner_(inner), shortcut_(shortcut) {
  for (const Step* step : {&inner_, &shortcut_})
    if (step->layer()) adopt(*step->layer());
}

Var Residual::forward(Var x) const {
  const Var around = shortcut_(x), through = inner_(x);
  if (!may_equal(around.shape(), through.shape()))
    throw ShapeError(name(), "the inner layer and the shortcut give different shapes",
                     fmt::format("{}, {}", to_string(through.shape()), to_string(around.shape())),
                     "a shortcut layer makes them equal");
  return around + through;
}

Var Flatten::forward(Var x) const {
  std::int64_t size = 1;
  for (std::size_t axis = 1; axis < x.rank(); ++axis) {
    if (x.shape()[axis] == dynamic)
      throw ShapeError(name(), "all extents but the first must be known",
                       to_string(Operand{{x.dtype(), x.shape()}, x}));
    size *= x.shape()[axis];
  }
  if (x.rank() < 1) throw ShapeError(name(), "a scalar has no rows", to_string(Operand{{x.dtype(), x.shape()}, x}));
  return reshape(x, {x.shape()[0], size});
}

}  // namespace xgrad::models
