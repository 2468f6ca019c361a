#include "peer.hpp"
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace xgrad::bench {

Peer::Peer(std::string name, int threads, std::vector<std::string> command,
           std::map<std::string, std::string> environment)
    : name_(std::move(name)), threads_(threads), command_(std::move(command)), environment_(std::move(environment)) {}

void Peer::start() {
  std::array<int, 2> to{}, from{};
  if (pipe2(to.data(), O_CLOEXEC) != 0 || pipe2(from.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe for " + name_);
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("no process for " + name_);
  if (process_ == 0) {
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    // What goes wrong is answered; what libraries have to say besides belongs to no table.
    const char* const talks = std::getenv("XGRAD_BENCH_VERBOSE");
    if (!talks || !*talks) dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
    for (const auto& [key, value] : environment_) setenv(key.c_str(), value.c_str(), 1);
    std::vector<char*> words;
    for (std::string& word : command_) words.push_back(word.data());
    words.push_back(nullptr);
    execvp(words[0], words.data());
    _exit(127);
  }
  close(to[0]);
  close(from[1]);
  to_ = fdopen(to[1], "w");
  from_ = fdopen(from[0], "r");
}

void Peer::stop() {
  if (process_ == 0) return;
  std::fclose(to_);
  std::fclose(from_);
  for (int waited = 0; waitpid(process_, nullptr, WNOHANG) == 0; ++waited) {
    usleep(10000);
    if (waited == 300) kill(process_, SIGKILL);
  }
  process_ = 0;
}

std::string Peer::ask(const std::string& command, const std::string& wanted) {
  if (process_ == 0) start();
  std::fprintf(to_, "%s\n", command.c_str());
  std::fflush(to_);
  // Libraries print what they like: only lines that begin with the word count.
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), from_)) {
    std::string text = line.data();
    if (text.rfind(wanted + " ", 0) == 0) return text.substr(wanted.size() + 1);
    if (text.rfind("error ", 0) == 0) throw std::runtime_error(name_ + ": " + text.substr(6));
  }
  throw std::runtime_error(name_ + " ended while it was asked to " + command);
}

double Peer::prepare(const std::string& work) { return std::stod(ask("prepare " + work, "ready")); }
double Peer::seconds() { return std::stod(ask("time", "seconds")); }
std::pair<double, double> Peer::memory() {
  std::istringstream words(ask("memory", "memory"));
  std::pair<double, double> bytes;
  words >> bytes.first >> bytes.second;
  return bytes;
}

std::vector<std::string> lines_of(const std::string& command) {
  std::vector<std::string> lines;
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return lines;
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), pipe)) {
    lines.emplace_back(line.data());
    if (lines.back().ends_with("\n")) lines.back().pop_back();
  }
  if (pclose(pipe) != 0) lines.clear();
  return lines;
}

}  // namespace xgrad::bench
