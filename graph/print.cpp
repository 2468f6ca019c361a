#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <ostream>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {
namespace {

constexpr std::int64_t threshold = 1000, edge_items = 3;  // NumPy's print options; its words since 2.3
constexpr std::size_t precision = 8, line_width = 75;

/// The shortest decimal that reads back as the same float: sign, "12345", and the place of its point.
struct Decimal {
  bool is_negative;
  std::string digits;
  int exponent;  ///< value = d.ddd * 10^exponent
};

template <class F> Decimal shortest(F value) {
  char text[64];
  const char* end = std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific).ptr;
  const std::string_view all(text, static_cast<std::size_t>(end - text));
  const std::size_t e = all.find('e');
  Decimal d{std::signbit(value), {}, std::stoi(std::string(all.substr(e + 1)))};
  for (char c : all.substr(0, e))
    if (c != '.') d.digits += c;
  return d;
}

void drop_zeros(std::string& decimals) { decimals.erase(decimals.find_last_not_of('0') + 1); }

/// A number cut at its point, and its exponent if it has one: "-12" "25" "+08". At most `places` decimals.
struct Parts {
  std::string before, after, exponent;
};

Parts plain_parts(double value, const Decimal& d, std::size_t places) {
  std::string digits = d.digits;
  const int leading = d.exponent + 1;  // digits before the point
  if (leading <= 0) digits.insert(0, static_cast<std::size_t>(1 - leading), '0');
  const std::size_t before = static_cast<std::size_t>(std::max(leading, 1));
  if (digits.size() < before) digits.resize(before, '0');
  Parts parts{(d.is_negative ? "-" : "") + digits.substr(0, before), digits.substr(before), {}};
  if (parts.after.size() > places) {
    const std::string rounded = fmt::format("{:.{}f}", value, places);
    parts = {rounded.substr(0, rounded.find('.')), rounded.substr(rounded.find('.') + 1), {}};
  }
  drop_zeros(parts.after);
  return parts;
}

Parts scientific_parts(double value, const Decimal& d, std::size_t places) {
  if (d.digits.size() <= places + 1) {
    Parts parts{(d.is_negative ? "-" : "") + d.digits.substr(0, 1), d.digits.substr(1),
                fmt::format("{:+03}", d.exponent)};
    drop_zeros(parts.after);
    return parts;
  }
  const std::string rounded = fmt::format("{:.{}e}", value, places);
  const std::size_t point = rounded.find('.'), e = rounded.find('e');
  Parts parts{rounded.substr(0, point), rounded.substr(point + 1, e - point - 1), rounded.substr(e + 1)};
  drop_zeros(parts.after);
  return parts;
}

