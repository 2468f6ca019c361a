#include <dlfcn.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task.h>
#include <tbb/task_arena.h>
#include <mutex>
#include <new>
#include <optional>
#include <vector>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include <xgrad/graph/plan/team_internal.hpp>

// All that needs TBB. ThreadSanitizer does not look at this file (CMakeLists.txt): half of TBB is in its headers, the
// other half in a library that is not instrumented.
namespace xgrad {
namespace {

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

}  // namespace

void* Scratch::memory() {
  if (!memory_) memory_ = ::operator new(part_scratch_bytes, std::align_val_t(64));
  return memory_;
}
Scratch::~Scratch() { ::operator delete(memory_, std::align_val_t(64)); }

struct Team::Body {
  explicit Body(int threads_) : threads(threads_), arena(threads, 1), scratch(static_cast<std::size_t>(threads)) {}
  int threads;
  tbb::task_arena arena;
  std::vector<Scratch> scratch;  // by place in the arena
};

Team::Team(int threads) : body_(std::make_unique<Body>(threads)) {
  allow_threads(threads);
  for (Scratch& one : body_->scratch) one.memory();
  body_->arena.initialize();
}
Team::~Team() = default;

void Team::run(int runners, void (*runner)(const void*, std::size_t, void*), const void* work) {
  body_->arena.execute([&] {
    tbb::parallel_for(
        0, runners,
        [&](int) {
          const auto place = static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());
          runner(work, place, body_->scratch[place].memory());
        },
        tbb::simple_partitioner());
  });
}

Team& Team::of_this_thread(int threads) {
  thread_local std::unique_ptr<Team> team;
  if (!team || team->body_->threads != threads) {
    team.reset();
    team = std::make_unique<Team>(threads);
  }
  return *team;
}

bool Team::is_in_loop_of_user() {
  static const auto in_parallel = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "omp_in_parallel"));
  if (in_parallel && in_parallel() != 0) return true;
  if (tbb::task::current_context() != nullptr) return true;
  const int place = tbb::this_task_arena::current_thread_index();  // negative where TBB does not know the thread yet
  return place > 0 || (place == 0 && tbb::this_task_arena::max_concurrency() == 1);
}

int Team::cores() { return tbb::info::default_concurrency(); }

}  // namespace xgrad
