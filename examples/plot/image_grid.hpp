#pragma once
#include <cstdint>
#include <string>
#include <vector>
#include <xgrad/examples/plot/figure.hpp>
#include <xgrad/graph/tensor.hpp>

namespace xgrad::plot {

struct ImageGridOptions {
  std::string title = {};
  std::int64_t height = 8, width = 8;  ///< of an image, in its own pixels
  std::int64_t columns = 10;           ///< images side by side
  int scale = 0;                       ///< screen pixels for one of the image's; 0: images 72 pixels wide
};

/// What stands over an image.
struct Caption {
  std::string text = {};
  bool wrong = false;  ///< in red, and the image in a red frame
};

/// Many small grey images, row by row: small values white, large ones black, the first row of pixels at the top.
class ImageGrid : public Figure {
 public:
  explicit ImageGrid(ImageGridOptions options);

  /// An image of height * width numbers, row-major. Throws ShapeError for another number of them.
  ImageGrid& add(const Tensor& image, Caption caption = {});

  Size size() const override;
  std::string commands() const override;
  std::string csv() const override;

 private:
  struct Image {
    std::vector<double> pixels;
    Caption caption;
  };
  struct Layout;
  Layout layout() const;
  std::string block(std::size_t image) const;
  std::string surroundings(std::size_t image) const;

  ImageGridOptions options_;
  std::vector<Image> images_;
};

}  // namespace xgrad::plot
