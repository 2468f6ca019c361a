#pragma once
#include <cstddef>
#include <memory>
#include <type_traits>

namespace xgrad {

/// A callable that somebody else keeps alive: two pointers, so that handing one on needs no memory.
class PartFunction {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, PartFunction>) PartFunction(F&& f)
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
        call_([](void* object, std::size_t part) { (*static_cast<std::remove_reference_t<F>*>(object))(part); }) {}
  void operator()(std::size_t part) const { call_(object_, part); }

 private:
  void* object_;
  void (*call_)(void*, std::size_t);
};

/// Calls f(0) ... f(parts - 1), each once, on up to num_threads() threads, the caller's among them; all are done when
/// it returns. Who splits work into parts does so by shapes alone and writes each part somewhere else: then the result
/// does not depend on the threads. Each thread begins with the same share of the parts every time, so parts of one
/// place in memory should have like numbers. Parts run on the caller's thread, in their order, if there is one thread
/// or one part, within a part, and within a loop of the user's own (TBB, OpenMP). Floating-point modes are the
/// caller's. If a part throws, no later ones are begun, and when none runs any longer the exception of the first that
/// threw is thrown.
void for_each_part(std::size_t parts, PartFunction f);

/// What the environment variable says, or, if it is empty or not there, the cores of this process. Throws DataError.
int threads_asked_for(const char* text);

/// Memory for what a part packs, 64-byte aligned, this thread's own until the part is done: part_scratch_bytes, valid
/// within for_each_part's f.
void* part_scratch();
inline constexpr std::size_t part_scratch_bytes = 260 * 1024;

}  // namespace xgrad
