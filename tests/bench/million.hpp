#pragma once
#include <cstdint>

namespace xgrad::bench {

/// tanh(tanh(... x)) and its gradient: built and compiled; or run once too, at 0.5.
void long_chain(std::int64_t length, bool is_run);

}  // namespace xgrad::bench
