#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/stop_gradient.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

struct StopGradient : Op {
  std::string_view name() const override { return "stop_gradient"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override { copy_elements(in[0], out); }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient}; }
  Var specialize(const Vars& in) const override { return in[0]; }
  bool may_fail() const override { return false; }
  bool is_reshape() const override { return true; }
};

}  // namespace

Var stop_gradient(Var x) { return make_node<StopGradient>(x); }

}  // namespace xgrad
