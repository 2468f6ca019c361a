#include "ops_case.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace conformance {

xgrad::DType dtype_named(const std::string& name) {
  for (xgrad::DType dtype : {xgrad::float32, xgrad::float64, xgrad::int64, xgrad::boolean})
    if (xgrad::to_string(dtype) == name) return dtype;
  throw std::runtime_error(fmt::format("unknown dtype '{}'", name));
}

namespace {

xgrad::Tensor array_of(const nlohmann::json& input, xgrad::DType row_dtype) {
  const xgrad::DType dtype = input.contains("dtype") ? dtype_named(input.at("dtype").get<std::string>()) : row_dtype;
  const xgrad::Shape shape(input.at("shape").get<std::vector<std::int64_t>>());
  if (!input.contains("fill")) return tensor_of(input.at("value"), shape, dtype);
  return xgrad::full(shape, numbers_or_flags(input.at("fill")).at(0), dtype);
}

/// A flat list is meant in the shape of the row's first array if it has as many entries.
xgrad::Tensor flat_array(const nlohmann::json& list, xgrad::DType dtype, const xgrad::Shape& like) {
  const std::vector<double> values = numbers_or_flags(list);
  const auto size = static_cast<std::int64_t>(values.size());
  return xgrad::Tensor::from(values, like.size() == size ? like : xgrad::Shape{size}).astype(dtype);
}

}  // namespace

ArrayOperands::ArrayOperands(const nlohmann::json& row, Extents extents) : row_(row), extents_(extents) {
  for (const nlohmann::json& input : row.at("inputs")) {
    const xgrad::Tensor value = array_of(input, dtype_of_row(row));
    arrays.push_back(feed(fmt::format("x{}", arrays.size()), value));
  }
  operands_ = arrays;
  if (row.value("twice", false)) operands_.push_back(arrays.at(0));
  if (row.contains("condition")) {
    const xgrad::Tensor condition = flat_array(row.at("condition"), xgrad::boolean, values.at(0).shape());
    operands_.insert(operands_.begin(), leaf("condition", condition));
  }
  if (row.contains("labels"))
    operands_.push_back(leaf("labels", flat_array(row.at("labels"), xgrad::int64, xgrad::Shape{0})));
  if (row.contains("indices") && extents == Extents::open)
    operands_.push_back(leaf("indices", flat_array(row.at("indices"), xgrad::int64, xgrad::Shape{0})));
}

xgrad::Var ArrayOperands::feed(std::string_view name, const xgrad::Tensor& value) {
  const xgrad::Shape shape = extents_ == Extents::open ? opened(value.shape()) : value.shape();
  inputs.push_back(graph.input(name, value.dtype(), shape));
  values.push_back(value);
  return inputs.back();
}

xgrad::Var ArrayOperands::leaf(std::string_view name, const xgrad::Tensor& value) {
  return extents_ == Extents::fixed ? graph.constant(value) : feed(name, value);
}

}  // namespace conformance