std::string not_finite(double value) { return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf"; }

/// Formats elements alike: points below each other, as NumPy does. First every element is noted, then asked for.
class Format {
 public:
  explicit Format(const Tensor& t) : t_(t) {}

  void note_size(std::int64_t i) {
    if (!is_float(t_.dtype())) return;
    const double value = at(i), size = std::fabs(value);
    if (!std::isfinite(value) || size == 0) return;
    largest_ = std::max(largest_, size);
    smallest_ = std::min(smallest_, size);
    is_scientific_ = largest_ >= (t_.dtype() == float32 ? 1e6 : 1e8) || smallest_ < 1e-4 || largest_ / smallest_ > 1000;
  }
  void note_width(std::int64_t i) {
    if (!is_float(t_.dtype())) {
      before_ = std::max(before_, t_.dtype() == boolean ? 5 : whole(i).size());
    } else if (const double value = at(i); std::isfinite(value)) {
      const Parts p = parts(i);
      before_ = std::max(before_, p.before.size());
      after_ = std::max(after_, p.after.size());
      exponent_ = std::max(exponent_, p.exponent.size());
    } else {
      unusual_ = std::max(unusual_, not_finite(value).size());
    }
  }

  /// An element among others; rank 0 is `alone`.
  std::string text(std::int64_t i) const {
    if (!is_float(t_.dtype())) return fmt::format("{:>{}}", whole(i), before_);
    const std::size_t tail = 1 + after_ + (exponent_ > 0 ? exponent_ + 1 : 0);
    const std::size_t before = std::max(before_, unusual_ > tail ? unusual_ - tail : 0);
    if (const double value = at(i); !std::isfinite(value))
      return fmt::format("{:>{}}", not_finite(value), before + tail);
    Parts p = parts(i);
    if (!is_scientific_) return fmt::format("{:>{}}.{:<{}}", p.before, before, p.after, after_);
    p.exponent.insert(1, exponent_ - p.exponent.size(), '0');
    return fmt::format("{:>{}}.{:0<{}}e{}", p.before, before, p.after, after_, p.exponent);
  }
  std::string alone() const {
    if (!is_float(t_.dtype())) return whole(0);
    const double value = at(0), size = std::fabs(value);
    if (!std::isfinite(value)) return not_finite(value);
    constexpr std::size_t all = 400;
    if (size != 0 && (size < 1e-4 || size >= (t_.dtype() == float32 ? 1e6 : 1e16))) {
      const Parts p = scientific_parts(value, decimal(0), all);
      return fmt::format("{}{}{}e{}", p.before, p.after.empty() ? "" : ".", p.after, p.exponent);
    }
    const Parts p = plain_parts(value, decimal(0), all);
    return fmt::format("{}.{}", p.before, p.after.empty() ? "0" : p.after);
  }

 private:
  double at(std::int64_t i) const {
    return t_.dtype() == float32 ? static_cast<double>(t_.data<float>()[i]) : t_.data<double>()[i];
  }
  Decimal decimal(std::int64_t i) const {
    return t_.dtype() == float32 ? shortest(t_.data<float>()[i]) : shortest(t_.data<double>()[i]);
  }
  Parts parts(std::int64_t i) const {
    return is_scientific_ ? scientific_parts(at(i), decimal(i), precision) : plain_parts(at(i), decimal(i), precision);
  }
  std::string whole(std::int64_t i) const {
    return t_.dtype() == boolean ? (t_.data<bool>()[i] ? "True" : "False")
                                 : fmt::format("{}", t_.data<std::int64_t>()[i]);
  }

  const Tensor& t_;
  double largest_ = 0, smallest_ = HUGE_VAL;
  std::size_t before_ = 0, after_ = 0, exponent_ = 0, unusual_ = 0;
  bool is_scientific_ = false;
};

/// Walks the elements that are printed, outermost axis first. Depth is the rank: at most 8.
class Printer {
 public:
  explicit Printer(const Tensor& t) : t_(t), short_(t.size() > threshold), format_(t) {}

  std::string run() {
    if (t_.rank() == 0) return format_.alone();
    if (t_.size() == 0) return "[]";
    visit(0, 0, [&](std::int64_t i) { format_.note_size(i); });
    visit(0, 0, [&](std::int64_t i) { format_.note_width(i); });
    return axis_text(0, 0);
  }

 private:
  /// The indices along an axis, -1 for those left out.
  std::vector<std::int64_t> shown(std::size_t axis) const {
    const std::int64_t n = t_.shape(axis);
    std::vector<std::int64_t> indices;
    for (std::int64_t i = 0; i < n; ++i) {
      if (short_ && n > 2 * edge_items && i == edge_items) {
        indices.push_back(-1);
        i = n - edge_items;
      }
      indices.push_back(i);
    }
    return indices;
  }

  template <class F> void visit(std::size_t axis, std::int64_t offset, const F& f) const {
    if (axis == t_.rank()) return f(offset);
    for (std::int64_t i : shown(axis))
      if (i >= 0) visit(axis + 1, offset * t_.shape(axis) + i, f);
  }

  std::string axis_text(std::size_t axis, std::int64_t offset) const {
    const std::string indent(axis + 1, ' ');
    const bool is_last = axis + 1 == t_.rank();
    const std::string line_end(t_.rank() - axis - 1, '\n');
    std::string done, line;  // the indent of the first line is the bracket's
    for (std::int64_t i : shown(axis)) {
      const std::int64_t at = offset * t_.shape(axis) + i;
      if (!is_last) {
        done += (done.empty() ? "" : line_end + indent) + (i < 0 ? "..." : axis_text(axis + 1, at));
        continue;
      }
      const std::string word = i < 0 ? "..." : format_.text(at);
      // Every open bracket is closed on the last line.
      if (!line.empty() && indent.size() + line.size() + 1 + word.size() > line_width - axis - 1) {
        done += line + "\n" + indent;
        line = word;
      } else {
        line += (line.empty() ? "" : " ") + word;
      }
    }
    return "[" + done + line + "]";
  }

  const Tensor& t_;
  bool short_;
  Format format_;
};

}  // namespace

std::string to_string(const Tensor& t) { return Printer(t).run(); }
std::ostream& operator<<(std::ostream& out, const Tensor& t) { return out << to_string(t); }

}  // namespace xgrad
