#include <fmt/format.h>
#include <cmath>
#include <xgrad/examples/plot/text.hpp>

namespace xgrad::plot {

std::string quoted(std::string_view text) {
  std::string made = "'";  // single quotes: gnuplot looks for nothing in them but the closing one
  for (char c : text) {
    if (c == '\'') {
      made += "''";
    } else if (c == '\n') {
      made += "'.\"\\n\".'";
    } else {
      const auto code = static_cast<unsigned char>(c);
      made += code < 0x20 || code == 0x7f ? ' ' : c;
    }
  }
  return made + "'";
}

std::string quoted_tic(std::string_view text) {
  std::string doubled;
  for (char c : text) doubled.append(c == '%' ? 2 : 1, c);
  return quoted(doubled);
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string made = "\"";
  for (char c : text) made.append(c == '"' ? 2 : 1, c);
  return made + "\"";
}

std::string number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : "NaN"; }

std::string set(std::string_view what, std::string_view text, std::string_view how) {
  return text.empty() ? "" : fmt::format("set {} {} {}\n", what, quoted(text), how);
}

}  // namespace xgrad::plot
