#pragma once
#include <cstdint>
#include <string>
#include <vector>
#include <xgrad/examples/plot/image_grid.hpp>
#include <xgrad/models/data/datasets.hpp>

namespace xgrad::plot {

/// Pictures of a set whose rows are square images, with what they show.
class LabelledImages {
 public:
  explicit LabelledImages(const Dataset& set);
  /// Whether the rows may be that: their length is the square of 4 or more.
  bool are_images() const { return side_ > 0; }
  /// How many there are to learn from, and to be tested on: a line.
  std::string counts(const Tensor& train, const Tensor& test) const;
  /// The first ones, with their labels.
  ImageGrid first(const Tensor& images, const Tensor& labels) const;
  /// The images that were taken for something else, in red, then some of the others.
  ImageGrid predictions(const Tensor& images, const Tensor& truth, const Tensor& predicted) const;

 private:
  std::string name(const Tensor& labels, std::int64_t row) const;
  std::vector<std::string> names_;
  std::int64_t side_ = 0;
};

}  // namespace xgrad::plot
