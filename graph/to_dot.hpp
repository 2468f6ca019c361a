#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// What a drawing of a graph shows.
struct DotOptions {
  std::string title = {};
  /// Values of the inputs: then every node is evaluated, and shows its value (of an array its range).
  std::vector<std::pair<Var, Tensor>> at = {};
  /// With `at`: the derivative of the first output (one of rank 0) by every node it depends on.
  bool gradients = false;
  bool shapes = true;     ///< on the edges: dtype and shape of what flows along them
  bool top_down = false;  ///< drawn from top to bottom, not from left to right
};

/// A text in quotes, as Graphviz reads it:  say "f"  ->  "say \\"f\\""
std::string dot_quoted(std::string_view text);

/// The nodes that the outputs depend on as text for Graphviz (`dot -Tsvg`, `-Tpng`). Inputs, state variables, ops and
/// outputs have a colour each, and those that grad, vjp and jvp appended another; nodes of one name scope (a layer)
/// stand in a frame of that name. Numbers stand in the op that uses them; an arrow is dashed where only a shape is
/// read. The graph stays as it is.
///     std::ofstream("f.dot") << to_dot({f, fx}, {.at = {{x, 3.0}}, .gradients = true});
/// Throws GraphError (no outputs, several graphs), and what compile, a run and grad throw.
std::string to_dot(const Vars& outputs, const DotOptions& options = {});

}  // namespace xgrad
