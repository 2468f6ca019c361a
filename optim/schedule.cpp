#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/schedule.hpp>

namespace xgrad::optim {
namespace {

Program program_of(const std::function<Var(Var)>& of_step) {
  Graph g;
  const Var t = g.input("t");
  return compile(t, of_step(t));
}

}  // namespace

struct Schedule::Evaluator {
  Program program;
};

Schedule::Schedule(double rate) : number_(rate) {
  check_not_negative("learning rate", "it", rate);
  if (std::isinf(rate)) throw DataError("learning rate", "it must be finite", "inf");
}

Schedule::Schedule(Var rate) : var_(rate) {
  if (!rate) throw GraphError("learning rate", "the Var is empty");
}

void Schedule::check_function() const {
  if (!of_step_) throw GraphError("learning rate", "the function is empty");
}

Var Schedule::operator()(Var t) const {
  if (is_number()) return Term(number_).as_var(t);
  return of_step_ ? of_step_(t) : var_;
}

double Schedule::operator()(double t) const {
  if (is_number()) return number_;
  if (!of_step_) return value(var_).item();
  if (!evaluator_) evaluator_ = std::make_shared<Evaluator>(Evaluator{program_of(of_step_)});
  return evaluator_->program({t})[0].item();
}

}  // namespace xgrad::optim
