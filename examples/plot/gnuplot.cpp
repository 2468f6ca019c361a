#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <xgrad/examples/plot/gnuplot.hpp>
#include <xgrad/graph/error.hpp>

extern "C" char** environ;

namespace xgrad::plot {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
/// Files without a name. Unlike pipes they take any amount without anybody reading, so no two processes wait for
/// each other.
using TemporaryFile = std::unique_ptr<std::FILE, Close>;

TemporaryFile temporary_file(std::string_view text = {}) {
  TemporaryFile file(std::tmpfile());
  const bool written = file && (text.empty() || std::fwrite(text.data(), text.size(), 1, file.get()) == 1);
  if (!written || std::fflush(file.get()) != 0) {
    throw IoError("plot", "cannot write a temporary file", std::strerror(errno));
  }
  std::rewind(file.get());
  return file;
}

std::string read(std::FILE* file) {
  std::string bytes;
  char part[4096];
  std::rewind(file);
  while (const std::size_t n = std::fread(part, 1, sizeof part, file)) bytes.append(part, n);
  return bytes;
}

/// Runs a program to its end; the error number if it could not be started, else its exit status.
struct Ending {
  int error = 0, status = 0;
};
Ending run(const std::string& program, std::FILE* in, std::FILE* out, std::FILE* messages) {
  std::string name = "gnuplot", defaults = "-d", standard_input = "-";  // -d: the user's own settings are not read
  char* arguments[] = {name.data(), defaults.data(), standard_input.data(), nullptr};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ::fileno(in), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, ::fileno(out), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, ::fileno(messages), STDERR_FILENO);
  pid_t child = 0;
  Ending ending;
  ending.error = ::posix_spawn(&child, program.c_str(), &files, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  if (ending.error != 0) return ending;
  while (::waitpid(child, &ending.status, 0) < 0) {
    if (errno != EINTR) return {errno, 0};
  }
  return ending;
}

std::string script(const Figure& figure, Format format) {
  const auto [width, height] = figure.size();
  const std::string common =
      fmt::format("size {},{} noenhanced font 'sans-serif,12' background rgb 'white'", width, height);
  std::string terminal = fmt::format("set terminal svg {}\n", common);
  if (format == Format::png) {  // a gnuplot made without cairo has another terminal that writes PNG
    terminal = fmt::format(
        "if (strstrt(GPVAL_TERMINALS, ' pngcairo ')) {{ set terminal pngcairo {} }} else {{ set terminal png truecolor "
        "size {},{} noenhanced }}\n",
        common, width, height);
  }
  return "set encoding utf8\nset decimalsign '.'\n" + terminal + figure.commands() + "\nunset output\n";
}

/// A disk that was full leaves half a picture.
bool is_complete(std::string_view picture, Format format) {
  const std::string_view last = picture.substr(picture.size() - std::min<std::size_t>(picture.size(), 16));
  return last.find(format == Format::png ? "IEND" : "</svg>") != std::string_view::npos;
}

std::string first_line(const std::string& messages) {
  const std::size_t begin = messages.find_first_not_of(" \t\n");
  return begin == std::string::npos ? "" : messages.substr(begin, messages.find('\n', begin) - begin);
}

}  // namespace

std::filesystem::path find_gnuplot() {
  const char* path = std::getenv("PATH");
  for (std::string_view rest = path ? path : ""; !rest.empty();) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
    if (folder.empty()) continue;
    const auto program = std::filesystem::path(folder) / "gnuplot";
    std::error_code ignored;
    if (std::filesystem::is_regular_file(program, ignored) && ::access(program.c_str(), X_OK) == 0) return program;
  }
  return {};
}

Drawing draw(const std::filesystem::path& gnuplot, const Figure& figure, Format format) {
  const TemporaryFile in = temporary_file(script(figure, format));
  const TemporaryFile out = temporary_file(), messages = temporary_file();
  const auto [error, status] = run(gnuplot.string(), in.get(), out.get(), messages.get());
  if (error != 0) return {"", fmt::format("{} does not start: {}", gnuplot.string(), std::strerror(error))};
  std::string picture = read(out.get());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && is_complete(picture, format)) return {picture, ""};
  return {"", fmt::format("{} failed: {}", gnuplot.string(), first_line(read(messages.get())))};
}

}  // namespace xgrad::plot
