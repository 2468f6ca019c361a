#include <doctest/doctest.h>

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <atomic>
#include <chrono>
#include <thread>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include "../support/threads.hpp"

namespace xgrad {
namespace {

/// Whether parts leave the thread that calls.
bool spreads() {
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<bool> others{false};
  for_each_part(20, [&](std::size_t) {
    if (std::this_thread::get_id() != caller) others = true;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  });
  return others;
}

TEST_CASE("threads: alone in a loop of TBB, and in an arena of one thread") {
  const Threads guard(4);
  std::atomic<int> spread{0};
  tbb::parallel_for(0, 4, [&](int) { spread += spreads(); });
  tbb::task_arena(2).execute([&] { tbb::parallel_for(0, 4, [&](int) { spread += spreads(); }); });
  tbb::task_arena(1).execute([&] { spread += spreads(); });
  CHECK(spread == 0);
  bool spreads_outside = false;
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);  // on a busy machine
  while (!spreads_outside && std::chrono::steady_clock::now() < patience) spreads_outside = spreads();
  CHECK(spreads_outside);
}

}  // namespace
}  // namespace xgrad
