#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace xgrad::plot {

/// Whether a text, in UTF-8, has Chinese characters.
bool has_chinese(std::string_view text);

/// The file of a font that has them, as fontconfig knows it; empty if there is none, nothing if that cannot be found
/// out.
std::optional<std::string> chinese_font();

}  // namespace xgrad::plot
