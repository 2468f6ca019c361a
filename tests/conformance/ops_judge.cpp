#include "ops_judge.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>

namespace conformance {
namespace {

bool is_same_number(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

void NumberCase::remember(const std::string& where, double deviation, double part_of_bound) {
  if (has_failed() || part_of_bound <= part_of_bound_) return;
  part_of_bound_ = part_of_bound;
  verdict_.deviation = deviation;
  verdict_.where = where;
}

void NumberCase::within(const std::string& where, const std::vector<double>& got, const std::vector<double>& expected,
                        Bound bound) {
  if (got.size() != expected.size())
    return fail(fmt::format("{}: {} numbers, expected {}", where, got.size(), expected.size()));
  double scale = 0;
  for (double e : expected)
    if (std::isfinite(e)) scale = std::max(scale, std::abs(e));
  const double allowed = bound.relative * scale + bound.absolute;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (is_same_number(got[i], expected[i])) continue;
    const double off = std::abs(got[i] - expected[i]);
    if (!(off <= allowed) || !std::isfinite(expected[i]))
      return fail(fmt::format("{}[{}]: {}, expected {}, off by {:.1e}, allowed {:.1e}", where, i, got[i], expected[i],
                              off, allowed));
    if (allowed > 0 && off / allowed > part_of_bound_)
      remember(fmt::format("{}[{}]", where, i), scale > 0 ? off / scale : off, off / allowed);
  }
}

namespace {

template <class T> double spacing(T magnitude) {
  constexpr T inf = std::numeric_limits<T>::infinity();
  const T next = std::nextafter(magnitude, inf);
  if (next == inf) return static_cast<double>(magnitude - std::nextafter(magnitude, T(0)));
  return static_cast<double>(next - magnitude);
}

}  // namespace

double unit_in_last_place(double x, xgrad::DType dtype) {
  return dtype == xgrad::float32 ? spacing(static_cast<float>(std::abs(x))) : spacing(std::abs(x));
}

void NumberCase::ulps(const std::string& where, double got, double expected, double ulp, xgrad::DType dtype) {
  if (is_same_number(got, expected) && (ulp > 0 || std::isnan(got) || std::signbit(got) == std::signbit(expected)))
    return;
  const long double difference = static_cast<long double>(got) - static_cast<long double>(expected);
  const auto off = static_cast<double>(std::abs(difference) / unit_in_last_place(expected, dtype));
  if (ulp == 0 || !(off <= ulp) || !std::isfinite(expected))
    return fail(fmt::format("{}: {}, expected {}, off by {:.2g} ulp, allowed {}", where, got, expected, off, ulp));
  remember(where + " (ulp)", off, off / ulp);
}

void NumberCase::shape(const std::string& where, const xgrad::Shape& got, const xgrad::Shape& expected) {
  if (!(got == expected))
    fail(fmt::format("{}: shape {}, expected {}", where, xgrad::to_string(got), xgrad::to_string(expected)));
}

void NumberCase::fail(const std::string& why) {
  if (has_failed()) return;
  verdict_.outcome = Outcome::fail;
  verdict_.where = why.size() > 600 ? why.substr(0, 600) + " ..." : why;
}

void NumberCase::skip(const std::string& why) {
  if (verdict_.outcome != Outcome::ok) return;
  verdict_.outcome = Outcome::skip;
  verdict_.where = why;
}

}  // namespace conformance
