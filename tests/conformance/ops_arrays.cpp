#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/like.hpp>

#include "ops_case.hpp"

namespace conformance {
namespace {

/// A row's arrays, one way of declaring them: value, gradients, and the derivative along a direction.
class ArrayRun {
 public:
  ArrayRun(NumberCase& result, const nlohmann::json& row, Extents extents)
      : result_(result),
        row_(row),
        way_(extents == Extents::open ? "dynamic: " : ""),
        operands_(row, extents),
        bound_{row.value("rtol", 0.0), row.value("atol", 0.0)} {}

  void judge() {
    const nlohmann::json& expected = row_.at("expected");
    const xgrad::Var y = operands_.build();
    xgrad::Vars outputs{y};
    if (expected.contains("gradients")) differentiate(y, expected.at("gradients"), outputs);
    const xgrad::Outputs got = xgrad::compile(operands_.inputs, outputs)(operands_.values);
    judge_value(got[0]);
    if (row_.contains("note")) judge_note(got[0], row_.at("note").get<std::string>());
    for (std::size_t i = 0; i < gradients_.size(); ++i) {
      const std::string where = fmt::format("{}gradient by input {}", way_, i);
      result_.shape(where, got[1 + i].shape(), operands_.values[i].shape());
      result_.within(where, elements(got[1 + i]), gradients_[i], bound_);
    }
    if (!gradients_.empty()) judge_forward(elements(got[1 + gradients_.size()]));
  }

 private:
  void differentiate(xgrad::Var y, const nlohmann::json& expected, xgrad::Vars& outputs) {
    xgrad::Vars xs, tangents;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      gradients_.push_back(numbers(expected[i]));
      directions_.push_back(direction(gradients_[i].size(), i));
      xs.push_back(operands_.arrays.at(i));
      const xgrad::Tensor& x = operands_.values[i];
      tangents.push_back(
          operands_.feed(fmt::format("t{}", i), xgrad::Tensor::from(directions_[i], x.shape()).astype(x.dtype())));
    }
    for (xgrad::Var dx : xgrad::vjp(xgrad::Vars{y}, xgrad::Vars{ones_like(y)}, xs)) outputs.push_back(dx);
    outputs.push_back(xgrad::jvp(xgrad::Vars{y}, xs, tangents)[0]);
  }

  /// Numbers that hide nothing by cancelling.
  static std::vector<double> direction(std::size_t size, std::size_t operand) {
    std::vector<double> t(size);
    for (std::size_t i = 0; i < size; ++i)
      t[i] = (i % 2 == 0 ? 1.0 : -1.0) * (0.5 + 0.125 * static_cast<double>((5 * i + 3 * operand) % 7));
    return t;
  }

  void judge_value(const xgrad::Tensor& y) {
    const nlohmann::json& expected = row_.at("expected");
    result_.shape(way_ + "value", y.shape(), xgrad::Shape(expected.at("shape").get<std::vector<std::int64_t>>()));
    if (xgrad::is_float(y.dtype()) && y.dtype() != dtype_of_row(row_))
      result_.fail(fmt::format("{}value: is {}", way_, xgrad::to_string(y.dtype())));
    if (expected.contains("fill")) {
      const double fill = numbers_or_flags(expected.at("fill")).at(0);
      result_.within(way_ + "value", elements(y), std::vector<double>(static_cast<std::size_t>(y.size()), fill),
                     bound_);
    } else {
      result_.within(way_ + "value", elements(y), numbers_or_flags(expected.at("value")), bound_);
    }
  }

  void judge_note(const xgrad::Tensor& y, const std::string& note) {
    if (note != "all entries equal to the last bit") return result_.fail(fmt::format("unknown note '{}'", note));
    const auto* bytes = static_cast<const unsigned char*>(y.data());
    const std::size_t size = xgrad::size_of(y.dtype());
    for (std::size_t i = 1; i < static_cast<std::size_t>(y.size()); ++i)
      if (std::memcmp(bytes, bytes + i * size, size) != 0)
        return result_.fail(fmt::format("{}value[{}]: differs in its bits from value[0]", way_, i));
  }

  /// Forward mode: the sum of the derivative along a direction is the gradients' product with it.
  void judge_forward(const std::vector<double>& derivative) {
    double expected = 0, magnitude = 0, got = 0;
    std::size_t count = derivative.size();
    for (std::size_t i = 0; i < gradients_.size(); ++i)
      for (std::size_t j = 0; j < gradients_[i].size(); ++j, ++count) {
        expected += gradients_[i][j] * directions_[i][j];
        magnitude += std::abs(gradients_[i][j] * directions_[i][j]);
      }
    if (!std::isfinite(expected)) return;
    for (double d : derivative) {
      got += d;
      magnitude += std::abs(d);
    }
    const double allowed = bound_.relative * magnitude + bound_.absolute * static_cast<double>(count);
    result_.within(way_ + "forward derivative", {got}, {expected}, {0, allowed});
  }

  NumberCase& result_;
  const nlohmann::json& row_;
  std::string way_;
  ArrayOperands operands_;
  Bound bound_;
  std::vector<std::vector<double>> gradients_, directions_;
};

}  // namespace

Verdict judge_arrays(const nlohmann::json& row) {
  NumberCase result(row.at("name").get<std::string>());
  std::vector<std::size_t> ranks;
  for (const nlohmann::json& input : row.at("inputs")) ranks.push_back(input.at("shape").size());
  if (const std::string reason = missing(row.at("op").get<std::string>(), ranks); !reason.empty()) {
    result.skip(reason);
    return result.verdict();
  }
  for (Extents extents : {Extents::fixed, Extents::open}) {
    try {
      ArrayRun(result, row, extents).judge();
    } catch (const std::exception& e) {
      result.fail(fmt::format("{}{}", extents == Extents::open ? "dynamic: " : "", e.what()));
    }
  }
  return result.verdict();
}

}  // namespace conformance
