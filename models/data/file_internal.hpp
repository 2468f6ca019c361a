#pragma once
#include <string>
#include <string_view>

namespace xgrad::detail {

/// The bytes of a file. Throws IoError with the path and the system's reason.
std::string read_file(std::string_view what, const std::string& path);

/// Writes a file, replacing what was there. Throws IoError likewise.
void write_file(std::string_view what, const std::string& path, std::string_view head, std::string_view body);

}  // namespace xgrad::detail
