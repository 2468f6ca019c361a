#include <doctest/doctest.h>

#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/graph/to_dot.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("to_dot: ops, numbers, colours, values and gradients") {
  Graph g;
  const Var x = g.input("x");
  const Var f = square(x) + sin(x);
  const std::size_t before = g.size();
  const std::string plain = to_dot({f});
  CHECK(has(plain, "digraph g {"));
  CHECK(has(plain, "[label=\"square\", fillcolor=\"#ffffff\"]"));
  CHECK(has(plain, "[label=\"add\", fillcolor=\"#f6cfb8\"]"));  // the output
  CHECK(!has(plain, "gradient"));
  const std::string run = to_dot({f}, {.title = "say \"f\"", .at = {{x, 3.0}}, .gradients = true});
  CHECK(has(run, "label=\"say \\\"f\\\"\""));
  CHECK(has(run, "[label=\"x\\n= 3\\ngradient 5.01\""));
  CHECK(has(run, "[label=\"square\\n= 9\\ngradient 1\""));
  CHECK(g.size() == before);

  const std::string both = to_dot({f, grad(f, x)});
  CHECK(has(both, "[label=\"mul(2, .)\", fillcolor=\"#e6dcf2\"]"));  // appended by grad
  CHECK(has(both, "[label=\"cos\", fillcolor=\"#e6dcf2\"]"));
}

TEST_CASE("to_dot: layers are frames in frames, shapes stand on the edges") {
  Graph g;
  const Var x = g.input("x", float32, {dynamic, 4}), w = g.variable("w", Tensor(float32, {4, 2}));
  Var y = x;
  {
    const Graph::Scope net(g, "net");
    {
      const Graph::Scope dense(g, "dense_1");
      y = matmul(x, w);
    }
    y = tanh(y);
  }
  const std::string text = to_dot({sum(y)}, {.top_down = true});
  CHECK(has(text, "rankdir=TB"));
  CHECK(text.find("subgraph \"cluster_net\"") < text.find("subgraph \"cluster_net/dense_1\""));
  CHECK(has(text, "label=\"dense_1\""));
  CHECK(has(text, "[label=\"float32 [?, 4]\"]"));
  CHECK(std::count(text.begin(), text.end(), '{') == std::count(text.begin(), text.end(), '}'));
  CHECK(!has(to_dot({sum(y)}, {.shapes = false}), "float32 [?, 4]"));
}

TEST_CASE("to_dot: errors") {
  Graph g, other;
  const Var x = g.input("x"), y = other.input("y");
  CHECK_THROWS_WITH_AS(to_dot({}), "to_dot: there are no outputs", GraphError);
  CHECK_THROWS_WITH_AS(to_dot({x, y}), "to_dot: an output is empty or of another graph: y", GraphError);
  CHECK_THROWS_WITH_AS(to_dot({x * x}, {.at = {{y, 1.0}}}),
                       doctest::Contains("compile: an input is not of the same graph"), GraphError);
}

TEST_CASE("to_dot: a frame holds its frames, whatever other names there are") {
  Graph g;
  Var y = g.input("x");
  for (const char* name : {"net", "net-b", "net/dense"}) {
    const Graph::Scope scope(g, name);
    y = tanh(y);
  }
  const std::string text = to_dot({y});
  const auto outer = text.find("\"cluster_net\""), inner = text.find("\"cluster_net/dense\"");
  CHECK(outer < inner);
  CHECK(inner < text.find("\"cluster_net-b\""));
}

}  // namespace
}  // namespace xgrad
