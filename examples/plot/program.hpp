#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::plot {

/// A program, as PATH has it now; empty if it is not there.
std::filesystem::path find_program(std::string_view name);

/// What a program that was run has left.
struct Ran {
  std::string output, problem;  ///< its standard output; what went wrong, empty if nothing did
};

/// Runs a program to its end, on that standard input. No shell comes in between. A problem is a program that does not
/// start, a signal, or an exit status other than 0, with the first line of its messages. Throws IoError if there is no
/// place for temporary files.
Ran run_program(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                std::string_view input);

}  // namespace xgrad::plot
