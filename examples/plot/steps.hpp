#pragma once
#include <iosfwd>
#include <string>
#include <vector>
#include <xgrad/examples/plot/graph_drawing.hpp>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad::plot {

/// Backpropagation in slow motion: a graph of scalars run forward node by node, then backward, each step written down.
/// The gradients are made of the ops' own derivative rules (Op::vjp), one node after the other, which is what grad does
/// at once; error() says that both give the same.
///
///     plot::Steps steps(loss, {x1, x2, y}, {1.0, 0.0, 1.0});
///     steps.print(std::cout);
///     album.add("steps", steps.drawing("XOR"));
class Steps {
 public:
  /// `loss` has rank 0, as have all nodes that it needs; the inputs get these values. Throws ShapeError, GraphError.
  Steps(Var loss, const std::vector<Var>& inputs, const std::vector<Tensor>& values);

  /// A line for each node forward, then for each operand of each node backward.
  void print(std::ostream& out) const;
  GraphDrawing drawing(const std::string& title) const;
  /// The largest difference between these gradients and those of grad, over inputs and variables.
  double error() const { return error_; }

 private:
  struct Operand {
    std::size_t from;
    bool has_gradient = false;
    double local = 0, so_far = 0;  // derivative of the node by it; its gradient when this has been added
  };
  struct Node {
    std::string name, op;  // of a leaf the op is "input", "variable" or "constant"
    double value = 0, gradient = 0;
    std::vector<Operand> operands = {};
  };
  /// Nodes to be computed, and where their values go.
  struct Wanted {
    Vars nodes;
    std::vector<double*> places;
    void add(Var node, double& place) { nodes.push_back(node), places.push_back(&place); }
  };
  /// The nodes with their operands.
  void go_forward(const std::vector<Var>& nodes, Wanted& wanted);
  /// A node hands its gradient to its operands, by its op's rule. Returns each node's gradient, empty without one.
  std::vector<Var> go_backward(const std::vector<Var>& nodes, Wanted& wanted);
  std::string formula(const Node& node) const;

  std::vector<Node> nodes_;  // operands before users, the loss last
  double error_ = 0;
};

}  // namespace xgrad::plot
