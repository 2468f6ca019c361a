#include <xgrad/graph/error.hpp>
#include <xgrad/models/estimator.hpp>

namespace xgrad::models::detail {

void throw_missing(std::string_view what) { throw DataError(what, "the estimator has not got it"); }

}  // namespace xgrad::models::detail
