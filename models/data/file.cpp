#include <fmt/format.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/file_internal.hpp>

namespace xgrad::detail {
namespace {

[[noreturn]] void fail(std::string_view what, std::string_view rule, const std::string& path) {
  throw IoError(what, rule, fmt::format("{} ({})", path, std::strerror(errno)));
}

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

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
  File file(std::fopen(path.c_str(), "wb"));
  if (!file) fail(what, "the file cannot be written", path);
  for (std::string_view part : {head, body})
    if (!part.empty() && std::fwrite(part.data(), 1, part.size(), file.get()) != part.size())
      fail(what, "the file cannot be written", path);
  if (std::fclose(file.release()) != 0) fail(what, "the file cannot be written", path);
}

}  // namespace xgrad::detail
