#pragma once
#include <string>
#include <string_view>

namespace xgrad::plot {

enum class Language { en, zh };

/// What --lang says; English before that.
Language language();
void set_language(Language);

/// The text in that language:  text("loss", "损失")
std::string text(std::string_view english, std::string_view chinese);

}  // namespace xgrad::plot
