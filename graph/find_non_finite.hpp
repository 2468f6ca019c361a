#pragma once
#include <optional>
#include <span>
#include <string>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// Where the first NaN or infinity came from.
struct NonFinite {
  Var node;
  std::string text;  ///< the op that made it and its operands' ranges; for an input or variable, where it was made
};

/// Evaluates the nodes that `outputs` depend on and gives the first that is not finite although its operands are, and
/// that made an output so; an input or state variable that is not finite itself counts as well. Empty if all outputs
/// are finite. State is read, not changed.
///     if (auto bad = find_non_finite({x, y}, {loss}, {xb, yb})) std::cerr << bad->text;
///     // log made 2 NaN of 400 entries: log(p) from sub(p) float32 [400], -0.25 to 0.98
/// Throws what compile and a run throw.
std::optional<NonFinite> find_non_finite(const Vars& inputs, const Vars& outputs, std::span<const Tensor> values);

}  // namespace xgrad
