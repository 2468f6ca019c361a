#include <doctest/doctest.h>
#include <xgrad/graph/error.hpp>
#include "kernel_tables.hpp"

namespace xgrad::lanes {

TEST_CASE("kernels: by name, the best one without a name") {
  CHECK(&kernels_named("") == available_kernels()[0]);
  for (const KernelTable* const* table = available_kernels(); *table != nullptr; ++table)
    CHECK(&kernels_named((*table)->name) == *table);
  CHECK(instruction_set() == kernels().name);
}
TEST_CASE("kernels: a name that the machine does not know is refused with those that it has") {
  CHECK_THROWS_WITH_AS(kernels_named("mmx"), doctest::Contains("mmx"), DataError);
  CHECK_THROWS_WITH_AS(kernels_named("AVX2 "), doctest::Contains(std::string(available_kernels()[0]->name).c_str()),
                       DataError);
}
TEST_CASE("kernels: a table holds every operation of floats") {
  for (const KernelTable* table : tables()) {
    for (std::size_t op = 0; op < static_cast<std::size_t>(LaneOp::count); ++op)
      for (std::size_t type : {0, 1}) CHECK(bool(table->lane_ops[type][op] != nullptr));
    for (std::size_t i = 0; i < table->op_count; ++i) CHECK(table->ops[i].key == kernels().ops[i].key);
  }
}

}  // namespace xgrad::lanes
