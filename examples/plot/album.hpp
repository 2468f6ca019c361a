#pragma once
#include <filesystem>
#include <iosfwd>
#include <set>
#include <string>
#include <string_view>
#include <xgrad/examples/plot/figure.hpp>
#include <xgrad/examples/plot/gnuplot.hpp>
#include <xgrad/examples/plot/graph_drawing.hpp>

namespace xgrad::plot {

/// A folder of pictures.
///
///     Album album("out/digits");
///     album.add("loss", curve);      // out/digits/loss.png
///
/// Pictures are drawn by gnuplot, a program looked for in PATH. Without it the numbers are written as CSV files
/// instead, and a hint says how to get it: that is not an error.
class Album {
 public:
  /// Makes the folder. Throws IoError if files cannot be written there, so before anything long is computed.
  explicit Album(std::filesystem::path folder, Format format = Format::png);
  /// The same, with what is said going to `messages` instead of std::cout.
  Album(std::filesystem::path folder, Format format, std::ostream& messages);

  /// Draws a figure, writes it as NAME.png (.svg; .gif if it moves; or .csv) and says where it is. Throws IoError if
  /// that fails.
  void add(const std::string& name, const Figure& figure);
  /// Writes a graph as NAME.dot, and as NAME.png (.svg) where Graphviz is installed.
  void add(const std::string& name, const GraphDrawing& drawing) { add_dot(name, drawing.dot()); }
  /// The same of a text in Graphviz's language, such as to_dot's.
  void add_dot(const std::string& name, const std::string& dot);

 private:
  void keep(const std::string& file, std::string_view bytes);
  void hint(const std::string& words);

  std::filesystem::path folder_;
  Format format_;
  std::ostream& messages_;
  std::set<std::string> hinted_;  // so that each is said once
};

}  // namespace xgrad::plot
