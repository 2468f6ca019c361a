#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/dot.hpp>
#include <xgrad/ops/einsum.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

GraphBuilder by(std::string equation) {
  return [=](const Vars& v) { return einsum(equation, v); };
}

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

}  // namespace

TEST_CASE("dot and outer") {
  check_value([](const Vars& v) { return dot(v[0], v[1]); }, {array({3}, {1, 2, 3}), array({3}, {4, -5, 6})},
              array({}, {12}));
  check_value([](const Vars& v) { return dot(v[0], v[0]); }, {integers({2}, {3, 4})}, integers({}, {25}));
  check_value([](const Vars& v) { return outer(v[0], v[1]); }, {array({2}, {1, 2}), array({3}, {4, 5, 6})},
              array({2, 3}, {4, 5, 6, 8, 10, 12}));
  check_value([](const Vars& v) { return outer(v[0], v[1]); }, {array({}, {2}), array({1, 2}, {4, 5})},
              array({1, 2}, {8, 10}));
  check_op(dot, {.shapes = {{{3}, {3}}, {{0}, {0}}, {{1}, {1}}}});
  check_op(outer, {.shapes = {{{3}, {2}}, {{0}, {2}}, {{1}, {1}}}});
  for (Extents extents : {Extents::fixed, Extents::open})
    CHECK_THROWS_WITH_AS(
        run_op([](const Vars& v) { return dot(v[0], v[1]); }, {array({3}, {1, 2, 3}), array({2}, {1, 2})}, extents),
        doctest::Contains("dot: the shapes differ: "), ShapeError);
}

TEST_CASE("einsum: values") {
  const Tensor square = array({2, 2}, {1, 2, 3, 4});
  check_value(by("ij,jk->ik"), {six, array({3, 1}, {1, 0, -1})}, array({2, 1}, {-2, -2}));
  check_value(by("ij->ji"), {six}, array({3, 2}, {1, 4, 2, 5, 3, 6}));
  check_value(by("ba"), {six}, array({3, 2}, {1, 4, 2, 5, 3, 6}));
  check_value(by("ij->"), {six}, array({}, {21}));
  check_value(by("ii->i"), {square}, array({2}, {1, 4}));
  check_value(by("ii"), {square}, array({}, {5}));
  check_value(by("ij,ij->i"), {six, six}, array({2}, {14, 77}));
  check_value(by("i , j -> i j"), {array({2}, {1, 2}), array({2}, {3, 4})}, array({2, 2}, {3, 4, 6, 8}));
  check_value(by("...i,i->..."), {array({2, 1, 2}, {1, 2, 3, 4}), array({2}, {1, -1})}, array({2, 1}, {-1, -1}));
  check_value(by("i...->..."), {six}, array({3}, {5, 7, 9}));
  check_value(by("ij,jk,k->i"), {square, square, array({2}, {1, -1})}, array({2}, {-3, -7}));
  check_value(by("ij,ij->ij"), {array({1, 3}, {1, 2, 3}), six}, array({2, 3}, {1, 4, 9, 4, 10, 18}));
  check_value(by("ij,j->i"), {six, array({1}, {2})}, array({2}, {12, 30}));
  check_value(by(",->"), {array({}, {2}), array({}, {3})}, array({}, {6}));
}

TEST_CASE("einsum: derivatives") {
  const auto two = [](const char* equation) {
    return BinaryFunction([=](Var a, Var b) { return einsum(equation, {a, b}); });
  };
  const auto one = [](const char* equation) {
    return UnaryFunction([=](Var x) { return square(einsum(equation, {x})); });
  };
  check_op(two("ij,jk->ki"), {.shapes = {{{2, 3}, {3, 4}}, {{2, 0}, {0, 4}}}});
  check_op(two("bij,bkj->bik"), {.shapes = {{{2, 3, 2}, {2, 4, 2}}}});
  check_op(two("ijk,kjl->li"), {.shapes = {{{2, 3, 2}, {2, 3, 2}}}});
  check_op(two("ij,ij->j"), {.shapes = {{{2, 3}, {2, 3}}, {{1, 3}, {2, 3}}}});
  check_op(two("...ij,...jk->...ik"), {.shapes = {{{2, 2, 3}, {3, 2}}, {{2, 1, 2, 2}, {3, 2, 2}}}});
  check_op(two("ij,kl->ikjl"), {.shapes = {{{2, 2}, {3, 1}}}});
  check_op(one("ii->i"), {.shapes = {{{3, 3}}}});
  check_op(one("iji->j"), {.shapes = {{{2, 3, 2}}}});
  check_op(one("ijk->ki"), {.shapes = {{{2, 3, 2}}}});
  check_op([](Var a, Var b, Var c) { return einsum("i,ij,j->", {a, b, c}); }, {.shapes = {{{2}, {2, 3}, {3}}}});
}

