#pragma once
#include <cstdint>

namespace xgrad {

/// The user's source line that made a node; as a default argument it records the caller's file and line.
/// (clang 14 lacks std::source_location.)
struct SourceLine {
  const char* file = "";
  std::uint32_t line = 0;
  static constexpr SourceLine here(const char* file = __builtin_FILE(), std::uint32_t line = __builtin_LINE()) {
    return {file, line};
  }
};

}  // namespace xgrad
