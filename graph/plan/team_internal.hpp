#pragma once
#include <cstddef>
#include <memory>

namespace xgrad {

/// Memory for what a part packs, made when it is first asked for.
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();
  void* memory();

 private:
  void* memory_ = nullptr;
};

/// The threads that work for one caller: places in an arena of TBB, with memory for each, made once. (Threads come and
/// go; were the memory theirs, steps would still allocate when a new one comes.)
class Team {
 public:
  explicit Team(int threads);
  ~Team();
  /// Calls runner(work, place, scratch) on up to `runners` threads at once, as often altogether, the caller's among
  /// them. It throws nothing.
  void run(int runners, void (*runner)(const void* work, std::size_t place, void* scratch), const void* work);

  /// The caller's own team.
  static Team& of_this_thread(int threads);
  /// Whether the caller is called by a loop of TBB or OpenMP.
  static bool is_in_loop_of_user();
  /// Those that this process may use.
  static int cores();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace xgrad
