#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <ostream>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {
namespace {

constexpr std::int64_t threshold = 1000, edge_items = 3;  // NumPy's print options
constexpr int precision = 8;

/// A float in plain notation: at most 8 decimals, no zeros at the end, always a point: "1.", "0.25".
std::string plain(double value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{:.{}f}", value, precision);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

/// Formats elements alike: points below each other, as NumPy does.
class Format {
 public:
  explicit Format(const Tensor& t) : t_(t) {}

  void note(std::int64_t i) {
    if (!is_float(t_.dtype())) {
      before_ = std::max(before_, whole(i).size());
      return;
    }
    const double value = at(i), size = std::fabs(value);
    if (std::isfinite(value) && size != 0) largest_ = std::max(largest_, size), smallest_ = std::min(smallest_, size);
    const std::string text = plain(value);
    const std::size_t point = text.find('.');
    before_ = std::max(before_, point == text.npos ? text.size() : point);
    if (point != text.npos) after_ = std::max(after_, text.size() - point - 1);
    has_finite_ |= point != text.npos;
  }

  std::string text(std::int64_t i) const {
    if (!is_float(t_.dtype())) return fmt::format("{:>{}}", whole(i), before_);
    const double value = at(i);
    if (largest_ >= 1e8 || smallest_ < 1e-4 || largest_ / smallest_ > 1e3 * 1e8)
      return std::isfinite(value) ? fmt::format("{:.{}e}", value, precision) : plain(value);
    const std::string text = plain(value);
    const std::size_t point = text.find('.');
    if (point == text.npos) return fmt::format("{:>{}}", text, before_ + (has_finite_ ? 1 + after_ : 0));
    return fmt::format("{:>{}}{:<{}}", text.substr(0, point), before_, text.substr(point), after_ + 1);
  }

 private:
  double at(std::int64_t i) const {
    return t_.dtype() == float32 ? static_cast<double>(t_.data<float>()[i]) : t_.data<double>()[i];
  }
  std::string whole(std::int64_t i) const {
    return t_.dtype() == boolean ? (t_.data<bool>()[i] ? "True" : "False") : fmt::format("{}", t_.data<std::int64_t>()[i]);
  }

  const Tensor& t_;
  double largest_ = 0, smallest_ = 1;
  std::size_t before_ = 0, after_ = 0;
  bool has_finite_ = false;
};

/// Walks the elements that are printed, outermost axis first. Depth is the rank: at most 8.
class Printer {
 public:
  explicit Printer(const Tensor& t) : t_(t), short_(t.size() > threshold), format_(t) {}

  std::string run() {
    if (t_.size() > 0) walk(0, 0, [&](std::int64_t i) { format_.note(i); }, [](const char*) {});
    if (t_.rank() == 0) return format_.text(0);
    std::string text;
    walk(0, 0, [&](std::int64_t i) { text += format_.text(i); }, [&](const char* s) { text += s; });
    return text;
  }

 private:
  template <class Element, class Literal>
  void walk(std::size_t axis, std::int64_t offset, const Element& element, const Literal& literal) {
    if (axis == t_.rank()) return element(offset);
    const std::int64_t n = t_.shape(axis);
    const bool last = axis + 1 == t_.rank();
    const std::string line = std::string(std::max<std::size_t>(1, t_.rank() - axis - 1), '\n') + std::string(axis + 1, ' ');
    literal("[");
    for (std::int64_t i = 0; i < n; ++i) {
      if (i > 0) literal(last ? " " : line.c_str());
      if (short_ && n > 2 * edge_items && i == edge_items) {
        literal("...");
        i = n - edge_items - 1;
        continue;
      }
      walk(axis + 1, offset * n + i, element, literal);
    }
    literal("]");
  }

  const Tensor& t_;
  bool short_;
  Format format_;
};

}  // namespace

std::string to_string(const Tensor& t) { return Printer(t).run(); }
std::ostream& operator<<(std::ostream& out, const Tensor& t) { return out << to_string(t); }

}  // namespace xgrad
