#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/file_internal.hpp>

namespace xgrad::detail {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(std::string_view what, std::string_view rule, const std::string& path, int error = errno) {
  throw IoError(what, rule, fmt::format("{} ({})", path, std::strerror(error)));
}

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

/// 0, or the error number.
int write(const std::string& path, std::string_view head, std::string_view body) {
  File file(std::fopen(path.c_str(), "wb"));
  if (!file) return errno;
  for (std::string_view part : {head, body})
    if (!part.empty() && std::fwrite(part.data(), 1, part.size(), file.get()) != part.size()) return errno;
  return std::fclose(file.release()) == 0 ? 0 : errno;
}

/// How many bytes the character at the beginning of `text` has; 0 if they are no UTF-8 or a control character.
std::size_t length_of_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0x80) return first < 0x20 || first == 0x7f ? 0 : 1;
  const std::size_t length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (first >= 0xf5) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  return first == 0xc2 && byte(1) < 0xa0 ? 0 : length;
}

}  // namespace

std::string read_file(std::string_view what, const std::string& path) {
  File file(std::fopen(path.c_str(), "rb"));
  if (!file) fail(what, "the file cannot be opened", path);
  std::string content;
  char part[65536];
  for (std::size_t got; (got = std::fread(part, 1, sizeof part, file.get())) > 0;) content.append(part, got);
  if (std::ferror(file.get())) fail(what, "the file cannot be read", path);  // a folder too comes here
  return content;
}

void write_file(std::string_view what, const std::string& path, std::string_view head, std::string_view body) {
  std::error_code ignored;
  const fs::path target = fs::is_symlink(path, ignored) ? fs::weakly_canonical(path, ignored) : fs::path(path);
  // A device or a pipe is written to; putting a file in its place is not what was meant.
  const bool in_place = fs::exists(target, ignored) && !fs::is_regular_file(target, ignored);
  const std::string beside = in_place ? target.string() : fmt::format("{}.{}.part", target.string(), ::getpid());
  int error = write(beside, head, body);
  if (in_place && error == 0) return;
  if (error == 0 && std::rename(beside.c_str(), target.c_str()) == 0) return;
  if (error == 0) error = errno;
  if (!in_place) std::remove(beside.c_str());
  fail(what, "the file cannot be written", path, error);
}

std::string printable(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string shown;
  while (!text.empty()) {
    const std::size_t length = length_of_character(text);
    if (shown.size() + std::max<std::size_t>(length, 1) > longest) return shown + "...";
    shown += length == 0 ? "?" : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return shown;
}

}  // namespace xgrad::detail
