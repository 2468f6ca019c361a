#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <xgrad/graph/checks.hpp>
#include <xgrad/ops/einsum_equation_internal.hpp>

namespace xgrad {
namespace {

constexpr std::string_view op = "einsum";
constexpr int first_of_ellipsis = 256;  // the last axis of "..."

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw DataError(op, why, fmt::format("'{}'", text), "an equation is written like 'ij,jk->ik'");
}

/// One operand's labels as written; "..." is 0.
Labels read_term(std::string_view text, std::string_view term) {
  Labels labels;
  for (std::size_t i = 0; i < term.size(); ++i) {
    if (term[i] == ' ') continue;
    if (is_letter(term[i])) {
      labels.push_back(term[i]);
    } else if (term.substr(i, 3) == "...") {
      if (std::count(labels.begin(), labels.end(), 0) > 0) refuse(text, "'...' stands twice in one operand");
      labels.push_back(0);
      i += 2;
    } else {
      refuse(text, fmt::format("'{}' is no label", term[i]));
    }
  }
  return labels;
}

/// The labels of so many axes of "...".
Labels ellipsis(std::size_t axes) {
  Labels labels;
  for (std::size_t i = axes; i-- > 0;) labels.push_back(first_of_ellipsis + static_cast<int>(i));
  return labels;
}

Labels with_ellipsis(const Labels& written, std::size_t axes) {
  Labels labels;
  for (int label : written) {
    if (label != 0) {
      labels.push_back(label);
      continue;
    }
    const Labels further = ellipsis(axes);
    labels.insert(labels.end(), further.begin(), further.end());
  }
  return labels;
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> terms;
  while (true) {
    const std::size_t comma = text.find(',');
    terms.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return terms;
    text.remove_prefix(comma + 1);
  }
}

/// What "->" leaves out: the axes of "...", then the labels that appear once, in alphabetical order.
Labels implied_result(const std::vector<Labels>& operands, std::size_t ellipsis_axes) {
  std::map<int, int> times;
  for (const Labels& labels : operands)
    for (int label : labels) ++times[label];
  Labels result = ellipsis(ellipsis_axes);
  for (const auto& [label, count] : times)
    if (count == 1 && label < first_of_ellipsis) result.push_back(label);
  return result;
}

void check_result(std::string_view text, const EinsumEquation& equation) {
  for (int label : equation.result) {
    if (std::count(equation.result.begin(), equation.result.end(), label) > 1)
      refuse(text, fmt::format("the result has '{}' twice", label_text(label)));
    const bool is_known = std::any_of(equation.operands.begin(), equation.operands.end(), [&](const Labels& labels) {
      return std::count(labels.begin(), labels.end(), label) > 0;
    });
    if (!is_known) refuse(text, fmt::format("no operand has the result's '{}'", label_text(label)));
  }
}

}  // namespace

std::string label_text(int label) {
  return label < first_of_ellipsis ? std::string(1, static_cast<char>(label))
                                   : fmt::format("axis {} of ...", first_of_ellipsis - 1 - label);
}

EinsumEquation read_equation(std::string_view text, Types operands) {
  const std::size_t arrow = text.find("->");
  const std::vector<std::string_view> terms = split_at_commas(text.substr(0, arrow));
  if (terms.size() != operands.size())
    refuse(text, fmt::format("labels of {} operands, {} are given", terms.size(), operands.size()));
  EinsumEquation equation;
  std::size_t ellipsis_axes = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Labels written = read_term(text, terms[i]);
    const bool is_open = std::count(written.begin(), written.end(), 0) > 0;
    const std::size_t letters = written.size() - (is_open ? 1 : 0), rank = operands[i].shape.rank();
    if (is_open ? letters > rank : letters != rank)
      throw ShapeError(op, fmt::format("{} labels for {} axes", letters, rank),
                       fmt::format("'{}', {}", text, to_string(operands[i])));
    ellipsis_axes = std::max(ellipsis_axes, rank - letters);
    equation.operands.push_back(with_ellipsis(written, rank - letters));
  }
  equation.result = arrow == std::string_view::npos
                        ? implied_result(equation.operands, ellipsis_axes)
                        : with_ellipsis(read_term(text, text.substr(arrow + 2)), ellipsis_axes);
  check_result(text, equation);
  return equation;
}

}  // namespace xgrad
