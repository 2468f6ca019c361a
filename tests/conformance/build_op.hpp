#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

/// From a case's op name and attributes to a node: the one list of the ops that cases know.
namespace conformance {

/// An op as a case writes it: the operands, and the attributes by name. What it lacks is a std::runtime_error.
class Call {
 public:
  Call(xgrad::Graph& graph, xgrad::Vars operands, const nlohmann::json& attributes)
      : graph_(graph), operands_(std::move(operands)), attributes_(attributes) {}

  std::size_t size() const { return operands_.size(); }
  xgrad::Var operator[](std::size_t i) const;
  const xgrad::Vars& operands() const { return operands_; }

  bool has(const char* attribute) const { return attributes_.contains(attribute); }
  double number(const char* attribute) const;
  double number(const char* attribute, double otherwise) const;
  bool flag(const char* attribute) const;  ///< false where it is not given
  std::int64_t integer(const char* attribute) const;
  std::string text(const char* attribute, const char* otherwise) const;
  std::vector<std::int64_t> integers(const char* attribute) const;
  xgrad::Axes axes() const { return integers("axes"); }
  xgrad::Shape shape(const char* attribute) const { return xgrad::Shape(integers(attribute)); }
  const nlohmann::json& attribute(const char* name) const;
  /// Operand i; where there is none, a constant of the integers that the attribute lists.
  xgrad::Var operand_or_integers(std::size_t i, const char* attribute) const;

 private:
  xgrad::Graph& graph_;
  xgrad::Vars operands_;
  const nlohmann::json& attributes_;
};

struct OpRow {
  std::string_view op;
  std::size_t operands;  ///< at least
  xgrad::Var (*build)(const Call&);
};

// The families, a file each.
std::span<const OpRow> elementwise_rows();
std::span<const OpRow> reduction_rows();
std::span<const OpRow> array_rows();

/// The node. Throws what xgrad's builder throws, std::runtime_error for a case that is not complete.
xgrad::Var build_op(std::string_view op, const Call& call);
/// Why xgrad cannot build that op (yet), given the operands' ranks; empty if it can.
std::string missing(std::string_view op, std::span<const std::size_t> ranks);

/// A tensor of row-major numbers (booleans too), rounded to dtype; "nan", "inf" and "-inf" are numbers.
xgrad::Tensor tensor_of(const nlohmann::json& flat, const xgrad::Shape& shape, xgrad::DType dtype);
/// The elements as float64; booleans as 0 and 1.
std::vector<double> elements(const xgrad::Tensor& tensor);
/// numbers() that takes booleans too.
std::vector<double> numbers_or_flags(const nlohmann::json& flat);
/// shape with every extent dynamic, or only the first, but for extents of 1, which may be meant to stretch.
xgrad::Shape opened(const xgrad::Shape& shape, bool all = true);

}  // namespace conformance
