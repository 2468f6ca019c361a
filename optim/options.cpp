#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/optim/options_internal.hpp>

namespace xgrad::optim {

void check_not_negative(std::string_view optimizer, std::string_view option, double value) {
  check_at_least(optimizer, option, value, 0.0);
}

void check_at_least(std::string_view optimizer, std::string_view option, double value, double least) {
  if (!(value >= least))
    throw DataError(optimizer, fmt::format("{} must be at least {}", option, least), fmt::format("{}", value));
}

void check_positive(std::string_view optimizer, std::string_view option, double value) {
  if (!(value > 0.0)) throw DataError(optimizer, fmt::format("{} must be above 0", option), fmt::format("{}", value));
}

void check_within(std::string_view optimizer, std::string_view option, double value, double low, double high) {
  if (!(value >= low && value <= high))
    throw DataError(optimizer, fmt::format("{} must be between {} and {}", option, low, high),
                    fmt::format("{}", value));
}

void check_forgets(std::string_view optimizer, std::string_view option, double value) {
  if (!(value >= 0.0 && value < 1.0))
    throw DataError(optimizer, fmt::format("{} must be at least 0 and below 1", option), fmt::format("{}", value));
}

}  // namespace xgrad::optim
