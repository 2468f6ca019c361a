#pragma once
#include <string>

namespace xgrad::plot {

/// In pixels.
struct Size {
  int width = 960, height = 600;
};

/// A picture: what gnuplot is told to draw, and the same numbers as a table for where there is no gnuplot. Each kind
/// of picture is a class of its own; an Album writes them to files.
class Figure {
 public:
  virtual ~Figure() = default;
  virtual Size size() const { return {}; }
  /// Of an animation: how long each of its frames is shown, in hundredths of a second. 0: one picture.
  virtual int frame_time() const { return 0; }
  /// gnuplot's commands, all but those that choose the format and the file.
  virtual std::string commands() const = 0;
  /// The numbers shown, as comma-separated values with a header.
  virtual std::string csv() const = 0;
};

}  // namespace xgrad::plot
