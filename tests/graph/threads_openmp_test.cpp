#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include "../support/threads.hpp"

// Only where the compiler has OpenMP (tests/CMakeLists.txt).
#ifdef _OPENMP
namespace xgrad {
namespace {

TEST_CASE("threads: alone in a parallel region of OpenMP") {
  const Threads guard(4);
  std::atomic<int> wrong{0}, done{0};
#pragma omp parallel num_threads(2)
  {
    const std::thread::id caller = std::this_thread::get_id();
    for_each_part(50, [&](std::size_t) {
      wrong += std::this_thread::get_id() != caller;
      ++done;
      std::this_thread::yield();
    });
  }
  CHECK(wrong == 0);
  CHECK(done % 50 == 0);
  CHECK(done > 0);
}

}  // namespace
}  // namespace xgrad
#endif
