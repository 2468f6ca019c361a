#pragma once
#include <cstddef>
#include <string_view>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// The main diagonal of two axes, which must be of one extent (else a ShapeError that names `user`, a literal), along a
/// new last axis.
Var diagonal_of_square(std::string_view user, Var x, std::size_t axis1, std::size_t axis2);

}  // namespace xgrad
