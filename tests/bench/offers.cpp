#include <fmt/format.h>
#include <cstdlib>
#include <sstream>
#include "cases.hpp"
#include "peer.hpp"

namespace xgrad::bench {
namespace {

/// Lines "NAME<tab>THREADS<tab>WORK WORK ..." of a program that serves: what it can do here.
void add_offers(std::vector<Offer>& all, const std::vector<std::string>& command, const std::string& shell_command) {
  for (const std::string& line : lines_of(shell_command + " --list 2>/dev/null")) {
    std::istringstream columns(line);
    std::string name, threads, works;
    std::getline(columns, name, '\t');
    std::getline(columns, threads, '\t');
    std::getline(columns, works);
    std::vector<std::string> words = command;
    words.insert(words.end(), {name, threads});
    const auto peer = std::make_shared<Peer>(name, std::stoi(threads), words, std::map<std::string, std::string>{});
    std::istringstream list(works);
    for (std::string work; list >> work;) all.push_back({work, peer});
  }
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

}  // namespace

const std::vector<Offer>& offers() {
  static const std::vector<Offer> found = [] {
    std::vector<Offer> all;
    const char* const without = std::getenv("XGRAD_BENCH_PEERS");
    if (without && std::string(without) == "0") return all;
#ifdef XGRAD_BENCH_LIBTORCH_PROGRAM
    add_offers(all, {XGRAD_BENCH_LIBTORCH_PROGRAM}, quoted(XGRAD_BENCH_LIBTORCH_PROGRAM));
#else
    fmt::print(stderr,
               "no libtorch: build with -DXGRAD_BENCH_LIBTORCH=DIR, where DIR/include and DIR/lib are "
               "(of a pip installation: python3 -c 'import torch; print(torch.__path__[0])')\n");
#endif
    const char* const python = std::getenv("XGRAD_BENCH_PYTHON");
    const std::string interpreter = python && *python ? python : "python3", script = XGRAD_BENCH_DIR "/peers.py";
    add_offers(all, {interpreter, script}, quoted(interpreter) + " " + quoted(script));
    return all;
  }();
  return found;
}

std::shared_ptr<Peer> same_program(std::string name, int threads, std::map<std::string, std::string> environment) {
  const std::string contestant = name.substr(0, name.find(','));
  return std::make_shared<Peer>(std::move(name), threads,
                                std::vector<std::string>{"/proc/self/exe", "--serve", contestant},
                                std::move(environment));
}

std::vector<Case> peer_cases(const Case& like) {
  std::vector<Case> cases;
  for (const Offer& offer : offers())
    if (offer.work == like.work) {
      Case one{like.work, offer.peer->threads(), offer.peer->name(), {}, offer.peer};
      one.repetitions = like.repetitions;
      one.tolerance = like.tolerance;
      cases.push_back(std::move(one));
    }
  return cases;
}

}  // namespace xgrad::bench
