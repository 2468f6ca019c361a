#include <fmt/format.h>
#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <utility>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/plan/flush_to_zero_internal.hpp>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include <xgrad/graph/plan/team_internal.hpp>
#include <xgrad/graph/threads.hpp>

// TBB's library is not instrumented: ThreadSanitizer must be told that work comes after the call that began it, and
// that the call ends after the work.
#if defined(__SANITIZE_THREAD__)
#define XGRAD_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define XGRAD_THREAD_SANITIZER 1
#endif
#endif
#ifdef XGRAD_THREAD_SANITIZER
extern "C" {
void __tsan_acquire(void*);
void __tsan_release(void*);
}
#endif

namespace xgrad {
namespace {

constexpr int most_threads = 1024;

std::atomic<int>& thread_count() {
  static std::atomic<int> count = threads_asked_for(std::getenv("XGRAD_NUM_THREADS"));
  return count;
}

void hand_over([[maybe_unused]] const void* work) {
#ifdef XGRAD_THREAD_SANITIZER
  __tsan_release(const_cast<void*>(work));
#endif
}
void take_over([[maybe_unused]] const void* work) {
#ifdef XGRAD_THREAD_SANITIZER
  __tsan_acquire(const_cast<void*>(work));
#endif
}

thread_local Scratch own_scratch;
thread_local void* lent_scratch = nullptr;  ///< while this thread works in a team; that of the place which it took
thread_local bool is_in_part = false;

void run_alone(std::size_t parts, PartFunction f) {
  for (std::size_t part = 0; part < parts; ++part) f(part);
}

/// The work of one call. Each place in the team has parts of its own, side by side, so that what it wrote in one kernel
/// lies in its cache in the next; whoever is done takes those of others.
class Work {
 public:
  Work(std::size_t parts, std::size_t places, PartFunction f)
      : parts_(parts), places_(std::min(places, most_places)), f_(f), end_(parts) {
    for (std::size_t place = 0; place < places_; ++place) next_[place].part = first_of(place);
  }
  /// What a thread of the team does; called by TBB.
  static void run(const void* work, std::size_t place, void* scratch) {
    take_over(work);
    static_cast<const Work*>(work)->take_parts(place, scratch);
    hand_over(work);
  }
  void rethrow() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  static constexpr std::size_t most_places = 16;
  struct alignas(64) Next {
    std::atomic<std::size_t> part;
  };
  std::size_t first_of(std::size_t place) const { return place * parts_ / places_; }
  void take_parts(std::size_t place, void* scratch) const {
    const FloatingPointMode mode(mode_);
    void* const before = std::exchange(lent_scratch, scratch);
    is_in_part = true;
    for (std::size_t i = 0; i < places_; ++i) take_parts_of((place + i) % places_);
    is_in_part = false;
    lent_scratch = before;
  }
  void take_parts_of(std::size_t place) const {
    const std::size_t end = first_of(place + 1);
    std::atomic<std::size_t>& next = next_[place].part;
    for (std::size_t part; (part = next.fetch_add(1, std::memory_order_relaxed)) < end;) {
      if (part >= end_.load(std::memory_order_relaxed)) return;
      try {
        f_(part);
      } catch (...) { note(part, std::current_exception()); }
    }
  }
  /// Those before this part are still done: one of them may be the first that throws.
  void note(std::size_t part, std::exception_ptr exception) const {
    const std::lock_guard lock(mutex_);
    if (part >= end_.load(std::memory_order_relaxed)) return;
    end_.store(part, std::memory_order_relaxed);
    exception_ = std::move(exception);
  }
  std::size_t parts_, places_;
  PartFunction f_;
  unsigned mode_ = FloatingPointMode::current();
  mutable Next next_[most_places];
  mutable std::atomic<std::size_t> end_;  ///< parts from here on are not begun any more
  mutable std::mutex mutex_;
  mutable std::exception_ptr exception_;
};

}  // namespace

int threads_asked_for(const char* text) {
  if (!text || !*text) return std::min(Team::cores(), most_threads);
  const char* const end = text + std::strlen(text);
  int count = 0;
  if (const auto [stop, failure] = std::from_chars(text, end, count);
      stop != end || failure != std::errc() || count < 1 || count > most_threads)
    throw DataError("XGRAD_NUM_THREADS", fmt::format("it is no number from 1 to {}", most_threads), text);
  return count;
}

void set_num_threads(int count) {
  if (count < 1 || count > most_threads)
    throw DataError("set_num_threads", fmt::format("it is no number from 1 to {}", most_threads),
                    fmt::format("{}", count));
  thread_count() = count;
}

int num_threads() { return thread_count().load(std::memory_order_relaxed); }

void* part_scratch() { return lent_scratch ? lent_scratch : own_scratch.memory(); }

void for_each_part(std::size_t parts, PartFunction f) {
  const int threads = parts < 2 || is_in_part ? 1 : num_threads();
  if (threads == 1 || Team::is_in_loop_of_user()) return run_alone(parts, f);
  const std::size_t runners = std::min(parts, static_cast<std::size_t>(threads));
  const Work work(parts, runners, f);
  hand_over(&work);
  Team::of_this_thread(threads).run(static_cast<int>(runners), Work::run, &work);
  take_over(&work);
  work.rethrow();
}

}  // namespace xgrad
