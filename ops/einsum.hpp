#pragma once
#include <string_view>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// einsum(equation, {a, b, ...}): a sum of products, by labels of axes.      as numpy.einsum, torch.einsum
///   value       "ij,jk->ik" is matmul, "ij->ji" transpose, "ii->i" the diagonal, "i,j->ij" outer, "bij,bjk->bik" a
///               batch of products: an axis of the result is a label behind "->", the other labels are summed over.
///               Without "->" the result has the labels that appear once, in alphabetical order. "..." stands for
///               further axes, which broadcast; where the result lacks it, they are summed over
///   shapes      axes of one label have one extent, or 1, which is stretched; any may be dynamic
///   dtypes      float32, float64
///   derivative  by the products', transposes' and sums' of which it is composed, from left to right
///   throws      DataError for an equation that cannot be read, ShapeError, DTypeError, GraphError for no operands
Var einsum(std::string_view equation, const Vars& operands);

}  // namespace xgrad
