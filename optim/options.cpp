#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/optim/options_internal.hpp>

namespace xgrad::optim {

void check_not_negative(std::string_view optimizer, std::string_view option, double value) {
  if (!(value >= 0.0))
    throw DataError(optimizer, fmt::format("{} must be at least 0", option), fmt::format("{}", value));
}

void check_forgets(std::string_view optimizer, std::string_view option, double value) {
  if (!(value >= 0.0 && value < 1.0))
    throw DataError(optimizer, fmt::format("{} must be at least 0 and below 1", option), fmt::format("{}", value));
}

}  // namespace xgrad::optim
