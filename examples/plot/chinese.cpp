#include <algorithm>
#include <xgrad/examples/plot/chinese.hpp>
#include <xgrad/examples/plot/program.hpp>

namespace xgrad::plot {

bool has_chinese(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);  // U+3000 to U+9FFF and more begin with these
    return byte >= 0xe3 && byte <= 0xe9;
  });
}

std::optional<std::string> chinese_font() {
  static const std::optional<std::string> found = []() -> std::optional<std::string> {
    const auto list = find_program("fc-list");
    if (list.empty()) return std::nullopt;
    const Ran ran = run_program(list, {":lang=zh", "file"}, "");  // a line "FILE: " for each font
    if (!ran.problem.empty()) return std::nullopt;
    return ran.output.substr(0, ran.output.find(": \n"));
  }();
  return found;
}

}  // namespace xgrad::plot
