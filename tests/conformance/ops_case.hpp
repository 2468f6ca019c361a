#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/tensor.hpp>

#include "build_op.hpp"
#include "ops_judge.hpp"

namespace conformance {

/// "float32", "float64", "int64" or "bool". Throws std::runtime_error for anything else.
xgrad::DType dtype_named(const std::string& name);
inline xgrad::DType dtype_of_row(const nlohmann::json& row) { return dtype_named(row.at("dtype").get<std::string>()); }

enum class Extents { fixed, open };

/// A row's arrays as operands of its op in a graph. Labels, indices and conditions are constants where extents are
/// fixed, else inputs.
class ArrayOperands {
 public:
  ArrayOperands(const nlohmann::json& row, Extents extents);
  /// The node; throws what the builder throws.
  xgrad::Var build() { return build_op(row_.at("op").get<std::string>(), Call(graph, operands_, row_)); }
  /// An input of the program beside those of the row.
  xgrad::Var feed(std::string_view name, const xgrad::Tensor& value);

  xgrad::Graph graph;
  xgrad::Vars inputs;                 ///< of the program
  std::vector<xgrad::Tensor> values;  ///< theirs
  xgrad::Vars arrays;                 ///< the row's `inputs`

 private:
  xgrad::Var leaf(std::string_view name, const xgrad::Tensor& value);

  const nlohmann::json& row_;
  Extents extents_;
  xgrad::Vars operands_;
};

/// Rows of numbers ("unary" and "binary"): those of one op, dtype and attributes share their programs.
Verdicts judge_numbers(const std::vector<const nlohmann::json*>& rows);
Verdict judge_arrays(const nlohmann::json& row);
Verdict judge_error(const nlohmann::json& row);

}  // namespace conformance
