#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/blas_internal.hpp>
#include <xgrad/ops/matmul.hpp>
#include <xgrad/ops/transpose.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

struct Form {
  bool a, b;  // which operands are read transposed
};

/// matmul in one of its forms, as the passes make them.
Var product(Var a, Var b, Form form) {
  Graph g;
  const Var m = g.input("m", float64, {1, 1}), plain = matmul(m, m);
  OpPtr op = plain.arena()->op_ptr(plain.id());
  if (form.a) op = op->with_transposed(0);
  if (form.b) op = op->with_transposed(1);
  const Var operands[] = {a, b};
  return make_node(op, operands);
}

Tensor multiplied_plainly(const Tensor& a, const Tensor& b, Form form, std::int64_t m, std::int64_t n, std::int64_t k) {
  const auto x = numbers(a), y = numbers(b);
  std::vector<double> c(static_cast<std::size_t>(m * n), 0.0);
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      for (std::int64_t l = 0; l < k; ++l)
        c[static_cast<std::size_t>(i * n + j)] += x[static_cast<std::size_t>(form.a ? l * m + i : i * k + l)] *
                                                  y[static_cast<std::size_t>(form.b ? j * k + l : l * n + j)];
  return operand(c, {m, n}, a.dtype());
}

}  // namespace

TEST_CASE("matmul: values, empty and thin matrices") {
  const auto f = [](const Vars& v) { return matmul(v[0], v[1]); };
  check_value(f, {array({2, 3}, {1, 2, 3, 4, 5, 6}), array({3, 2}, {1, 0, 0, 1, 2, -1})},
              array({2, 2}, {7, -1, 16, -1}));
  check_value(f, {array({1, 3}, {1, 2, 3}), array({3, 1}, {-1.5, -0.5, 0.5})}, array({1, 1}, {-1}));
  check_value(f, {array({1, 1}, {3}), array({1, 1}, {-2})}, array({1, 1}, {-6}));
  check_value(f, {array({2, 0}, {}), array({0, 3}, {})}, array({2, 3}, {0, 0, 0, 0, 0, 0}));
  check_value(f, {array({0, 2}, {}), array({2, 3}, {1, 2, 3, 4, 5, 6})}, array({0, 3}, {}));
  check_value(f, {array({2, 2}, {nan, 1, 2, 3}), array({2, 2}, {1, 0, 0, 1})}, array({2, 2}, {nan, nan, 2, 3}));
}

TEST_CASE("matmul: all forms and sizes, by our own loops and by BLAS") {
  const std::int64_t sizes[][3] = {{1, 1, 1},    {2, 1, 4},     {4, 4, 2},    {1, 5, 7},    {30, 3, 16},
                                   {16, 16, 16}, {17, 33, 9},   {27, 27, 27}, {28, 28, 28}, {200, 10, 5},
                                   {64, 50, 30}, {1, 300, 100}, {300, 1, 100}};
  for (const auto& size : sizes) {
    const std::int64_t m = size[0], n = size[1], k = size[2];
    for (const Form form : {Form{false, false}, Form{false, true}, Form{true, false}, Form{true, true}}) {
      for (DType dtype : {float64, float32}) {
        const Tensor a =
            random_operand(form.a ? Shape{k, m} : Shape{m, k}, float64, -8, 8, 1).astype(int64).astype(dtype);
        const Tensor b =
            random_operand(form.b ? Shape{n, k} : Shape{k, n}, float64, -8, 8, 2).astype(int64).astype(dtype);
        INFO(m, " ", n, " ", k, form.a ? " a transposed" : "", form.b ? " b transposed" : "");
        const Tensor got = run_op([=](const Vars& v) { return product(v[0], v[1], form); }, {a, b});
        CHECK(got.is_identical(multiplied_plainly(a, b, form, m, n, k)));  // whole numbers: exact
      }
    }
  }
}

TEST_CASE("matmul: transposes of the same memory") {
  const Tensor x = random_operand({40, 50}, float64, -8, 8, 3).astype(int64).astype(float64);
  const Tensor squared = run_op([](const Vars& v) { return matmul(v[0], transpose(v[0])); }, {x});
  CHECK(squared.is_identical(multiplied_plainly(x, x, {false, true}, 40, 40, 50)));
}

TEST_CASE("matmul: derivatives, of every form") {
  check_op(matmul, {.shapes = {{{2, 3}, {3, 4}}, {{0, 3}, {3, 4}}, {{2, 0}, {0, 4}}, {{1, 1}, {1, 1}}}});
  check_op([](Var a, Var b) { return product(a, b, {true, false}); }, {.shapes = {{{3, 2}, {3, 4}}}});
  check_op([](Var a, Var b) { return product(a, b, {false, true}); }, {.shapes = {{{2, 3}, {4, 3}}}});
  check_op([](Var a, Var b) { return product(a, b, {true, true}); }, {.shapes = {{{3, 2}, {4, 3}}}});
}

