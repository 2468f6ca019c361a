// What products, linear algebra, diagonals refuse, and in which words.
#include <doctest/doctest.h>

#include <cstdint>
#include <xgrad/ops/ops.hpp>

#include "../support/refusals.hpp"

namespace xgrad {

TEST_CASE("errors: products, linear algebra, diagonals") {
  using In = const Operands&;
  check_refusals({
      {[](In c) { matmul(c.x, c.x); },
       "ShapeError: matmul: inner dimensions differ: x float64 [2, 3] @ x float64 [2, 3] (3 != 2)\n"
       "  x was made at refusals.hpp:N; did you mean transpose(x)?"},
      {[](In c) { matmul(c.x, c.w); },
       "ShapeError: matmul: inner dimensions differ: x float64 [2, 3] @ w float64 [4, 3] (3 != 4)\n"
       "  w was made at refusals.hpp:N; did you mean transpose(w)?"},
      {[](In c) { matmul(c.x, c.f); },
       "DTypeError: matmul: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { matmul(c.n, c.n); },
       "DTypeError: matmul: int64 is not taken: n int64 [2, 3], n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { matmul(c.s, c.x); },
       "ShapeError: matmul: an operand is a single number: s float64 [], x float64 [2, 3]\n"
       "  a * b scales"},
      {[](In c) { matmul(c.batch, c.images); },
       "ShapeError: matmul: inner dimensions differ: batch float64 [5, 3, 2] @ images float64 [1, 2, 4, 4] (2 != 4)\n"
       "  images was made at refusals.hpp:N"},
      {[](In c) { dot(c.x, c.v); },
       "ShapeError: dot: an operand is no vector: x float64 [2, 3], v float64 [3]\n"
       "  matmul multiplies matrices"},
      {[](In c) { dot(c.v, c.two); },
       "ShapeError: dot: the shapes differ: v float64 [3], two float64 [2]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { dot(c.v, c.f); },
       "DTypeError: dot: the dtypes differ: v float64 [3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { dot(c.b, c.b); },
       "DTypeError: dot: bool is not taken: b bool [2, 3], b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { outer(c.b, c.b); },
       "DTypeError: outer: bool is not taken: b bool [2, 3], b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { outer(c.x, c.f); },
       "DTypeError: outer: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) {
         einsum("ij,jk->ik", {c.x, c.x});
       },
       "ShapeError: einsum: the extents of 'j' differ: 'ij,jk->ik', x float64 [2, 3], x float64 [2, 3] (3 != 2)"},
      {[](In) { einsum("ij->ij", {}); }, "GraphError: einsum: there are no operands"},
      {[](In c) { einsum("ij", {c.n}); },
       "DTypeError: einsum: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { einsum("ijk", {c.x}); }, "ShapeError: einsum: 3 labels for 2 axes: 'ijk', x float64 [2, 3]"},
      {[](In c) {
         einsum("ij,j", {c.x, c.f});
       },
       "DTypeError: einsum: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { einsum("ij-ij", {c.x}); },
       "DataError: einsum: '-' is no label: 'ij-ij'\n"
       "  an equation is written like 'ij,jk->ik'"},
      {[](In c) { einsum("ij->ik", {c.x}); },
       "DataError: einsum: no operand has the result's 'k': 'ij->ik'\n"
       "  an equation is written like 'ij,jk->ik'"},
      {[](In c) { einsum("ij->ii", {c.x}); },
       "DataError: einsum: the result has 'i' twice: 'ij->ii'\n"
       "  an equation is written like 'ij,jk->ik'"},
      {[](In c) {
         einsum("ij", {c.x, c.x});
       },
       "DataError: einsum: labels of 1 operands, 2 are given: 'ij'\n"
       "  an equation is written like 'ij,jk->ik'"},
      {[](In c) { solve(c.x, c.v); },
       "ShapeError: solve: the matrix is not square: x float64 [2, 3] (2 != 3)\n"
       "  x was made at refusals.hpp:N"},
      {[](In c) { solve(c.q, c.two); },
       "ShapeError: solve: the right side has another number of rows: q float64 [3, 3], expand_dims(two) float64 [2, "
       "1] (3 != 2)"},
      {[](In c) { solve(c.q, c.s); },
       "ShapeError: solve: the right side is a single number: q float64 [3, 3], s float64 []"},
      {[](In c) { solve(c.q, c.f); },
       "DTypeError: solve: the dtypes differ: q float64 [3, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { solve(c.n, c.n); },
       "DTypeError: solve: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { inv(c.x); },
       "ShapeError: inv: the matrix is not square: x float64 [2, 3] (2 != 3)\n"
       "  x was made at refusals.hpp:N"},
      {[](In c) { inv(c.v); },
       "ShapeError: inv: that is no matrix: v float64 [3]\n"
       "  v was made at refusals.hpp:N"},
      {[](In c) { inv(c.n); },
       "DTypeError: inv: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { det(c.x); },
       "ShapeError: det: the matrix is not square: x float64 [2, 3] (2 != 3)\n"
       "  x was made at refusals.hpp:N"},
      {[](In c) { det(c.n); },
       "DTypeError: det: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { cofactor(c.x); },
       "ShapeError: cofactor: the matrix is not square: x float64 [2, 3] (2 != 3)\n"
       "  x was made at refusals.hpp:N"},
      {[](In c) { slogdet(c.x); },
       "ShapeError: slogdet: the matrix is not square: x float64 [2, 3] (2 != 3)\n"
       "  x was made at refusals.hpp:N"},
      {[](In c) { cholesky(c.x); },
       "ShapeError: cholesky: the matrix is not square: x float64 [2, 3] (2 != 3)\n"
       "  x was made at refusals.hpp:N"},
      {[](In c) { cholesky(c.v); },
       "ShapeError: cholesky: that is no matrix: v float64 [3]\n"
       "  v was made at refusals.hpp:N"},
      {[](In c) { triangular_solve(c.x, c.v); },
       "ShapeError: triangular_solve: the matrix is not square: x float64 [2, 3] (2 != 3)\n"
       "  x was made at refusals.hpp:N"},
      {[](In c) { triangular_solve(c.q, c.two); },
       "ShapeError: triangular_solve: the right side has another number of rows: q float64 [3, 3], expand_dims(two) "
       "float64 [2, 1] (3 != 2)"},
      {[](In c) { triangular_solve(c.q, c.f); },
       "DTypeError: triangular_solve: the dtypes differ: q float64 [3, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { diagonal(c.v); },
       "ShapeError: diagonal: a diagonal needs two axes: v float64 [3]\n"
       "  v was made at refusals.hpp:N"},
      {[](In c) { diagonal(c.x, 0, 0, 2); }, "ShapeError: diagonal: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { diagonal(c.x, 0, 1, -1); }, "ShapeError: diagonal: axis 1 is named twice: x float64 [2, 3]"},
      {[](In c) { diagonal_scatter(c.x, c.v, 0, 0, 1); },
       "ShapeError: diagonal_scatter: the part has not the diagonal's shape, [2]: x float64 [2, 3], v float64 [3]"},
      {[](In c) { diagonal_scatter(c.x, c.f, 0, 0, 1); },
       "DTypeError: diagonal_scatter: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { diag(c.s); },
       "ShapeError: diag: that is no vector and no matrix: s float64 []\n"
       "  diagonal(x) takes more axes"},
      {[](In c) { diag(c.batch); },
       "ShapeError: diag: that is no vector and no matrix: batch float64 [5, 3, 2]\n"
       "  diagonal(x) takes more axes"},
      {[](In c) { diag(c.v, INT64_MAX); }, "ShapeError: diag: the matrix would be larger than 2^63: v float64 [3]"},
      {[](In c) { trace(c.v); },
       "ShapeError: trace: a diagonal needs two axes: v float64 [3]\n"
       "  v was made at refusals.hpp:N"},
      {[](In c) { trace(c.b); },
       "DTypeError: trace: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { tril(c.v); },
       "ShapeError: tril: that is no matrix: v float64 [3]\n"
       "  v was made at refusals.hpp:N"},
      {[](In c) { triu(c.s); },
       "ShapeError: triu: that is no matrix: s float64 []\n"
       "  s was made at refusals.hpp:N"},
  });
}

}  // namespace xgrad
