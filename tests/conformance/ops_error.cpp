#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>

#include "ops_case.hpp"

namespace conformance {
namespace {

std::string class_of(const xgrad::Error& error) {
  if (dynamic_cast<const xgrad::ShapeError*>(&error)) return "ShapeError";
  if (dynamic_cast<const xgrad::DTypeError*>(&error)) return "DTypeError";
  if (dynamic_cast<const xgrad::GraphError*>(&error)) return "GraphError";
  if (dynamic_cast<const xgrad::DataError*>(&error)) return "DataError";
  if (dynamic_cast<const xgrad::IoError*>(&error)) return "IoError";
  return "Error";
}

/// The builder, or else the run, must throw; a builder that throws leaves the graph as it was.
void judge_throw(NumberCase& result, const nlohmann::json& row, Extents extents) {
  const std::string way = extents == Extents::open ? "dynamic: " : "";
  const auto op = row.at("op").get<std::string>(), wanted = row.at("expected").at("error").get<std::string>();
  ArrayOperands operands(row, extents);
  std::size_t size = operands.graph.size();
  try {
    const xgrad::Var y = operands.build();
    size = operands.graph.size();
    xgrad::compile(operands.inputs, {y})(operands.values);
    result.fail(way + "nothing is thrown");
  } catch (const xgrad::Error& e) {
    if (class_of(e) != wanted)
      result.fail(fmt::format("{}{} is thrown, expected {}: {}", way, class_of(e), wanted, e.what()));
    if (std::string_view(e.what()).find(op) == std::string_view::npos)
      result.fail(fmt::format("{}the text does not name {}: {}", way, op, e.what()));
  }
  if (operands.graph.size() != size)
    result.fail(fmt::format("{}the graph has changed: {} nodes, {} before", way, operands.graph.size(), size));
}

}  // namespace

Verdict judge_error(const nlohmann::json& row) {
  NumberCase result(row.at("name").get<std::string>());
  if (const std::string reason = missing(row.at("op").get<std::string>(), {}); !reason.empty()) {
    result.skip(reason);
    return result.verdict();
  }
  for (Extents extents : {Extents::fixed, Extents::open}) {
    try {
      judge_throw(result, row, extents);
    } catch (const std::exception& e) { result.fail(e.what()); }
  }
  return result.verdict();
}

}  // namespace conformance
