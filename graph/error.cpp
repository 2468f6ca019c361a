#include <xgrad/graph/error.hpp>

namespace xgrad {

std::string Error::message(std::string_view what, std::string_view rule, std::string_view operands,
                           std::string_view remedy) {
  std::string text(what);
  text.append(": ").append(rule);
  if (!operands.empty()) text.append(": ").append(operands);
  if (!remedy.empty()) text.append("\n  ").append(remedy);
  return text;
}

}  // namespace xgrad
