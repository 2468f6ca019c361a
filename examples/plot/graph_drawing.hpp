#pragma once
#include <string>
#include <vector>

namespace xgrad::plot {

/// A drawing of boxes and arrows for Graphviz: a computation graph with what its nodes hold.
struct GraphDrawing {
  enum class Kind { input, variable, op, result };
  struct Box {
    std::string title;
    std::vector<std::string> lines = {};  ///< below it
    Kind kind = Kind::op;
  };
  struct Arrow {
    std::size_t from, to;
    std::string text = {};
  };
  std::string title = {};
  std::vector<Box> boxes = {};
  std::vector<Arrow> arrows = {};

  /// In Graphviz's language.
  std::string dot() const;
};

}  // namespace xgrad::plot
