#pragma once
#include <filesystem>
#include <string>
#include <xgrad/examples/plot/figure.hpp>

namespace xgrad::plot {

enum class Format { png, svg, gif };

/// The program, as PATH has it now; empty if it is not there.
std::filesystem::path find_gnuplot();

struct Drawing {
  std::string picture;  ///< the file's bytes, empty if it could not be drawn
  std::string problem;  ///< why not
};

/// Has a gnuplot draw a figure. No shell, no file name and no setting of the user's comes in between: the script is
/// its standard input, the picture its standard output. Throws IoError if there is no place for temporary files.
Drawing draw(const std::filesystem::path& gnuplot, const Figure& figure, Format format);

}  // namespace xgrad::plot
