#include <xgrad/graph/error.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/schedule.hpp>

namespace xgrad::optim {

Schedule::Schedule(double rate) : number_(rate) { check_not_negative("learning rate", "it", rate); }

Schedule::Schedule(Var rate) : var_(rate) {
  if (!rate) throw GraphError("learning rate", "the Var is empty");
}

}  // namespace xgrad::optim
