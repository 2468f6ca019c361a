#pragma once
#include <string>
#include "report.hpp"

namespace xgrad::bench {

/// The most memory that training 784-1024-1024-10 takes, of each contestant in a process of its own; the library's size
/// and how long it takes to load.
void measure_memory(Report& report);
/// Instructions of one step of the small models, by valgrind --tool=callgrind: they do not drift with the machine.
void count_instructions(Report& report);
/// Kernels of a step, and bytes of its intermediate values.
void describe_step(Report& report, const std::string& work);

}  // namespace xgrad::bench
