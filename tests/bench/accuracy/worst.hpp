#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace xgrad::accuracy {

/// The largest errors seen, with their arguments, in units in the last place of F.
template <class F> class Worst {
 public:
  struct Case {
    double ulps;
    F a, b;
  };

  /// y is what was computed for a (and b); exact is the reference, in a wider type.
  template <class Wide> void see(F y, Wide exact, F a, F b = 0) {
    ++seen_;
    const double error = ulps(y, exact);
    if (error > least_) insert({error, a, b});
  }
  /// Worst first; every exponent of the argument once, so that these are different places.
  const std::vector<Case>& cases() const { return cases_; }
  double ulps() const { return cases_.empty() ? 0 : cases_.front().ulps; }
  std::uint64_t seen() const { return seen_; }

 private:
  using L = std::numeric_limits<F>;
  static constexpr std::size_t kept = 3;

  /// Infinite for a NaN, an infinity or a zero where none belongs, or the wrong sign of one.
  template <class Wide> static double ulps(F y, Wide exact) {
    if (std::isnan(exact) || std::isnan(y)) return std::isnan(exact) == std::isnan(y) ? 0 : infinite;
    // Beyond the middle between the largest number and the next one that there would be, infinity is right.
    if (std::isinf(y))
      return (y > 0) == (exact > 0) && std::fabs(exact) >= Wide(L::max()) * (1 + L::epsilon() / 4) ? 0 : infinite;
    if (std::isinf(exact)) return infinite;
    return static_cast<double>(std::fabs(static_cast<Wide>(y) - exact) * per_unit(exact));
  }
  /// 1 / the distance between numbers of F near x.
  template <class Wide> static Wide per_unit(Wide x) {
    if constexpr (std::is_same_v<Wide, double>) {
      const auto exponent = static_cast<int>((std::bit_cast<std::uint64_t>(x) >> 52) & 2047) - 1023;
      return std::bit_cast<double>(
          static_cast<std::uint64_t>(1023 + L::digits - 1 - std::max(exponent, L::min_exponent - 1)) << 52);
    } else {
      const int exponent = x == 0 ? L::min_exponent - 1 : std::max(std::ilogb(x), L::min_exponent - 1);
      return std::ldexp(Wide(1), L::digits - 1 - exponent);
    }
  }
  void insert(Case found) {
    const auto same = [&](const Case& c) {
      return std::ilogb(c.a) == std::ilogb(found.a) && (c.a < 0) == (found.a < 0);
    };
    if (auto at = std::find_if(cases_.begin(), cases_.end(), same); at != cases_.end()) {
      if (found.ulps <= at->ulps) return;
      cases_.erase(at);
    }
    cases_.push_back(found);
    std::sort(cases_.begin(), cases_.end(), [](const Case& a, const Case& b) { return a.ulps > b.ulps; });
    if (cases_.size() > kept) cases_.pop_back();
    if (cases_.size() == kept) least_ = cases_.back().ulps;
  }

  static constexpr double infinite = std::numeric_limits<double>::infinity();
  std::vector<Case> cases_;
  double least_ = 0;
  std::uint64_t seen_ = 0;
};

}  // namespace xgrad::accuracy
