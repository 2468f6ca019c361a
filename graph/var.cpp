#include <fmt/format.h>
#include <cmath>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad {
namespace {

Arena& arena_of(Var v) {
  if (!v) throw GraphError("var", "it is empty", {}, "a Var comes from g.input, g.variable or an op");
  return *v.arena();
}

}  // namespace

void detail::throw_too_few(std::size_t have, std::size_t wanted) {
  throw GraphError("operands", fmt::format("there are {}, not {}", have, wanted));
}

DType Var::dtype() const { return arena_of(*this).type(id_).dtype; }
const Shape& Var::shape() const { return arena_of(*this).type(id_).shape; }
std::string Var::name() const { return arena_ ? arena_->display_name(id_) : "an empty Var"; }

Var Term::as_var(Var like, std::string_view op) const {
  if (!is_number_) return var_;
  const DType dtype = like.dtype();
  if (is_float(dtype)) return arena_of(like).number(number_, dtype);
  if (dtype == boolean || !is_whole_)
    throw DTypeError(op,
                     fmt::format("{}{} does not fit {}", number_,
                                 !is_whole_ && number_ == std::floor(number_) ? ".0" : "", to_string(dtype)),
                     to_string(Operand{{dtype, like.shape()}, like}), "cast(x, float64) converts");
  return arena_of(like).constant(Tensor(whole_));
}

Var first_var(std::initializer_list<Term> terms) {
  for (const Term& t : terms)
    if (!t.is_number()) return t.as_var({});
  throw GraphError("number", "every operand is a number", {}, "make one of them a node: g.constant(2.0)");
}

}  // namespace xgrad
