#pragma once
#include <cstdint>

namespace xgrad::bench {

/// tanh(tanh(... x)) and its gradient: built, compiled, run once at 0.5. The value.
double long_chain(std::int64_t length);

}  // namespace xgrad::bench
