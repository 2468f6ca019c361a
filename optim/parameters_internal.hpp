#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad::optim {

/// "w float64 [2]"; for an empty Var its name.
std::string describe(Var v);
/// The arena of parameters. Throws GraphError: none, one that is no state variable of a float type, one twice, several
/// graphs.
Arena& check_parameters(std::string_view what, const Vars& parameters);
/// Throws DTypeError or ShapeError unless x is a float64 vector of that size (`dynamic`: of any).
void check_vector(std::string_view what, std::string_view name, const Tensor& x, std::int64_t size);

}  // namespace xgrad::optim
