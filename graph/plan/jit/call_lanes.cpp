#include <exception>
#include <utility>
#include <xgrad/graph/plan/jit/call_lanes_internal.hpp>
#include <xgrad/graph/plan/jit/code_internal.hpp>

namespace xgrad::jit {

namespace {

std::exception_ptr& pending() {
  thread_local std::exception_ptr exception;
  return exception;
}

template <class F, bool Two>
void in_lanes(std::uint64_t f, unsigned lanes, const void* a, const void* b, void* result) noexcept {
  const F *const x = static_cast<const F*>(a), *const y = static_cast<const F*>(b);
  F* const to = static_cast<F*>(result);
  const auto function = static_cast<std::uintptr_t>(f);
  try {
    for (unsigned i = 0; lanes >> i != 0; ++i) {
      if ((lanes >> i & 1u) == 0) continue;
      if constexpr (Two)
        to[i] = reinterpret_cast<F (*)(F, F)>(function)(x[i], y[i]);
      else
        to[i] = reinterpret_cast<F (*)(F)>(function)(x[i]);
    }
  } catch (...) {
    if (!pending()) pending() = std::current_exception();
  }
}

}  // namespace

CallLanes call_lanes(bool is_double) { return is_double ? &in_lanes<double, false> : &in_lanes<float, false>; }
CallLanes call_lanes_of_two(bool is_double) { return is_double ? &in_lanes<double, true> : &in_lanes<float, true>; }

void rethrow_pending() {
  if (pending()) std::rethrow_exception(std::exchange(pending(), nullptr));
}

}  // namespace xgrad::jit
