#include <fmt/format.h>
#include <algorithm>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/diagonal_internal.hpp>
#include <xgrad/ops/einsum.hpp>
#include <xgrad/ops/einsum_equation_internal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/matmul.hpp>
#include <xgrad/ops/matmul_internal.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/transpose.hpp>

namespace xgrad {
namespace {

constexpr std::string_view op = "einsum";

bool has(const Labels& labels, int label) { return std::find(labels.begin(), labels.end(), label) != labels.end(); }

std::size_t place_of(const Labels& labels, int label) {
  return static_cast<std::size_t>(std::find(labels.begin(), labels.end(), label) - labels.begin());
}

Labels operator+(Labels a, const Labels& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// An array whose axes have labels.
struct Labelled {
  Var x;
  Labels labels;

  /// With the axes in this order; the labels are the same.
  Labelled ordered(const Labels& order) const {
    if (order == labels) return *this;
    std::vector<std::int64_t> axes;
    for (int label : order) axes.push_back(static_cast<std::int64_t>(place_of(labels, label)));
    return {transpose(x, axes), order};
  }
  /// Summed over the labels that are not wanted.
  Labelled reduced_to(const Labels& wanted) const {
    std::vector<std::int64_t> axes;
    Labels left;
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (has(wanted, labels[i]))
        left.push_back(labels[i]);
      else
        axes.push_back(static_cast<std::int64_t>(i));
    return axes.empty() ? *this : Labelled{sum(x, axes), left};
  }
  /// With axes of extent 1 for the labels that it lacks.
  Var spread_over(const Labels& all) const {
    Labels mine;
    std::vector<std::int64_t> added;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (has(labels, all[i]))
        mine.push_back(all[i]);
      else
        added.push_back(static_cast<std::int64_t>(i));
    const Var in_order = ordered(mine).x;
    return added.empty() ? in_order : expand_dims(in_order, added);
  }
};

/// Labels that stand twice become one, along the diagonal.
Labelled without_repetition(Labelled term) {
  for (std::size_t i = 0; i < term.labels.size(); ++i)
    for (std::size_t j = i + 1; j < term.labels.size(); ++j) {
      if (term.labels[i] != term.labels[j]) continue;
      const int label = term.labels[i];
      term.x = diagonal_of_square(op, term.x, i, j);
      term.labels.erase(term.labels.begin() + static_cast<std::ptrdiff_t>(j));
      term.labels.erase(term.labels.begin() + static_cast<std::ptrdiff_t>(i));
      term.labels.push_back(label);
      return without_repetition(std::move(term));
    }
  return term;
}

/// Axes of one label fit; those of extent 1 that are to be stretched fall away, for lacking a label means the same.
void meet(std::vector<Labelled>& terms, Types operands, std::string_view equation) {
  Labels all;
  for (const Labelled& t : terms) all = std::move(all) + t.labels;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  for (int label : all) {
    std::int64_t extent = 1;
    for (const Labelled& t : terms) {
      if (!has(t.labels, label)) continue;
      const std::int64_t mine = t.x.shape()[place_of(t.labels, label)];
      if (mine == 1 || mine == extent) continue;
      if (extent != 1 && extent != dynamic && mine != dynamic)
        throw ShapeError(op, fmt::format("the extents of '{}' differ", label_text(label)),
                         fmt::format("'{}', {} ({} != {})", equation, describe(operands), extent, mine));
      if (extent == 1 || extent == dynamic) extent = mine;
    }
    for (Labelled& t : terms) {
      const std::size_t axis = place_of(t.labels, label);
      if (extent == 1 || axis == t.labels.size() || t.x.shape()[axis] != 1) continue;
      t.x = squeeze(t.x, axis);
      t.labels.erase(t.labels.begin() + static_cast<std::ptrdiff_t>(axis));
    }
  }
}

/// The product of two terms, summed over what only they have and `wanted` lacks.
Labelled product_of(const Labelled& left, const Labelled& right, const Labels& wanted) {
  const Labelled a = left.reduced_to(wanted + right.labels), b = right.reduced_to(wanted + left.labels);
  Labels batch, m, n, k;
  for (int label : a.labels) {
    if (!has(b.labels, label))
      m.push_back(label);
    else
      (has(wanted, label) ? batch : k).push_back(label);
  }
  for (int label : b.labels)
    if (!has(a.labels, label)) n.push_back(label);
  const Labels result = batch + m + n;
  if (k.empty() || (m.empty() && n.empty())) {  // a fused loop does it
    const Var factor = a.spread_over(result + k);
    return Labelled{factor * b.spread_over(result + k), result + k}.reduced_to(result);
  }
  Contraction axes{m.size(), n.size(), k.size(), a.labels == batch + k + m, b.labels == batch + n + k};
  axes.transpose_a = axes.transpose_a && a.labels != batch + m + k;
  axes.transpose_b = axes.transpose_b && b.labels != batch + k + n;
  const Var x = a.ordered(axes.transpose_a ? batch + k + m : batch + m + k).x;
  const Var y = b.ordered(axes.transpose_b ? batch + n + k : batch + k + n).x;
  const bool is_known = x.shape().is_static() && y.shape().is_static();  // no error is left for the product to find
  if (is_known && batch.empty() && m.size() == 1 && n.size() == 1 && k.size() == 1) {
    const Var rows = axes.transpose_a ? transpose(x) : x;
    return {matmul(rows, axes.transpose_b ? transpose(y) : y), result};
  }
  return {contract(op, x, y, axes), result};
}

}  // namespace

Var einsum(std::string_view equation, const Vars& operands) {
  if (operands.empty()) throw GraphError(op, "there are no operands");
  std::vector<Operand> shown;
  for (Var v : operands) shown.push_back(operand_of(op, v));
  const Types types{std::span<const Operand>(shown)};
  check_same_float(op, types);
  const EinsumEquation read = read_equation(equation, types);
  Undo undo(*operands[0].arena());
  std::vector<Labelled> terms;
  for (std::size_t i = 0; i < operands.size(); ++i)
    terms.push_back(without_repetition({operands[i], read.operands[i]}));
  meet(terms, types, equation);
  Labelled result = terms[0];
  for (std::size_t i = 1; i < terms.size(); ++i) {
    Labels wanted = read.result;  // by the result, or by later operands
    for (std::size_t later = i + 1; later < terms.size(); ++later) wanted = std::move(wanted) + terms[later].labels;
    result = product_of(result, terms[i], wanted);
  }
  const Var y = result.reduced_to(read.result).ordered(read.result).x;
  undo.keep();
  return y;
}

}  // namespace xgrad
