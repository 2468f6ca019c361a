#pragma once
#include <string>
#include <string_view>

namespace xgrad::detail {

/// The bytes of a file. Throws IoError with the path and the system's reason.
std::string read_file(std::string_view what, const std::string& path);

/// Writes a file, replacing what was there. It is written beside and renamed: where it fails (a full disk), the old
/// file stands as it was. Throws IoError likewise.
void write_file(std::string_view what, const std::string& path, std::string_view head, std::string_view body);

/// What a file holds, for a message: at most 40 bytes of it, with ? for what a terminal should not get (control
/// characters, bytes that are no UTF-8).
std::string printable(std::string_view text);

}  // namespace xgrad::detail