TEST_CASE("einsum: products of matrices are products of matrices") {
  Graph g;
  Var a = g.input("a", float64, {2, 3}), b = g.input("b", float64, {4, 3});
  einsum("ij,kj->ik", {a, b});
  CHECK(listing(g).find("matmul(a, ") != std::string::npos);
  Graph h;
  Var x = h.input("x", float64, {dynamic, 2, 3}), w = h.input("w", float64, {3, 2, 5});
  einsum("bij,jik->bk", {x, w});
  CHECK(listing(h) ==
        "x = input  float64 [?, 2, 3]\nw = input  float64 [3, 2, 5]\n"
        "%2 = transpose(w, axes=[1, 0, 2])  float64 [2, 3, 5]\n"
        "%3 = einsum(x, %2, axes m=1, n=1, k=2, for einsum)  float64 [?, 5]\n");
}

TEST_CASE("einsum, dot, outer: errors") {
  Graph g;
  Var x = g.input("x", float64, {2, 3}), y = g.input("y", float64, {4, 2}), i = g.input("i", int64, {2, 3});
  Var v = g.input("v", float64, {2});
  const std::size_t before = g.size();
  const auto refused = [&](const char* equation, const Vars& operands, const char* text) {
    CHECK_THROWS_WITH_AS(einsum(equation, operands), doctest::Contains(text), DataError);
  };
  refused("ij,jk->ik", {x},
          "einsum: labels of 2 operands, 1 are given: 'ij,jk->ik'\n  an equation is written like 'ij,jk->ik'");
  refused("ij->k", {x}, "einsum: no operand has the result's 'k': 'ij->k'");
  refused("ij->ii", {x}, "einsum: the result has 'i' twice: 'ij->ii'");
  refused("i1->i", {x}, "einsum: '1' is no label: 'i1->i'");
  refused("......->", {x}, "einsum: '...' stands twice in one operand: '......->'");
  CHECK_THROWS_WITH_AS(einsum("ijk->i", {x}), "einsum: 3 labels for 2 axes: 'ijk->i', x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(einsum("ij...k->i", {x}), doctest::Contains("einsum: 3 labels for 2 axes"), ShapeError);
  CHECK_THROWS_WITH_AS(einsum("ij,jk->ik", {x, y}),
                       "einsum: the extents of 'j' differ: 'ij,jk->ik', x float64 [2, 3], y float64 [4, 2] (3 != 4)",
                       ShapeError);
  CHECK_THROWS_WITH_AS(einsum("ii->i", {x}), "einsum: two axes with one label differ: x float64 [2, 3] (2 != 3)",
                       ShapeError);
  CHECK_THROWS_WITH_AS(einsum("ij->i", {i}), doctest::Contains("einsum: int64 is not taken: i int64 [2, 3]"),
                       DTypeError);
  CHECK_THROWS_WITH_AS(einsum("", {}), "einsum: there are no operands", GraphError);
  CHECK_THROWS_WITH_AS(dot(x, v), doctest::Contains("dot: an operand is no vector: x float64 [2, 3], v float64 [2]"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(outer(x, i), doctest::Contains("outer: the dtypes differ: x float64 [2, 3], i int64 [2, 3]"),
                       DTypeError);
  CHECK(g.size() == before);
}

TEST_CASE("einsum: errors that show when the program runs") {
  CHECK_THROWS_WITH_AS(run_op(by("ii->i"), {six}, Extents::open),
                       doctest::Contains("einsum: two axes with one label differ"), ShapeError);
  CHECK_THROWS_WITH_AS(run_op(by("ij,jk->ik"), {six, array({2, 2}, {1, 2, 3, 4})}, Extents::open),
                       doctest::Contains("einsum: inner dimensions differ"), ShapeError);
}

}  // namespace xgrad
