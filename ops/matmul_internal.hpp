#pragma once
#include <string_view>
#include <xgrad/ops/build_internal.hpp>

namespace xgrad {

/// How the axes of two arrays meet: op(a) is [batch..., m..., k...] and op(b) [batch..., k..., n...], in groups of so
/// many axes; the result is [batch..., m..., n...], summed over k. Batch axes broadcast as NumPy's.
struct Contraction {
  std::size_t m = 1, n = 1, k = 1;
  bool transpose_a = false, transpose_b = false;  ///< a is [batch..., k..., m...], b [batch..., n..., k...]
};

/// The node; `user`, a literal, is its name, and is named in errors.
Var contract(std::string_view user, Var a, Var b, const Contraction& axes);

/// op(a) op(b) of matrices, or batches of them; no copy is made to transpose.
Var matmul(Var a, Var b, bool transpose_a, bool transpose_b);

}  // namespace xgrad
