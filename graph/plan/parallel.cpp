#include <dlfcn.h>
#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task.h>
#include <tbb/task_arena.h>
#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <utility>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/plan/flush_to_zero_internal.hpp>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include <xgrad/graph/threads.hpp>

namespace xgrad {
namespace {

constexpr int most_threads = 1024;

/// What stands in the environment, else the cores of this process.
int first_num_threads() {
  const char* const text = std::getenv("XGRAD_NUM_THREADS");
  if (!text || !*text) return std::min(tbb::info::default_concurrency(), most_threads);
  const char* const end = text + std::strlen(text);
  int count = 0;
  if (const auto [stop, failure] = std::from_chars(text, end, count);
      stop != end || failure != std::errc() || count < 1 || count > most_threads)
    throw DataError("XGRAD_NUM_THREADS", fmt::format("it is no number from 1 to {}", most_threads), text);
  return count;
}

/// TBB makes no more threads than there are cores unless it is told so.
void allow_threads(int count) {
  static std::mutex mutex;
  static std::optional<tbb::global_control> control;
  const std::lock_guard lock(mutex);
  const auto allowed = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  if (static_cast<std::size_t>(count) <= allowed) return;
  control.reset();
  control.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count));
}

std::atomic<int>& thread_count() {
  static std::atomic<int> count = [] {
    const int first = first_num_threads();
    if (first > 1) allow_threads(first);
    return first;
  }();
  return count;
}

class Scratch {
 public:
  void* memory() {
    if (!memory_) memory_ = ::operator new(part_scratch_bytes, std::align_val_t(64));
    return memory_;
  }
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { ::operator delete(memory_, std::align_val_t(64)); }

 private:
  void* memory_ = nullptr;
};

thread_local Scratch own_scratch;
thread_local void* lent_scratch = nullptr;  ///< while this thread works in a team; that of the place which it took
thread_local bool is_in_part = false;

/// The threads that work for one caller: places in an arena of TBB, with memory for each, made once. (Threads come and
/// go; were the memory theirs, steps would still allocate when a new one comes.)
class Team {
 public:
  explicit Team(int threads) : threads_(threads), arena_(threads, 1), scratch_(static_cast<std::size_t>(threads)) {
    for (Scratch& one : scratch_) one.memory();
    arena_.initialize();
  }
  int threads() const { return threads_; }
  template <class Runner> void run(int runners, const Runner& runner) {
    arena_.execute([&] {
      tbb::parallel_for(
          0, runners, [&](int) { runner(scratch_[static_cast<std::size_t>(place())].memory()); },
          tbb::simple_partitioner());
    });
  }

 private:
  static int place() { return tbb::this_task_arena::current_thread_index(); }
  int threads_;
  tbb::task_arena arena_;
  std::vector<Scratch> scratch_;
};

Team& team_of(int threads) {
  thread_local std::unique_ptr<Team> team;
  if (!team || team->threads() != threads) {
    team.reset();
    team = std::make_unique<Team>(threads);
  }
  return *team;
}

bool is_in_loop_of_user() {
  static const auto in_parallel = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "omp_in_parallel"));
  if (in_parallel && in_parallel() != 0) return true;
  if (tbb::task::current_context() != nullptr) return true;
  const int place = tbb::this_task_arena::current_thread_index();  // negative where TBB does not know the thread yet
  return place > 0 || (place == 0 && tbb::this_task_arena::max_concurrency() == 1);
}

void run_alone(std::size_t parts, PartFunction f) {
  for (std::size_t part = 0; part < parts; ++part) f(part);
}

/// The work of one call: whoever is free takes the next part.
class Work {
 public:
  Work(std::size_t parts, PartFunction f) : parts_(parts), f_(f) {}
  void operator()(void* scratch) const {
    const FloatingPointMode mode(mode_);
    void* const before = std::exchange(lent_scratch, scratch);
    is_in_part = true;
    for (std::size_t part; (part = next_.fetch_add(1, std::memory_order_relaxed)) < parts_;) try {
        f_(part);
      } catch (...) { note(part, std::current_exception()); }
    is_in_part = false;
    lent_scratch = before;
  }
  void rethrow() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  void note(std::size_t part, std::exception_ptr exception) const {
    next_.store(parts_, std::memory_order_relaxed);  // those before this part have been taken: the first one is known
    const std::lock_guard lock(mutex_);
    if (exception_ && failed_part_ < part) return;
    failed_part_ = part;
    exception_ = std::move(exception);
  }
  std::size_t parts_;
  PartFunction f_;
  unsigned mode_ = FloatingPointMode::current();
  mutable std::atomic<std::size_t> next_{0};
  mutable std::mutex mutex_;
  mutable std::size_t failed_part_ = 0;
  mutable std::exception_ptr exception_;
};

}  // namespace

void set_num_threads(int count) {
  if (count < 1 || count > most_threads)
    throw DataError("set_num_threads", fmt::format("it is no number from 1 to {}", most_threads),
                    fmt::format("{}", count));
  if (count > 1) allow_threads(count);
  thread_count() = count;
}

int num_threads() { return thread_count().load(std::memory_order_relaxed); }

void* part_scratch() { return lent_scratch ? lent_scratch : own_scratch.memory(); }

void for_each_part(std::size_t parts, PartFunction f) {
  const int threads = parts < 2 || is_in_part ? 1 : num_threads();
  if (threads == 1 || is_in_loop_of_user()) return run_alone(parts, f);
  const Work work(parts, f);
  team_of(threads).run(static_cast<int>(std::min(parts, static_cast<std::size_t>(threads))), work);
  work.rethrow();
}

}  // namespace xgrad
