#include <xgrad/examples/plot/curve.hpp>
#include <xgrad/examples/plot/grid.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/reduce.hpp>

namespace xgrad::plot {
namespace {

Program compiled(const UnaryFunction& f) {
  Graph g;
  Var x = g.input("x", float64, {dynamic}), y = f(x);
  Var slope = grad(sum(y), x);  // elementwise: the sum's gradient is each one's derivative
  return compile({x}, {y, slope, grad(sum(slope), x)});
}

}  // namespace

Curve::Curve(const UnaryFunction& f) : program_(compiled(f)) {}

std::vector<double> Curve::at(const std::vector<double>& x, std::size_t order) {
  return numbers(program_({tensor_of(x)})[order]);
}

}  // namespace xgrad::plot
