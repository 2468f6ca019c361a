#pragma once
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {

/// Operands to be refused, of one graph but `other`.
struct Operands {
  Graph g, another;
  Var x = g.input("x", float64, {2, 3}), w = g.input("w", float64, {4, 3}), row = g.input("row", float64, {1, 3}),
      v = g.input("v", float64, {3}), two = g.input("two", float64, {2}), s = g.input("s"),
      q = g.input("q", float64, {3, 3}), batch = g.input("batch", float64, {5, 3, 2}),
      empty = g.input("empty", float64, {0, 3}), d = g.input("d", float64, {dynamic, 3}),
      f = g.input("f", float32, {2, 3}), n = g.input("n", int64, {2, 3}), b = g.input("b", boolean, {2, 3}),
      key = g.input("key", int64), labels = g.input("labels", int64, {2}),
      images = g.input("images", float64, {1, 2, 4, 4}), open = g.input("open", float64, {1, dynamic, 4, 4}),
      whole_images = g.input("whole_images", int64, {1, 2, 4, 4}), three = g.input("three", float64, {1, 3, 4, 4}),
      weights = g.input("weights", float64, {3, 2, 2, 2}), single = g.input("single", float32, {3, 2, 2, 2}),
      open_weights = g.input("open_weights", float64, {3, 2, dynamic, 2}),
      windows = g.input("windows", float64, {1, 3, 3, 2, 2, 2}), total = sum(x), count = sum(n), open_total = sum(d),
      other = another.input("other", float64, {2, 3});
};

/// "ShapeError: the message", lines of sources as N: "w was made at train.cpp:N".
std::string described(const Error& error);

/// What a call must throw: an error as described() has it.
struct Refusal {
  std::function<void(const Operands&)> call;
  std::string_view error;
};

/// Tries each call: it throws that error, and leaves the graph as it was.
void check_refusals(std::initializer_list<Refusal> refusals);

}  // namespace xgrad
