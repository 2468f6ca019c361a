#include <doctest/doctest.h>
#include <pthread.h>

#include <chrono>
#include <cmath>
#include <string>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool is_instrumented = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool is_instrumented = true;
#else
constexpr bool is_instrumented = false;
#endif
#else
constexpr bool is_instrumented = false;
#endif

/// Runs f on a thread with so small a stack that a recursion over nodes overflows it; gives what f threw, or "".
std::string on_small_stack(void (*f)()) {
  struct Call {
    void (*f)();
    std::string error;
  } call{f, {}};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  pthread_t thread;
  const int failed = pthread_create(
      &thread, &attributes,
      [](void* given) -> void* {
        auto& c = *static_cast<Call*>(given);
        try {
          c.f();
        } catch (const std::exception& e) { c.error = e.what(); }
        return nullptr;
      },
      &call);
  pthread_attr_destroy(&attributes);
  if (failed) return "no thread";
  pthread_join(thread, nullptr);
  return call.error;
}

void expect(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

/// x -> x / 2 + 1, often: the value tends to 2, the derivative is 2^-ops/2.
void scalar_chain() {
  constexpr int ops = is_instrumented ? 100'000 : 1'000'000;
  Graph g;
  const Var x = g.input("x");
  Var y = x;
  for (int i = 0; i < ops / 2; ++i) y = y * 0.5 + 1.0;
  const Var dy = grad(y, x);
  Program p = compile({x}, {y, dy});
  const auto r = p({10.0});
  expect(r[0].item() == 2.0, "the value");
  expect(r[1].item() == 0.0, "the derivative");
}

/// Ops that do not fuse: every node is a kernel of its own.
void array_chain() {
  constexpr int ops = is_instrumented ? 15'000 : 60'000;
  Graph g;
  const Var x = g.input("x", float64, {2});
  Var y = x;
  for (int i = 0; i < ops / 3; ++i) y = concatenate({slice(y, {{0, 1}}), slice(y, {{1, 2}})}, 0);
  const auto r = compile({x}, {y, grad(sum(y), x)})({tensor({1.0, 3.0})});
  expect(r[0].at<double>({0}) == 1.0 && r[0].at<double>({1}) == 3.0, "the value");
  expect(r[1].at<double>({0}) == 1.0, "the derivative");
}

TEST_CASE("a chain of 1 000 000 ops is built, differentiated, compiled, run and freed on a stack of 256 KiB") {
  const auto start = std::chrono::steady_clock::now();
  CHECK(on_small_stack(scalar_chain) == "");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("a chain of 60 000 ops that do not fuse likewise") { CHECK(on_small_stack(array_chain) == ""); }

}  // namespace
}  // namespace xgrad
