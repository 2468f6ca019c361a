#include <fmt/format.h>
#include <unordered_set>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/optim/parameters_internal.hpp>

namespace xgrad::optim {

std::string describe(Var v) { return v ? to_string(Operand{v.arena()->type(v.id()), v}) : v.name(); }

Arena& check_parameters(std::string_view what, const Vars& parameters) {
  if (parameters.empty()) throw GraphError(what, "there are no parameters to update");
  std::unordered_set<std::uint32_t> seen;
  for (Var p : parameters) {
    if (!p || p.arena() != parameters[0].arena())
      throw GraphError(what, "the parameters are not of one graph",
                       fmt::format("{}, {}", parameters[0].name(), p.name()));
    if (p.arena()->kind(p.id()) != Arena::Kind::variable)
      throw GraphError(what, "a parameter is no state variable", describe(p),
                       "parameters come from g.variable and layers");
    if (!is_float(p.dtype())) throw GraphError(what, "a parameter is of no float type", describe(p));
    if (!seen.insert(p.id()).second) throw GraphError(what, "a parameter is there twice", describe(p));
  }
  return *parameters[0].arena();
}

void check_vector(std::string_view what, std::string_view name, const Tensor& x, std::int64_t size) {
  const std::string is = fmt::format("{} {}", to_string(x.dtype()), to_string(x.shape()));
  if (x.dtype() != float64) throw DTypeError(what, fmt::format("{} is not float64", name), is);
  if (x.rank() != 1 || (size != dynamic && x.size() != size))
    throw ShapeError(what,
                     size == dynamic ? fmt::format("{} is no vector", name)
                                     : fmt::format("{} is no vector of {} numbers", name, size),
                     is);
}

}  // namespace xgrad::optim
