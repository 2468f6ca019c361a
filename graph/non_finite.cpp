#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/graph/non_finite_internal.hpp>

namespace xgrad {
namespace {

template <class F> void widen(Range& r, const void* elements, std::int64_t size) {
  const F* x = static_cast<const F*>(elements);
  for (std::int64_t i = 0; i < size; ++i) {
    if (std::isnan(x[i]))
      ++r.nan;
    else if (std::isinf(x[i]))
      ++r.infinite;
    else
      r.low = std::min(r.low, static_cast<double>(x[i])), r.high = std::max(r.high, static_cast<double>(x[i]));
  }
}

}  // namespace

Range range_of(const void* elements, const Type& type) {
  Range r;
  r.type = type;
  if (type.dtype == float32) widen<float>(r, elements, type.shape.size());
  if (type.dtype == float64) widen<double>(r, elements, type.shape.size());
  return r;
}

Range range_of(const Tensor& t) { return range_of(t.data(), {t.dtype(), t.shape()}); }

std::string count_text(const Range& r) {
  std::string text = r.nan > 0 ? fmt::format("{} NaN", r.nan) : "";
  if (r.infinite > 0) text += fmt::format("{}{} infinite", text.empty() ? "" : " and ", r.infinite);
  return fmt::format("{} of {} entries", text, r.type.shape.size());
}

std::string range_text(Var v, const Range& r) {
  const std::string text = fmt::format("{} {} {}", v.name(), to_string(r.type.dtype), to_string(r.type.shape));
  return r.low > r.high ? text : fmt::format("{}, {:.6g} to {:.6g}", text, r.low, r.high);
}

}  // namespace xgrad
