#include "build_op.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <stdexcept>

#include "judge.hpp"

namespace conformance {

xgrad::Var Call::operator[](std::size_t i) const {
  if (i >= operands_.size()) throw std::runtime_error(fmt::format("operand {} is not given", i));
  return operands_[i];
}

const nlohmann::json& Call::attribute(const char* name) const {
  if (!has(name)) throw std::runtime_error(fmt::format("the attribute '{}' is not given", name));
  return attributes_.at(name);
}

double Call::number(const char* name) const { return conformance::number(attribute(name)); }
double Call::number(const char* name, double otherwise) const { return has(name) ? number(name) : otherwise; }
bool Call::flag(const char* name) const { return has(name) && attribute(name).get<bool>(); }
std::int64_t Call::integer(const char* name) const { return attribute(name).get<std::int64_t>(); }
std::string Call::text(const char* name, const char* otherwise) const {
  return has(name) ? attribute(name).get<std::string>() : otherwise;
}

std::vector<std::int64_t> Call::integers(const char* name) const {
  const nlohmann::json& given = attribute(name);
  if (given.is_number_integer()) return {given.get<std::int64_t>()};
  return given.get<std::vector<std::int64_t>>();
}

xgrad::Var Call::operand_or_integers(std::size_t i, const char* name) const {
  if (i < size()) return operands_[i];
  const std::vector<std::int64_t> values = integers(name);
  return graph_.constant(xgrad::Tensor::from(values, xgrad::Shape{static_cast<std::int64_t>(values.size())}));
}

namespace {

const OpRow* find_row(std::string_view op) {
  for (auto family : {elementwise_rows(), reduction_rows(), array_rows()})
    for (const OpRow& row : family)
      if (row.op == op) return &row;
  return nullptr;
}

}  // namespace

xgrad::Var build_op(std::string_view op, const Call& call) {
  const OpRow* row = find_row(op);
  if (!row) throw std::runtime_error(fmt::format("there is no op '{}'", op));
  if (call.size() < row->operands)
    throw std::runtime_error(fmt::format("{} takes {} operands, {} are given", op, row->operands, call.size()));
  return row->build(call);
}

std::string missing(std::string_view op, std::span<const std::size_t>) {
  return find_row(op) ? std::string() : fmt::format("no op {}", op);
}

std::vector<double> numbers_or_flags(const nlohmann::json& flat) {
  if (flat.is_boolean()) return {flat.get<bool>() ? 1.0 : 0.0};
  if (!flat.is_array()) return {number(flat)};
  std::vector<double> values;
  values.reserve(flat.size());
  for (const nlohmann::json& entry : flat)
    for (double value : numbers_or_flags(entry)) values.push_back(value);
  return values;
}

xgrad::Tensor tensor_of(const nlohmann::json& flat, const xgrad::Shape& shape, xgrad::DType dtype) {
  return xgrad::Tensor::from(numbers_or_flags(flat), shape).astype(dtype);
}

std::vector<double> elements(const xgrad::Tensor& tensor) { return tensor.astype(xgrad::float64).to_vector<double>(); }

xgrad::Shape opened(const xgrad::Shape& shape, bool all) {
  xgrad::Shape open = shape;
  for (std::size_t axis = 0; axis < (all ? shape.rank() : std::min<std::size_t>(shape.rank(), 1)); ++axis)
    if (shape[axis] != 1) open.set(axis, xgrad::dynamic);
  return open;
}

}  // namespace conformance
