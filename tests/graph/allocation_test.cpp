#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>
#include "../support/threads.hpp"

// Every way to heap memory ends in glibc's malloc family (operator new and aligned new too), which this file counts.
// Sanitizers bring their own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define XGRAD_TEST_COUNTS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define XGRAD_TEST_COUNTS 0
#endif
#endif
#if !defined(XGRAD_TEST_COUNTS) && defined(__GLIBC__)
#define XGRAD_TEST_COUNTS 1
#elif !defined(XGRAD_TEST_COUNTS)
#define XGRAD_TEST_COUNTS 0
#endif

#if XGRAD_TEST_COUNTS

namespace {
std::atomic<long> allocations{0}, allocated_bytes{0};

void count(std::size_t bytes) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  allocated_bytes.fetch_add(static_cast<long>(bytes), std::memory_order_relaxed);
}
}  // namespace

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t bytes) noexcept {
  count(bytes);
  return __libc_malloc(bytes);
}
void* calloc(std::size_t items, std::size_t bytes) noexcept {
  count(items * bytes);
  return __libc_calloc(items, bytes);
}
void* realloc(void* old, std::size_t bytes) noexcept {
  count(bytes);
  return __libc_realloc(old, bytes);
}
void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  count(bytes);
  return __libc_memalign(alignment, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept { return memalign(alignment, bytes); }
int posix_memalign(void** to, std::size_t alignment, std::size_t bytes) noexcept {
  *to = memalign(alignment, bytes);
  return *to ? 0 : 12;
}
}

