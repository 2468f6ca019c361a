#include <xgrad/examples/plot/language.hpp>

namespace xgrad::plot {
namespace {
Language chosen = Language::en;
}

Language language() { return chosen; }
void set_language(Language wanted) { chosen = wanted; }

std::string text(std::string_view english, std::string_view chinese) {
  return std::string(chosen == Language::zh ? chinese : english);
}

}  // namespace xgrad::plot
