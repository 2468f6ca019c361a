#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/plan/flush_to_zero_internal.hpp>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include <xgrad/graph/threads.hpp>
#include "../support/threads.hpp"

namespace xgrad {
namespace {

/// The threads that took part, of many parts long enough for others to come.
std::set<std::thread::id> threads_of(std::size_t parts) {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  for_each_part(parts, [&](std::size_t) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex);
    threads.insert(std::this_thread::get_id());
  });
  return threads;
}
std::set<std::thread::id> only_this() { return {std::this_thread::get_id()}; }

TEST_CASE("threads: the number, and numbers that are refused") {
  const Threads three(3);
  CHECK(num_threads() == 3);
  const auto message = [](int count) {
    return "set_num_threads: it is no number from 1 to 1024: " + std::to_string(count);
  };
  for (int count : {0, -1, 1025}) CHECK_THROWS_WITH_AS(set_num_threads(count), message(count).c_str(), DataError);
  CHECK(num_threads() == 3);
}

TEST_CASE("threads: what the environment variable says") {
  CHECK(threads_asked_for("3") == 3);
  CHECK(threads_asked_for("1024") == 1024);
  CHECK(threads_asked_for(nullptr) >= 1);
  CHECK(threads_asked_for("") == threads_asked_for(nullptr));
  for (const char* text : {"0", "-2", "1025", "two", "2 ", "2.5", "99999999999"})
    CHECK_THROWS_WITH_AS(threads_asked_for(text),
                         ("XGRAD_NUM_THREADS: it is no number from 1 to 1024: " + std::string(text)).c_str(),
                         DataError);
}

TEST_CASE("threads: every part is done once, whatever the numbers") {
  for (int threads : {1, 2, 4, 100})
    for (std::size_t parts : {std::size_t(0), std::size_t(1), std::size_t(2), std::size_t(3), std::size_t(130)}) {
      const Threads guard(threads);
      std::vector<std::atomic<int>> done(parts);
      for_each_part(parts, [&](std::size_t part) { ++done[part]; });
      CHECK(std::all_of(done.begin(), done.end(), [](const auto& count) { return count == 1; }));
    }
}

TEST_CASE("threads: each begins with its own share of the parts") {
  const Threads guard(2);
  std::atomic<bool> has_begun[4] = {};
  std::atomic<bool> is_second_begun_before_third{false};
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);  // on a busy machine
  for_each_part(4, [&](std::size_t part) {
    if (part == 1) is_second_begun_before_third = !has_begun[2];
    has_begun[part] = true;
    while (part == 0 && !has_begun[2] && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
  });
  CHECK_FALSE(is_second_begun_before_third);
}

TEST_CASE("threads: others take part, no more than there may be") {
  const Threads guard(3);
  std::size_t most = 0;
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);  // on a busy machine
  while (most < 2 && std::chrono::steady_clock::now() < patience) {
    const std::set<std::thread::id> threads = threads_of(30);
    CHECK(threads.count(std::this_thread::get_id()) == 1);
    CHECK(threads.size() <= 3);
    most = std::max(most, threads.size());
  }
  CHECK(most >= 2);
}

TEST_CASE("threads: alone where there is one thread, and within a part") {
  {
    const Threads one(1);
    CHECK(threads_of(10) == only_this());
  }
  const Threads guard(4);
  std::atomic<int> wrong{0};
  for_each_part(4, [&](std::size_t) { wrong += threads_of(4) != only_this(); });
  CHECK(wrong == 0);
}

TEST_CASE("threads: the exception of the first part that throws, and work goes on afterwards") {
  for (int threads : {1, 2, 4}) {
    const Threads guard(threads);
    for (int i = 0; i < 20; ++i) {
      std::atomic<int> running{0};
      const auto run = [&] {
        for_each_part(40, [&](std::size_t part) {
          ++running;
          if (part == 7 || part >= 9) --running, throw std::runtime_error("part " + std::to_string(part));
          --running;
        });
      };
      CHECK_THROWS_WITH_AS(run(), "part 7", std::runtime_error);
      CHECK(running == 0);
    }
    std::atomic<int> sum{0};
    for_each_part(10, [&](std::size_t part) { sum += static_cast<int>(part); });
    CHECK(sum == 45);
  }
}

TEST_CASE("threads: many callers at once, each with its parts") {
  const Threads guard(2);
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t)
    callers.emplace_back([&wrong] {
      for (int i = 0; i < 200; ++i) {
        std::vector<int> done(16);
        for_each_part(16, [&](std::size_t part) { done[part] += static_cast<int>(part) + 1; });
        for (std::size_t part = 0; part < 16; ++part) wrong += done[part] != static_cast<int>(part) + 1;
      }
    });
  for (std::thread& caller : callers) caller.join();
  CHECK(wrong == 0);
}

TEST_CASE("threads: memory of a part is its own") {
  const Threads guard(4);
  std::atomic<int> wrong{0};
  for_each_part(64, [&](std::size_t part) {
    auto* const memory = static_cast<unsigned char*>(part_scratch());
    wrong += reinterpret_cast<std::uintptr_t>(memory) % 64 != 0;
    const auto mark = static_cast<unsigned char>(part);
    std::memset(memory, mark, part_scratch_bytes);
    std::this_thread::yield();
    for (std::size_t i = 0; i < part_scratch_bytes; i += 1024) wrong += memory[i] != mark;
  });
  CHECK(wrong == 0);
  CHECK(part_scratch() == part_scratch());
}

#if defined(__SSE2__)
TEST_CASE("threads: floating-point modes are the caller's") {
  const Threads guard(4);
  for (bool flushes : {true, false}) {
    const FlushToZero flush(flushes);
    std::atomic<int> wrong{0};
    for_each_part(64, [&](std::size_t) {
      volatile float small = 1e-38f;
      volatile float smaller = small * 0.01f;
      wrong += (smaller == 0) != flushes;
      std::this_thread::yield();
    });
    CHECK(wrong == 0);
  }
}
#endif

}  // namespace
}  // namespace xgrad
