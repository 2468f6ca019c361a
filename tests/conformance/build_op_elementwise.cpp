#include <xgrad/ops/ops.hpp>

#include "build_op.hpp"

namespace conformance {

using namespace xgrad;

std::span<const OpRow> elementwise_rows() {
  static const OpRow rows[] = {
      {"add", 2, [](const Call& c) { return add(c[0], c[1]); }},
      {"sub", 2, [](const Call& c) { return sub(c[0], c[1]); }},
      {"mul", 2, [](const Call& c) { return mul(c[0], c[1]); }},
      {"div", 2, [](const Call& c) { return div(c[0], c[1]); }},
      {"maximum", 2, [](const Call& c) { return maximum(c[0], c[1]); }},
      {"minimum", 2, [](const Call& c) { return minimum(c[0], c[1]); }},
      {"pow", 2, [](const Call& c) { return pow(c[0], c[1]); }},
      {"pow_scalar", 1, [](const Call& c) { return pow(c[0], c.number("exponent")); }},
      {"neg", 1, [](const Call& c) { return neg(c[0]); }},
      {"square", 1, [](const Call& c) { return square(c[0]); }},
      {"sqrt", 1, [](const Call& c) { return sqrt(c[0]); }},
      {"abs", 1, [](const Call& c) { return abs(c[0]); }},
      {"sign", 1, [](const Call& c) { return sign(c[0]); }},
      {"exp", 1, [](const Call& c) { return exp(c[0]); }},
      {"expm1", 1, [](const Call& c) { return expm1(c[0]); }},
      {"log", 1, [](const Call& c) { return log(c[0]); }},
      {"log1p", 1, [](const Call& c) { return log1p(c[0]); }},
      {"sin", 1, [](const Call& c) { return sin(c[0]); }},
      {"cos", 1, [](const Call& c) { return cos(c[0]); }},
      {"tanh", 1, [](const Call& c) { return tanh(c[0]); }},
      {"sigmoid", 1, [](const Call& c) { return sigmoid(c[0]); }},
      {"softplus", 1, [](const Call& c) { return softplus(c[0]); }},
      {"relu", 1, [](const Call& c) { return relu(c[0]); }},
      {"leaky_relu", 1, [](const Call& c) { return leaky_relu(c[0], c.number("alpha", 0.01)); }},
      {"elu", 1, [](const Call& c) { return elu(c[0], c.number("alpha", 1.0)); }},
      {"less", 2, [](const Call& c) { return less(c[0], c[1]); }},
      {"less_equal", 2, [](const Call& c) { return less_equal(c[0], c[1]); }},
      {"greater", 2, [](const Call& c) { return greater(c[0], c[1]); }},
      {"greater_equal", 2, [](const Call& c) { return greater_equal(c[0], c[1]); }},
      {"equal", 2, [](const Call& c) { return equal(c[0], c[1]); }},
      {"not_equal", 2, [](const Call& c) { return not_equal(c[0], c[1]); }},
      {"where", 3, [](const Call& c) { return where(c[0], c[1], c[2]); }},
  };
  return rows;
}

}  // namespace conformance
