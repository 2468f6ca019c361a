#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/examples/plot/text.hpp>

namespace xgrad::plot {

std::string quoted(std::string_view text) {
  std::string made = "'";  // single quotes: gnuplot looks for nothing in them but the closing one
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\'') {
      // Doubled; but of several in a row gnuplot 5.4 loses count, so these stand in double quotes.
      const std::size_t run = std::min(text.find_first_not_of('\'', i), text.size()) - i;
      made += run == 1 ? "''" : "'.\"" + std::string(run, '\'') + "\".'";
      i += run - 1;
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

int text_width(std::string_view text, int points) {
  double longest = 0, line = 0;  // in units of the font's height
  for (char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '\n') line = 0;
    if (code < 0x80) line += 0.62;
    if (code >= 0xc0) line += code >= 0xe0 ? 1.0 : 0.65;  // UTF-8: the first byte of a letter; from 0xe0 on a wide one
    longest = std::max(longest, line);
  }
  return static_cast<int>(std::ceil(longest * points * 4 / 3));
}

std::string set(std::string_view what, std::string_view text, std::string_view how) {
  return text.empty() ? "" : fmt::format("set {} {} {}\n", what, quoted(text), how);
}

}  // namespace xgrad::plot