namespace xgrad {
namespace {

long allocations_in(const std::function<void()>& work) {
  const long before = allocations;
  work();
  return allocations - before;
}

/// A classifier with a hidden layer, trained by gradient descent with momentum.
struct Model {
  Model(DType dtype, std::int64_t features, std::int64_t hidden, std::int64_t classes)
      : x(g.input("x", dtype, {dynamic, features})), y(g.input("y", int64, {dynamic})) {
    const Var w1 = weight("w1", dtype, {features, hidden}), b1 = weight("b1", dtype, {hidden}),
              w2 = weight("w2", dtype, {hidden, classes}), b2 = weight("b2", dtype, {classes});
    const Vars parameters{w1, b1, w2, b2};
    logits = matmul(tanh(matmul(x, w1) + b1), w2) + b2;
    loss = softmax_cross_entropy(logits, y);
    const Vars d = grad(loss, parameters);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const Var velocity = g.variable("velocity" + std::to_string(i), zeros(parameters[i].shape(), dtype));
      const Var next = 0.9 * velocity - 0.01 * d[i];
      updates.push_back({velocity, next});
      updates.push_back({parameters[i], parameters[i] + next});
    }
  }
  Var weight(const char* name, DType dtype, const Shape& shape) {
    Tensor t(float64, shape);
    for (std::int64_t i = 0; i < t.size(); ++i)
      t.mutable_data<double>()[i] = 0.01 * static_cast<double>((i * 37) % 19 - 9);
    return g.variable(name, t.astype(dtype));
  }
  Graph g;
  Var x, y, logits, loss;
  Updates updates;
};

TEST_CASE("allocations: the counter counts") {
  CHECK(allocations_in([] { Tensor(float64, {100}); }) == 1);
  CHECK(allocations_in([] { delete new int; }) >= 0);
  CHECK(allocations_in([] { std::free(std::malloc(10)); }) >= 0);
  CHECK(allocations_in([] { ::operator delete(::operator new(400)); }) >= 1);  // a new expression may be optimized away
}

TEST_CASE("allocations: a Tensor of one element, an empty one and Outputs need no heap") {
  CHECK(allocations_in([] {
          Tensor number = 2.0, copy = number, moved = std::move(copy), empty, scalar(float32, {1, 1});
          scalar.mutable_data();
          const Outputs none;
          (void)moved;
        }) == 0);
}

TEST_CASE("allocations: a step allocates nothing after its second run for a shape") {
  const struct {
    DType dtype;
    std::int64_t features, hidden, classes, batch, other_batch;
  } models[] = {{float32, 2, 4, 2, 4, 3},
                {float64, 4, 16, 3, 30, 7},
                {float32, 64, 50, 10, 200, 97},
                {float64, 300, 100, 10, 128, 1}};
  for (const auto& m : models) {
    Model model(m.dtype, m.features, m.hidden, m.classes);
    Program step = compile({model.x, model.y}, {model.loss}, model.updates);
    const Tensor xb = ones({m.batch, m.features}, m.dtype), yb = zeros({m.batch}, int64);
    const Tensor xo = ones({m.other_batch, m.features}, m.dtype), yo = zeros({m.other_batch}, int64);
    for (int i = 0; i < 2; ++i) step({xb, yb}), step({xo, yo});  // at the second, lanes are compiled
    CAPTURE(m.features);
    CHECK(allocations_in([&] {
            for (int i = 0; i < 10; ++i) step({xb, yb});
          }) == 0);
    CHECK(allocations_in([&] {
            for (int i = 0; i < 10; ++i) step({xb, yb}), step({xo, yo});
          }) == 0);
    double last = 0;
    CHECK(allocations_in([&] {
            for (int i = 0; i < 10; ++i) last = step({xb, yb})[0].item();
          }) == 0);
    CHECK(last < 1.0);
  }
}

TEST_CASE("allocations: a step that threads share allocates nothing either") {
  const Threads guard(2);
  std::atomic<bool> other_came{false};  // what a new thread allocates is done before we count
  const auto caller = std::this_thread::get_id();
  for (int i = 0; i < 1000 && !other_came; ++i)
    for_each_part(2, [&](std::size_t) {
      if (std::this_thread::get_id() != caller) other_came = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
  Model model(float32, 300, 256, 10);
  Program step = compile({model.x, model.y}, {model.loss}, model.updates);
  const Tensor xb = ones({128, 300}, float32), yb = zeros({128}, int64);
  for (int i = 0; i < 50; ++i) step({xb, yb});
  CHECK(allocations_in([&] {
          for (int i = 0; i < 50; ++i) step({xb, yb});
        }) == 0);
}

TEST_CASE("allocations: inference too, with up to 8 outputs") {
  Model model(float32, 64, 50, 10);
  const Var p = softmax(model.logits, 1);
  Program predict =
      compile({model.x}, {model.logits, p, argmax(p, 1), max(p, 1), sum(p), p * 2.0, model.x, transpose(p)});
  const Tensor xb = ones({32, 64}, float32);
  for (int i = 0; i < 2; ++i) predict({xb});
  CHECK(allocations_in([&] {
          for (int i = 0; i < 10; ++i) predict({xb})[0];
        }) == 0);  // an output that is an input is copied into memory of its own, which is used again
  Program only = compile({model.x}, {p, argmax(p, 1)});
  for (int i = 0; i < 2; ++i) only({xb});
  CHECK(allocations_in([&] {
          for (int i = 0; i < 10; ++i) only({xb});
        }) == 0);
}

TEST_CASE("allocations: numbers in and out") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y", float32);
  const Var f = square(x) * exp(x);
  Program p = compile({x, y}, {f, grad(f, x), y});
  for (int i = 0; i < 2; ++i) p({1.0, 2.0});
  CHECK(allocations_in([&] {
          for (int i = 0; i < 10; ++i) p({1.5, 2});
        }) == 0);
}

/// What a chain of so many ops asks of the heap until its gradient is there, each phase by itself.
struct ChainCost {
  long build, grad, compile, run;
};

ChainCost cost_of_chain(int ops) {
  const auto bytes_in = [](const std::function<void()>& work) {
    const long before = allocated_bytes;
    work();
    return allocated_bytes - before;
  };
  Graph g;
  const Var x = g.input("x");
  Var y = x, dy;
  std::optional<Program> p;
  ChainCost cost{};
  cost.build = bytes_in([&] {
    for (int i = 0; i < ops; ++i) y = tanh(y);
  });
  cost.grad = bytes_in([&] { dy = grad(y, x); });
  cost.compile = bytes_in([&] { p = compile({x}, {y, dy}); });
  cost.run = bytes_in([&] { (*p)({0.5}); });
  return cost;
}

#ifdef NDEBUG
constexpr long verifying = 0;
#else
constexpr long verifying = 4000;  // bytes an op: debug builds look at every node's operands after every pass
#endif

TEST_CASE("allocations: what a long chain costs grows with its length, and no node costs much") {
  const int few = 10'000, many = 160'000;
  const ChainCost small = cost_of_chain(few), large = cost_of_chain(many);
  const struct {
    std::string phase;
    long small, large, most;  // bytes an op, counting what is given back; grad makes four nodes of each
  } phases[] = {{"build", small.build, large.build, 100},
                {"grad", small.grad, large.grad, 1000},
                {"compile", small.compile, large.compile, 600 + verifying},
                {"run", small.run, large.run, 1500 + verifying}};
  for (const auto& phase : phases) {
    CAPTURE(phase.phase);
    CAPTURE(phase.small / few);
    CAPTURE(phase.large / many);
    CHECK(phase.large / many <= phase.most);
    CHECK(4 * phase.large <= 5 * (many / few) * phase.small);  // arrays that double have doubled four times
  }
}

}  // namespace
}  // namespace xgrad

#endif
