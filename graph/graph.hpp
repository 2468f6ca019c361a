#pragma once
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// One assignment that a program makes at the end of a run: state takes value.
struct Update {
  Var state, value;
};
/// Updates, applied together; two optimizers' concatenate with +, what both say counting once.
using Updates = std::vector<Update>;
Updates operator+(Updates a, const Updates& b);

/// A computation graph: an append-only list of nodes, each an op applied to earlier nodes. Prints as a listing that
/// reads top to bottom. Movable; Vars stay valid, and what was moved from throws GraphError. A graph is built by one
/// thread; several graphs may be built at once.
class Graph {
 public:
  Graph();
  Graph(Graph&&) noexcept;
  Graph& operator=(Graph&&) noexcept;
  ~Graph();

  /// A value given to the program on each run. A dimension may be `dynamic`. Throws GraphError if the name is taken.
  Var input(std::string_view name, DType dtype = float64, const Shape& shape = {},
            SourceLine line = SourceLine::here());
  /// A value known now, as a node of its own: the same number in an expression is another node, so that a gradient by
  /// this one counts no literals.
  Var constant(const Tensor& value);
  /// A state variable: it keeps its value between runs and changes by updates and set. Its storage is shared by the
  /// graph and its programs and outlives the graph.
  Var variable(std::string_view name, const Tensor& initial, SourceLine line = SourceLine::here());

  /// Asks every program that optimizes this graph to assign value to state at the end of a run (running statistics).
  void update(Var state, Var value);
  const Updates& updates() const;

  /// A copy of a state variable's (or constant's) value. Throws GraphError for any other node, and for another graph's.
  Tensor value(Var) const;
  /// Gives a state variable a new value, between runs. Throws GraphError, DTypeError, ShapeError.
  void set(Var state, const Tensor& value);

  /// Nodes made while the Scope lives print under its name, and error messages name it: "mlp/dense_1".
  class Scope {
   public:
    Scope(Graph& g, std::string_view name);
    Scope(Arena& arena, std::string_view name);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Arena* arena_;
    std::uint32_t previous_;
  };

  /// Layers that behave otherwise while they learn (dropout, batch normalization) do so where a Training lives: the
  /// graph is built twice over the same parameters.
  ///     Var loss = [&] { Graph::Training training(g); return mse(net(x), y); }();
  ///     Var prediction = net(x);
  class Training {
   public:
    explicit Training(Graph& g);
    ~Training();
    Training(const Training&) = delete;
    Training& operator=(const Training&) = delete;

   private:
    Arena* arena_;
    bool previous_;
  };
  bool training() const;

  std::size_t size() const;  ///< the number of nodes
  Var node(std::size_t id) const;
  /// Throws GraphError if the graph was moved from.
  Arena& arena() { return arena_ ? *arena_ : throw_moved_from(); }
  const Arena& arena() const { return arena_ ? *arena_ : throw_moved_from(); }

 private:
  [[noreturn]] static Arena& throw_moved_from();
  std::unique_ptr<Arena> arena_;
};

/// The graph as a listing, a line a node: "%4 = matmul(x, w1)  float32 [?, 50]". Constants stand where they are used.
std::ostream& operator<<(std::ostream&, const Graph&);
/// The nodes that v depends on, and v.
std::string listing(Var v);
std::string listing(const Graph&);

/// A graph and the line of the user's code that builds: what layers take, so that their parameters know it.
struct Build {
  Graph& graph;
  SourceLine line;
  Build(Graph& g, SourceLine where = SourceLine::here()) : graph(g), line(where) {}
  Graph* operator->() const { return &graph; }
  operator Graph&() const { return graph; }
};

/// Value of a state variable or constant, as Graph::value.
Tensor value(Var);
/// Gives a state variable a new value, as Graph::set.
void set(Var state, const Tensor& value);

}  // namespace xgrad
