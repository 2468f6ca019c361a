// What only a running program can see: extents that were dynamic, values that cannot be right.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <string_view>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

#include "../support/refusals.hpp"

namespace xgrad {
namespace {

struct Inputs {
  Graph g;
  Var d = g.input("d", float64, {dynamic, 3}), e = g.input("e", float64, {dynamic, 3}),
      m = g.input("m", float64, {dynamic, dynamic}), labels = g.input("labels", int64, {dynamic}),
      images = g.input("images", float64, {1, dynamic, dynamic, dynamic}), weights = g.constant(ones({1, 3, 5, 5}));
};
struct Given {
  Tensor d = ones({2, 3}), e = ones({2, 3}), m = ones({3, 3}), labels = Tensor(int64, {2}), images = ones({1, 2, 4, 4});
};
/// A graph that is right as far as it knows, what it is given, and what the program throws then: nothing twice.
struct Run {
  std::function<Var(const Inputs&)> build;
  Given given;
  std::string_view error;
};

Tensor whole(std::initializer_list<std::int64_t> numbers) {
  return Tensor::from(std::vector<std::int64_t>(numbers), {static_cast<std::int64_t>(numbers.size())});
}

std::string outcome(const Run& run) {
  const Inputs in;
  Program p = compile({in.d, in.e, in.m, in.labels, in.images}, {run.build(in)});
  const Given& given = run.given;
  try {
    p({given.d, given.e, given.m, given.labels, given.images});
  } catch (const Error& error) { return described(error); }
  return "nothing was thrown";
}

void check_runs(std::initializer_list<Run> runs) {
  for (const Run& run : runs) CHECK(outcome(run) == run.error);
}

using In = const Inputs&;

TEST_CASE("errors of a run: extents that were dynamic") {
  check_runs({
      {[](In c) { return c.d + c.e; },
       {.e = ones({3, 3})},
       "ShapeError: add: shapes do not broadcast: d float64 [2, 3], e float64 [3, 3] (axis 0: 2 != 3)"},
      {[](In c) { return where(c.d > c.e, c.d, 0.0); },
       {.e = ones({1, 3})},
       "ShapeError: greater: dynamic extents that meet differ at run time: e [1, 3] (axis 0: 1 != 2)\n"
       "  e was made at errors_run_test.cpp:N; only an extent of 1 that is known when the graph is built is stretched"},
      {[](In c) { return matmul(c.m, c.d); },
       {.m = ones({2, 4})},
       "ShapeError: matmul: inner dimensions differ: m float64 [2, 4] @ d float64 [2, 3] (4 != 2)\n"
       "  d was made at errors_run_test.cpp:N"},
      {[](In c) {
         return einsum("ij,jk->ik", {c.m, c.d});
       },
       {.m = ones({2, 4})},
       "ShapeError: einsum: inner dimensions differ: m float64 [2, 4] @ d float64 [2, 3] (4 != 2)\n"
       "  d was made at errors_run_test.cpp:N"},
      {[](In c) { return solve(c.m, c.d); },
       {.m = ones({2, 4})},
       "ShapeError: solve: the matrix is not square: m float64 [2, 4] (2 != 4)\n"
       "  m was made at errors_run_test.cpp:N"},
      {[](In c) { return solve(c.m, c.d); },
       {.m = ones({3, 3})},
       "ShapeError: solve: the right side has another number of rows: m float64 [3, 3], d float64 [2, 3] (3 != 2)\n"
       "  d was made at errors_run_test.cpp:N"},
      {[](In c) { return triangular_solve(c.m, c.d); },
       {.m = ones({3, 3})},
       "ShapeError: triangular_solve: the right side has another number of rows: m float64 [3, 3], d float64 [2, 3] (3 "
       "!= 2)\n"
       "  d was made at errors_run_test.cpp:N"},
      {[](In c) { return inv(c.m); },
       {.m = ones({2, 4})},
       "ShapeError: inv: the matrix is not square: m float64 [2, 4] (2 != 4)\n"
       "  m was made at errors_run_test.cpp:N"},
      {[](In c) { return det(c.m); },
       {.m = ones({2, 4})},
       "ShapeError: det: the matrix is not square: m float64 [2, 4] (2 != 4)\n"
       "  m was made at errors_run_test.cpp:N"},
      {[](In c) { return cholesky(c.m); },
       {.m = ones({2, 4})},
       "ShapeError: cholesky: the matrix is not square: m float64 [2, 4] (2 != 4)\n"
       "  m was made at errors_run_test.cpp:N"},
      {[](In c) { return linear_recurrence(c.d, c.e, 0); },
       {.e = ones({3, 3})},
       "ShapeError: linear_recurrence: the shapes differ: d float64 [2, 3], e float64 [3, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { return max(c.d); },
       {.d = ones({0, 3})},
       "ShapeError: max: there is no element to choose from: d float64 [0, 3]"},
      {[](In c) { return min(c.d, 0); },
       {.d = ones({0, 3})},
       "ShapeError: min: there is no element to choose from: d float64 [0, 3]"},
      {[](In c) { return argmax(c.d, 0); },
       {.d = ones({0, 3})},
       "ShapeError: argmax: there is no element to choose from: d float64 [0, 3]"},
      {[](In c) { return argmin(c.d); },
       {.d = ones({0, 3})},
       "ShapeError: argmin: there is no element to choose from: reshape(d) float64 [0]"},
      {[](In c) { return topk(c.d, 3, 0).values; },
       {},
       "ShapeError: topk: there are no 3 elements along axis 0: d float64 [2, 3]"},
      {[](In c) {
         return reshape(c.d, {4, -1});
       },
       {},
       "ShapeError: reshape: the number of elements changes: d float64 [2, 3] -> [4, ?] (6 against 4)"},
      {[](In c) { return reshape(c.d, {4}); },
       {},
       "ShapeError: reshape: the number of elements changes: d float64 [2, 3] -> [4] (6 against 4)"},
      {[](In c) {
         return reshape(c.m, {0, -1});
       },
       {.m = ones({0, 3})},
       "ShapeError: reshape: the open extent could be anything: m float64 [0, 3] -> [0, ?]"},
      {[](In c) {
         return broadcast_to(c.m, {4, 3});
       },
       {},
       "ShapeError: broadcast_to: the shape does not broadcast to the other: m float64 [3, 3] -> [4, 3]"},
      {[](In c) { return squeeze(c.d, 0); },
       {},
       "ShapeError: squeeze: axis 0 has extent 2, not 1: d float64 [2, 3]\n"
       "  d was made at errors_run_test.cpp:N"},
      {[](In c) { return split(c.d, 2, 0)[1]; },
       {.d = ones({3, 3})},
       "ShapeError: split: axis 0, of extent 3, has no 2 equal parts: d float64 [3, 3]\n"
       "  split(x, places, axis) cuts where it is told"},
      {[](In c) {
         return concatenate({c.d, c.m}, 1);
       },
       {},
       "ShapeError: concatenate: extents differ along axis 0, not only 1: d float64 [2, 3], m float64 [3, 3]"},
      {[](In c) {
         return stack({c.d, c.e});
       },
       {.e = ones({1, 3})},
       "ShapeError: stack: the shapes differ: d float64 [2, 3], e float64 [1, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) {
         return slice_scatter(c.d, c.e, {Slice{0, 1}});
       },
       {},
       "ShapeError: slice_scatter: the part has not the slice's shape: d float64 [2, 3] [0:1] of shape [1, 3] <- e "
       "float64 [2, 3]"},
      {[](In c) { return diagonal_scatter(c.m, sum(c.d, 1), 0, 0, 1); },
       {},
       "ShapeError: diagonal_scatter: the part has not the diagonal's shape, [3]: m float64 [3, 3], sum(d) float64 "
       "[2]"},
      {[](In c) {
         return part_like(c.d, {c.e, c.e}, 0, 0);
       },
       {},
       "ShapeError: part_like: the operands after the first do not make up [2, 3]: d float64 [2, 3], e float64 [2, 3], "
       "e float64 [2, 3]"},
      {[](In c) { return broadcast_like(c.d, c.e); },
       {.e = ones({3, 3})},
       "ShapeError: broadcast_like: d does not broadcast to e: d float64 [2, 3], e float64 [3, 3]"},
      {[](In c) { return broadcast_like(sum(c.d, 0), c.m, {0}); },
       {.m = ones({3, 2})},
       "ShapeError: broadcast_like: m without axes [0] is not of sum(d)'s shape: sum(d) float64 [3], m float64 [3, 2]"},
      {[](In c) { return sum_like(c.d, c.e); },
       {.e = ones({3, 3})},
       "ShapeError: sum_like: e does not broadcast to d: d float64 [2, 3], e float64 [3, 3]"},
      {[](In c) { return reshape_like(c.d, c.e); },
       {.e = ones({3, 3})},
       "ShapeError: reshape_like: the numbers of elements differ: d float64 [2, 3], e float64 [3, 3] (6 != 9)"},
      {[](In c) { return scatter_add(c.d, c.labels, c.e, 0); },
       {.e = ones({3, 3})},
       "ShapeError: scatter_add: the updates are not of shape [2, 3]: d float64 [2, 3], labels int64 [2], e float64 "
       "[3, 3]"},
      {[](In c) { return mse(c.d, c.e); },
       {.e = ones({1, 3})},
       "ShapeError: mse: the shapes differ: d float64 [2, 3], e float64 [1, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { return huber(c.d, c.e); },
       {.e = ones({1, 3})},
       "ShapeError: huber: the shapes differ: d float64 [2, 3], e float64 [1, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { return sigmoid_binary_cross_entropy(c.d, c.e); },
       {.e = ones({1, 3})},
       "ShapeError: sigmoid_binary_cross_entropy: the shapes differ: d float64 [2, 3], e float64 [1, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { return softmax_cross_entropy(c.d, c.labels); },
       {.labels = whole({0, 1, 2})},
       "ShapeError: softmax_cross_entropy: there is not one label for each row: d float64 [2, 3], labels int64 [3]\n"
       "  labels was made at errors_run_test.cpp:N"},
      {[](In c) { return unfold2d(c.images, {.kernel = 5}); },
       {},
       "ShapeError: unfold2d: the window does not fit into the image: images float64 [1, 2, 4, 4], kernel=5x5, "
       "stride=1x1, padding=0x0, dilation=1x1\n"
       "  a smaller kernel, or padding"},
      {[](In c) { return max_pool2d(c.images, 5); },
       {},
       "ShapeError: max_pool2d: the window does not fit into the image: images float64 [1, 2, 4, 4], kernel=5x5, "
       "stride=5x5, padding=0x0, dilation=1x1\n"
       "  a smaller kernel, or padding"},
      {[](In c) { return avg_pool2d(c.images, 5); },
       {},
       "ShapeError: avg_pool2d: the window does not fit into the image: images float64 [1, 2, 4, 4], kernel=5x5, "
       "stride=5x5, padding=0x0, dilation=1x1\n"
       "  a smaller kernel, or padding"},
      {[](In c) { return conv2d(c.images, c.weights); },
       {},
       "ShapeError: conv2d: the window does not fit into the image: images float64 [1, 2, 4, 4], kernel=5x5, "
       "stride=1x1, padding=0x0, dilation=1x1\n"
       "  a smaller kernel, or padding"},
      {[](In c) { return conv2d(c.images, c.weights); },
       {.images = ones({1, 2, 6, 6})},
       "ShapeError: conv2d: inner dimensions differ: unfold2d(images) float64 [1, 2, 2, 2, 5, 5] @ a constant [1, 3, "
       "5, 5] float64 [1, 3, 5, 5] ([2, 5, 5] != [3, 5, 5])"},
      {[](In c) { return vjp({c.d}, {c.e}, {c.d})[0]; },
       {.e = ones({3, 3})},
       "ShapeError: vjp: the shapes differ: d float64 [2, 3], e float64 [3, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { return jvp(square(c.d), c.d, c.e); },
       {.e = ones({3, 3})},
       "ShapeError: jvp: the shapes differ: d float64 [2, 3], e float64 [3, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
  });
}

TEST_CASE("errors of a run: values that cannot be right") {
  check_runs({
      {[](In c) { return softmax_cross_entropy(c.d, c.labels); },
       {.labels = whole({0, 3})},
       "DataError: softmax_cross_entropy: label 3 is out of range: labels[1], with 3 classes\n"
       "  labels are 0 ... 2"},
      {[](In c) { return softmax_cross_entropy(c.d, c.labels); },
       {.labels = whole({-1, 0})},
       "DataError: softmax_cross_entropy: label -1 is out of range: labels[0], with 3 classes\n"
       "  labels are 0 ... 2"},
      {[](In c) { return one_hot(c.labels, 2); },
       {.labels = whole({0, 2})},
       "DataError: one_hot: label 2 is out of range: labels[1], with 2 classes\n"
       "  labels are 0 ... 1"},
      {[](In c) { return gather(c.d, c.labels, 0); },
       {.labels = whole({0, 2})},
       "DataError: gather: index 2 is out of range: axis 0 has 2 entries (indices[1])"},
      {[](In c) { return gather(c.d, {5}, 0); },
       {},
       "DataError: gather: index 5 is out of range: axis 0 has 2 entries (indices[0])"},
      {[](In c) { return scatter_add(c.d, c.labels, c.e, 0); },
       {.labels = whole({-3, 0})},
       "DataError: scatter_add: index -3 is out of range: axis 0 has 2 entries (indices[0])"},
      {[](In c) {
         return take_along_axis(c.d, reshape(c.labels, {-1, 1}), 1);
       },
       {.labels = whole({0, 3})},
       "DataError: take_along_axis: index 3 is out of range: axis 1 has 3 entries (element 1 of the indices)"},
      {[](In c) {
         return scatter_add_along_axis(c.d, reshape(c.labels, {-1, 1}), slice(c.e, {{}, {0, 1}}), 1);
       },
       {.labels = whole({0, 3})},
       "DataError: scatter_add_along_axis: index 3 is out of range: axis 1 has 3 entries (element 1 of the indices)"},
      {[](In c) { return cast(c.m, int64); },
       {.m = tensor({{1.0, double{NAN}}})},
       "DataError: cast: nan does not fit int64\n"
       "  clip or replace it first"},
      {[](In c) { return cast(c.m, int64); },
       {.m = tensor({{1e19}})},
       "DataError: cast: 1e+19 does not fit int64\n"
       "  clip or replace it first"},
      {[](In c) { return inv(c.m); }, {}, "DataError: inv: the matrix is singular"},
      {[](In c) {
         return inv(stack({c.m, 0.0 * c.m}));
       },
       {.m = tensor({{2.0}})},
       "DataError: inv: the matrix is singular: matrix 1 of 2"},
      {[](In c) { return cholesky(c.m); },
       {.m = tensor({{-1.0}})},
       "DataError: cholesky: the matrix is not positive definite"},
      {[](In c) { return triangular_solve(c.m, c.m); },
       {.m = tensor({{1.0, 0.0}, {1.0, 0.0}})},
       "DataError: triangular_solve: the diagonal has a 0, in row 1"},
      {[](In c) { return grad(slogdet(c.m).logabsdet, c.m); }, {}, "DataError: slogdet: the matrix is singular"},
  });
}

}  // namespace
}  // namespace xgrad
