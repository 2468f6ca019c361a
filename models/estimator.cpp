#include <xgrad/graph/error.hpp>
#include <xgrad/models/estimator.hpp>

namespace xgrad::models::detail {

void throw_missing(std::string_view what) { throw DataError(what, "the estimator has not got it"); }

void throw_other_type(std::string_view what) {
  throw DataError(what, "it holds an object of another type", {}, "ask for the type that it was made of");
}

}  // namespace xgrad::models::detail
