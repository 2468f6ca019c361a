#include <doctest/doctest.h>
#include <sstream>
#include <string>
#include <xgrad/examples/plot/steps.hpp>
#include <xgrad/xgrad.hpp>

namespace xgrad {

TEST_CASE("steps: forward, backward, gradients that add up") {
  Graph g;
  Var x = g.input("x"), w = g.variable("w", 3.0);
  Var loss = square(w * x) + x;  // x is used twice: 2 w^2 x + 1
  const plot::Steps steps(loss, {x}, {2.0});
  std::ostringstream out;
  steps.print(out);
  const std::string text = out.str();
  for (const char* line : {"mul       t1    = w * x                (3, 2)                  = 6\n",
                           "square    t2    = square(t1)           (6)                     = 36\n",
                           "dt2/dt1    = 12          times 1           -> gradient of t1    12\n",
                           "dt1/dw     = 2           times 12          -> gradient of w     24\n",
                           "dt3/dx     = 1           times 1           -> gradient of x     1\n",
                           "dt1/dx     = 3           times 12          -> gradient of x     37\n"})
    CHECK_MESSAGE(text.find(line) != std::string::npos, text);
  CHECK(steps.error() == 0.0);
  const plot::GraphDrawing drawing = steps.drawing("T");
  CHECK(drawing.boxes.size() == 5);
  CHECK(drawing.arrows.size() == 5);
  CHECK(drawing.dot().find("t2 = square(t1)\\nvalue 36\\ngradient 1") != std::string::npos);
}

TEST_CASE("steps: scalars only") {
  Graph g;
  Var x = g.input("x", float64, {2});
  CHECK_THROWS_WITH_AS(plot::Steps(sum(x), {x}, {zeros({2})}), "plot::Steps: all nodes are scalars: x", ShapeError);
}

}  // namespace xgrad
