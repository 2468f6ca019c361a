#pragma once
#include <sys/types.h>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace xgrad::bench {

/// A contestant in a process of its own, which does work when it is told to (serve.hpp): it has its own libraries,
/// threads and environment, and takes turns with the others all the same. The process starts when it is first needed.
class Peer {
 public:
  Peer(std::string name, int threads, std::vector<std::string> command, std::map<std::string, std::string> environment);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() { stop(); }

  const std::string& name() const { return name_; }
  int threads() const { return threads_; }
  /// Sets a work up, in place of the one before. The number that all contestants agree on. Throws runtime_error.
  double prepare(const std::string& work);
  /// Seconds for one unit of the work that was set up last.
  double seconds();
  /// The most memory it has had, and how much of it before the work's library did anything, in bytes.
  std::pair<double, double> memory();
  /// Ends the process.
  void stop();

 private:
  void start();
  std::string ask(const std::string& command, const std::string& wanted);

  std::string name_;
  int threads_;
  std::vector<std::string> command_;
  std::map<std::string, std::string> environment_;
  pid_t process_ = 0;
  FILE *to_ = nullptr, *from_ = nullptr;
};

/// What is printed by a command, by lines; empty if it fails.
std::vector<std::string> lines_of(const std::string& command);

/// A peer and the works that it does.
struct Offer {
  std::string work;
  std::shared_ptr<Peer> peer;
};
/// Every peer that is installed: libtorch's frontend if the build has it, and what tests/bench/peers.py finds.
const std::vector<Offer>& offers();
/// This program again, in another environment.
std::shared_ptr<Peer> same_program(std::string name, int threads, std::map<std::string, std::string> environment);
struct Case;
/// A case for each peer that does the work of this one.
std::vector<Case> peer_cases(const Case& like);

}  // namespace xgrad::bench
