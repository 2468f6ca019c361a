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
#include <xgrad/examples/plot/program.hpp>
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

/// The error number if it could not be started, else its exit status.
struct Ending {
  int error = 0, status = 0;
};
Ending run(const std::string& program, std::vector<std::string> arguments, std::FILE* in, std::FILE* out,
           std::FILE* messages) {
  arguments.insert(arguments.begin(), std::filesystem::path(program).filename().string());
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ::fileno(in), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, ::fileno(out), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, ::fileno(messages), STDERR_FILENO);
  pid_t child = 0;
  Ending ending;
  ending.error = ::posix_spawn(&child, program.c_str(), &files, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (ending.error != 0) return ending;
  while (::waitpid(child, &ending.status, 0) < 0) {
    if (errno != EINTR) return {errno, 0};
  }
  return ending;
}

std::string first_line(const std::string& messages) {
  const std::size_t begin = messages.find_first_not_of(" \t\n");
  return begin == std::string::npos ? "" : messages.substr(begin, messages.find('\n', begin) - begin);
}

/// "exit status 3: no fonts here": a program that fails without a word is told of too.
std::string ending_of(int status, const std::string& messages) {
  std::string text = WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                                         : fmt::format("exit status {}", WEXITSTATUS(status));
  const std::string line = first_line(messages);
  return line.empty() ? text : text + ": " + line;
}

}  // namespace

std::filesystem::path find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  for (std::string_view rest = path ? path : ""; !rest.empty();) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
    if (folder.empty()) continue;
    const auto program = std::filesystem::path(folder) / name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(program, ignored) && ::access(program.c_str(), X_OK) == 0) return program;
  }
  return {};
}

Ran run_program(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                std::string_view input) {
  const TemporaryFile in = temporary_file(input), out = temporary_file(), messages = temporary_file();
  const auto [error, status] = run(program.string(), arguments, in.get(), out.get(), messages.get());
  if (error != 0) return {"", fmt::format("{} does not start: {}", program.string(), std::strerror(error))};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {read(out.get()), ""};
  return {read(out.get()), fmt::format("{} failed, {}", program.string(), ending_of(status, read(messages.get())))};
}

}  // namespace xgrad::plot
