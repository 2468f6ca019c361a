#include <xgrad/ops/formula/from_graph_internal.hpp>
#include <xgrad/ops/formula/to_formula.hpp>
#include <xgrad/ops/formula/writer_internal.hpp>

namespace xgrad {

std::string to_formula(Var v, FormulaStyle style) {
  formula::Expressions all;
  const formula::Id made = formula::from_graph(v, all);
  return formula::Writer(all, style == FormulaStyle::latex ? formula::latex_style() : formula::text_style())
      .write(made);
}

}  // namespace xgrad
