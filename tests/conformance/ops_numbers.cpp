#include <fmt/format.h>
#include <map>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/like.hpp>

#include "ops_case.hpp"

namespace conformance {
namespace {

using Rows = std::vector<const nlohmann::json*>;

/// What is the same for rows that share programs.
std::string key_of(const nlohmann::json& row) {
  nlohmann::json key = row;
  for (const char* own : {"name", "inputs", "expected", "ulp", "gradient_rtol", "gradient_atol"}) key.erase(own);
  return key.dump();
}

bool wants_gradient(const nlohmann::json& row) { return row.at("expected").contains("gradient"); }

/// An op over operands of one shape: its value, its derivatives by reverse mode, and by forward mode.
class Points {
 public:
  Points(const nlohmann::json& row, const xgrad::Shape& shape, bool with_derivatives)
      : dtype_(dtype_of_row(row)), arity_(row.at("inputs").size()), program_(make(row, shape, with_derivatives)) {}

  /// The outputs for points [first, last), as arrays of that shape: value, derivatives backward, derivatives forward.
  std::vector<std::vector<double>> run(const Rows& rows, std::size_t first, std::size_t last,
                                       const xgrad::Shape& shape) {
    std::vector<xgrad::Tensor> operands;
    for (std::size_t i = 0; i < arity_; ++i) {
      std::vector<double> values;
      for (std::size_t r = first; r < last; ++r) values.push_back(number(rows[r]->at("inputs").at(i)));
      operands.push_back(xgrad::Tensor::from(values, shape).astype(dtype_));
    }
    std::vector<std::vector<double>> results;
    for (const xgrad::Tensor& output : program_(operands)) results.push_back(elements(output));
    return results;
  }

 private:
  xgrad::Program make(const nlohmann::json& row, const xgrad::Shape& shape, bool with_derivatives) const {
    xgrad::Graph g;
    xgrad::Vars xs;
    for (std::size_t i = 0; i < arity_; ++i) xs.push_back(g.input(fmt::format("x{}", i), dtype_, shape));
    const xgrad::Var y = build_op(row.at("op").get<std::string>(), Call(g, xs, row));
    xgrad::Vars outputs{y};
    if (with_derivatives) {
      const xgrad::Vars ones{ones_like(y)};
      for (xgrad::Var dx : xgrad::vjp(xgrad::Vars{y}, ones, xs)) outputs.push_back(dx);
      for (xgrad::Var x : xs) outputs.push_back(xgrad::jvp(y, x, ones_like(x)));
    }
    return xgrad::compile(xs, outputs);
  }

  xgrad::DType dtype_;
  std::size_t arity_;
  xgrad::Program program_;
};

/// Entry i of each output, judged by the row.
void judge_point(NumberCase& result, const nlohmann::json& row, const std::string& way,
                 const std::vector<std::vector<double>>& outputs, std::size_t i) {
  const nlohmann::json& expected = row.at("expected");
  result.ulps(way + "value", outputs[0][i], numbers_or_flags(expected.at("value")).at(0), row.at("ulp").get<double>(),
              dtype_of_row(row));
  if (!wants_gradient(row)) return;
  const Bound bound{row.value("gradient_rtol", 0.0), row.value("gradient_atol", 0.0)};
  const std::vector<double> slopes = numbers(expected.at("gradient"));
  for (std::size_t operand = 0; operand < slopes.size(); ++operand) {
    const std::string which = slopes.size() > 1 ? fmt::format(" by operand {}", operand) : "";
    result.within(way + "gradient" + which, {outputs[1 + operand][i]}, {slopes[operand]}, bound);
    result.within(way + "forward derivative" + which, {outputs[1 + slopes.size() + operand][i]}, {slopes[operand]},
                  bound);
  }
}

/// Rows of one op, dtype and attributes: all in one array with fixed extents, each alone in an array with dynamic ones,
/// and each as a scalar. An element's value does not depend on its neighbours.
void judge_group(const Rows& rows, std::vector<NumberCase*>& results) {
  bool with_derivatives = false;
  for (const nlohmann::json* row : rows) with_derivatives = with_derivatives || wants_gradient(*row);
  const xgrad::Shape all{static_cast<std::int64_t>(rows.size())}, one{1};
  Points together(*rows[0], all, with_derivatives), open(*rows[0], xgrad::Shape{xgrad::dynamic}, with_derivatives),
      scalar(*rows[0], xgrad::Shape{}, with_derivatives);
  const auto fixed_outputs = together.run(rows, 0, rows.size(), all);
  const auto open_outputs = open.run(rows, 0, rows.size(), all);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    judge_point(*results[r], *rows[r], "", fixed_outputs, r);
    judge_point(*results[r], *rows[r], "dynamic: ", open_outputs, r);
    judge_point(*results[r], *rows[r], "one element: ", open.run(rows, r, r + 1, one), 0);
    judge_point(*results[r], *rows[r], "scalar: ", scalar.run(rows, r, r + 1, xgrad::Shape{}), 0);
  }
}

void judge_or_skip(const Rows& rows, std::vector<NumberCase*>& results) {
  const std::string reason = missing(rows[0]->at("op").get<std::string>(), {});
  try {
    if (reason.empty()) judge_group(rows, results);
    for (NumberCase* result : results)
      if (!reason.empty()) result->skip(reason);
  } catch (const std::exception& e) {
    for (NumberCase* result : results) result->fail(e.what());
  }
}

}  // namespace

Verdicts judge_numbers(const Rows& rows) {
  std::vector<NumberCase> results;
  std::map<std::string, std::vector<std::size_t>> groups;
  for (const nlohmann::json* row : rows) {
    groups[key_of(*row)].push_back(results.size());
    results.emplace_back(row->at("name").get<std::string>());
  }
  for (const auto& [key, members] : groups) {
    Rows group;
    std::vector<NumberCase*> group_results;
    for (std::size_t i : members) {
      group.push_back(rows[i]);
      group_results.push_back(&results[i]);
    }
    judge_or_skip(group, group_results);
  }
  Verdicts verdicts;
  for (const NumberCase& result : results) verdicts.push_back(result.verdict());
  return verdicts;
}

}  // namespace conformance
