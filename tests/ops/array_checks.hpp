#pragma once
#include <doctest/doctest.h>
#include <cmath>
#include <string>
#include <vector>
#include <xgrad/graph/arena_internal.hpp>

#include "../support/check_op.hpp"
#include "../support/op_runner.hpp"

namespace xgrad {

/// float64 numbers, row-major.
inline Tensor array(const Shape& shape, const std::vector<double>& values) { return operand(values, shape, float64); }
inline Tensor integers(const Shape& shape, const std::vector<std::int64_t>& values) {
  return Tensor::from(values, shape);
}

/// Same shape, and each number within `relative` of the wanted one; NaN is NaN.
inline bool is_near(const Tensor& got, const Tensor& wanted, double relative) {
  if (got.shape() != wanted.shape()) return false;
  const auto a = numbers(got), b = numbers(wanted);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(b[i]) ? std::isnan(a[i]) : a[i] == b[i]) continue;
    if (!(std::abs(a[i] - b[i]) <= relative * std::abs(b[i]))) return false;
  }
  return true;
}

inline std::string text_of(const Tensor& t) { return to_string(t.shape()) + " " + to_string(t); }

/// f of the operands is `wanted`: in float64 and float32 (other dtypes stay), with static and with dynamic extents.
/// Numbers are within 1e-13 (1e-6), or equal for `exact`.
enum class Precision { exact, rounded };
inline void check_value(const GraphBuilder& f, const std::vector<Tensor>& operands, const Tensor& wanted,
                        Precision precision = Precision::exact) {
  for (DType dtype : {float64, float32}) {
    std::vector<Tensor> converted;
    for (const Tensor& t : operands) converted.push_back(t.dtype() == float64 ? t.astype(dtype) : t);
    const Tensor target = wanted.dtype() == float64 ? wanted.astype(dtype) : wanted;
    const double relative = precision == Precision::exact ? 0 : dtype == float64 ? 1e-13 : 1e-6;
    for (Extents extents : {Extents::fixed, Extents::open}) {
      const Tensor got = run_op(f, converted, extents);
      INFO(to_string(dtype), extents == Extents::fixed ? ", static extents" : ", dynamic extents");
      INFO("got    ", text_of(got));
      INFO("wanted ", text_of(target));
      CHECK(got.dtype() == target.dtype());
      CHECK(is_near(got, target, relative));
    }
  }
}

/// The gradient of the sum of f by operand i, likewise.
inline void check_gradient(const GraphBuilder& f, const std::vector<Tensor>& operands, std::size_t i,
                           const Tensor& wanted, Precision precision = Precision::exact) {
  for (DType dtype : {float64, float32}) {
    std::vector<Tensor> converted;
    for (const Tensor& t : operands) converted.push_back(t.astype(dtype));
    for (Extents extents : {Extents::fixed, Extents::open}) {
      const Tensor got = run_gradients(f, converted, extents)[i];
      INFO(to_string(dtype), extents == Extents::fixed ? ", static extents" : ", dynamic extents");
      INFO("got    ", text_of(got));
      INFO("wanted ", text_of(wanted.astype(dtype)));
      CHECK(is_near(got, wanted.astype(dtype), precision == Precision::exact ? 0 : dtype == float64 ? 1e-13 : 1e-6));
    }
  }
}

/// What forward of f's last node computes from its operands' values, without any pass.
inline Tensor run_forward(const GraphBuilder& f, const std::vector<Tensor>& operands) {
  Graph g;
  Vars inputs;
  for (const Tensor& t : operands)
    inputs.push_back(g.input(std::string(1, static_cast<char>('a' + inputs.size())), t.dtype(), t.shape()));
  const Var y = f(inputs);
  std::vector<View> views;
  for (Var in : y.arena()->in_vars(y.id())) {
    const Tensor& t = operands[in.id()];
    views.push_back({t.dtype(), &t.shape(), const_cast<void*>(t.data())});
  }
  Tensor result = Tensor::uninitialized(y.dtype(), y.shape());
  y.arena()->op(y.id()).forward(views, {result.dtype(), &result.shape(), result.mutable_data()});
  return result;
}

}  // namespace xgrad
