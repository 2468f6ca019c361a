#include <xgrad/graph/error.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/optim/updates_internal.hpp>

namespace xgrad::optim {

Var as(Var x, DType dtype) { return x.dtype() == dtype ? x : cast(x, dtype); }

void check_can_maximize(const Optimizer& optimizer) {
  if (optimizer.goes_along_gradient())
    throw GraphError(optimizer.name(), "maximize of an optimizer that maximizes would minimize", {},
                     "leave .maximize out, or call minimize, which goes along the gradient then");
}

}  // namespace xgrad::optim