TEST_CASE("matmul: batches and vectors") {
  const auto f = [](const Vars& v) { return matmul(v[0], v[1]); };
  const Tensor m = array({2, 3}, {1, 2, 3, 4, 5, 6});
  check_value(f, {m, array({3}, {1, 0, -1})}, array({2}, {-2, -2}));
  check_value(f, {array({2}, {1, -1}), m}, array({3}, {-3, -3, -3}));
  check_value(f, {array({3}, {1, 2, 3}), array({3}, {4, 5, 6})}, array({}, {32}));
  check_value(f, {array({2, 1, 2}, {1, 2, 3, 4}), array({2, 2, 1}, {1, 0, 0, 1})}, array({2, 1, 1}, {1, 4}));
  check_value(f, {array({2, 1, 1, 2}, {1, 2, 3, 4}), array({2, 2, 1}, {1, 0, 0, 1})},
              array({2, 2, 1, 1}, {1, 2, 3, 4}));
  check_value(f, {array({2, 2, 0}, {}), array({0, 1}, {})}, array({2, 2, 1}, {0, 0, 0, 0}));
  check_op(matmul, {.shapes = {{{2, 2, 3}, {2, 3, 4}},
                               {{2, 2, 3}, {3, 4}},
                               {{2, 3}, {2, 3, 2}},
                               {{2, 1, 2, 3}, {3, 3, 2}},
                               {{3}, {3, 2}},
                               {{2, 2, 3}, {3}},
                               {{3}, {3}},
                               {{3}, {2, 3, 2}},
                               {{0, 2, 3}, {3, 2}}}});
  const Tensor a = random_operand({7, 33, 17}, float64, -8, 8, 1).astype(int64).astype(float64);
  const Tensor b = random_operand({7, 17, 41}, float64, -8, 8, 2).astype(int64).astype(float64);
  for (DType dtype : {float64, float32}) {
    const Tensor all = run_op(f, {a.astype(dtype), b.astype(dtype)});
    for (std::int64_t i = 0; i < 7; ++i) {
      const Tensor one = rows(all, i, i + 1).reshape({33, 41});
      const Tensor left = rows(a, i, i + 1).reshape({33, 17}), right = rows(b, i, i + 1).reshape({17, 41});
      CHECK(one.is_identical(multiplied_plainly(left.astype(dtype), right.astype(dtype), {false, false}, 33, 41, 17)));
    }
  }
}

TEST_CASE("matmul: dynamic batches that differ are an error, nothing is stretched") {
  const auto f = [](const Vars& v) { return matmul(v[0], v[1]); };
  Graph g;
  Var a = g.input("a", float64, {dynamic, 2, 2}), b = g.input("b", float64, {dynamic, 2, 2});
  Program p = compile({a, b}, {f({a, b})});
  CHECK_THROWS_WITH_AS(p({ones({1, 2, 2}), ones({3, 2, 2})}),
                       doctest::Contains("matmul: the leading axes do not broadcast: "), ShapeError);
}

TEST_CASE("matmul: names both operands and the remedy") {
  Graph g;
  Var x = g.input("x", float32, {200, 64});
  const int line = __LINE__ + 1;
  Var w1 = g.input("w1", float32, {32, 64});
  CHECK_THROWS_WITH_AS(matmul(x, w1),
                       ("matmul: inner dimensions differ: x float32 [200, 64] @ w1 float32 [32, 64] (64 != 32)\n"
                        "  w1 was made at matmul_test.cpp:" +
                        std::to_string(line) + "; did you mean transpose(w1)?")
                           .c_str(),
                       ShapeError);
  CHECK_THROWS_WITH_AS(matmul(x, g.input("v", float32, {})),
                       "matmul: an operand is a single number: x float32 [200, 64], v float32 []\n  a * b scales",
                       ShapeError);
  CHECK_THROWS_WITH_AS(
      matmul(x, g.input("batch", float32, {3, 2, 4})),
      doctest::Contains("matmul: inner dimensions differ: x float32 [200, 64] @ batch float32 [3, 2, 4] (64 != 2)"),
      ShapeError);
  CHECK_THROWS_WITH_AS(matmul(g.input("a3", float32, {2, 5, 4}), g.input("b3", float32, {3, 4, 4})),
                       doctest::Contains("matmul: the leading axes do not broadcast: a3 float32 [2, 5, 4], b3 float32 "
                                         "[3, 4, 4] (2 != 3)"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(matmul(x, g.input("w2", float64, {64, 2})), doctest::Contains("matmul: the dtypes differ"),
                       DTypeError);
  CHECK_THROWS_AS(matmul(g.input("i", int64, {2, 2}), g.input("j", int64, {2, 2})), DTypeError);
  CHECK_THROWS_WITH_AS(matmul(x, g.input("big", float32, {64, std::int64_t{1} << 31})),
                       doctest::Contains("matmul: an extent is beyond 2^31"), ShapeError);
}

TEST_CASE("blas: is there, and takes what fits") {
  CHECK(blas::description().substr(0, 8) == "OpenBLAS");
  CHECK(blas::takes(5, (std::int64_t{1} << 31) - 1, 1));
  CHECK_FALSE(blas::takes(5, std::int64_t{1} << 31, 1));
}

}  // namespace xgrad
