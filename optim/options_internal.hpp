#pragma once
#include <string_view>

namespace xgrad::optim {

/// Named checks of an optimizer's options; each throws the DataError that names optimizer, option and value. NaN never
/// passes.
void check_not_negative(std::string_view optimizer, std::string_view option, double value);
void check_at_least(std::string_view optimizer, std::string_view option, double value, double least);
void check_positive(std::string_view optimizer, std::string_view option, double value);
/// low <= value <= high.
void check_within(std::string_view optimizer, std::string_view option, double value, double low, double high);
/// 0 <= value < 1: what remembers must forget.
void check_forgets(std::string_view optimizer, std::string_view option, double value);

}  // namespace xgrad::optim
