#include <fmt/format.h>
#include <iterator>
#include <string_view>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/datasets_internal.hpp>

namespace xgrad::datasets {
namespace {

constexpr const char* digits_description =
    R"(Optical recognition of handwritten digits: 1797 images of 8 x 8 pixels from 0 (paper) to 16 (ink), labels 0 to 9.

Each image is a 32 x 32 bitmap of a digit written by one of 13 people, scaled down by counting ink in blocks of
4 x 4. This is the test set of the UCI collection, in the order of scikit-learn's load_digits.

Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998,
https://doi.org/10.24432/C50P49. License: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/.
Changes: none but the form in which the numbers are stored.)";

constexpr const char* iris_description =
    R"(Iris flowers: lengths and widths of sepals and petals in centimetres of 150 flowers, 50 of each of three species.

One species is linearly separable from the other two, which are not separable from each other. The values are those of
Fisher's paper, in the order of scikit-learn's load_iris (the UCI file differs in two flowers).

Source: R. A. Fisher, "The use of multiple measurements in taxonomic problems", 1936; "Iris", UCI Machine Learning
Repository, https://doi.org/10.24432/C56C76. License: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/.
Changes: none but the form in which the numbers are stored.)";

int base_17(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

}  // namespace

Dataset load_digits() {
  constexpr std::int64_t images = 1797, pixels = 64;
  Dataset set{Tensor::uninitialized(float64, {images, pixels}),
              Tensor::uninitialized(int64, {images}),
              {},
              {},
              digits_description};
  double* pixel = set.data.mutable_data<double>();
  std::int64_t* label = set.target.mutable_data<std::int64_t>();
  for (std::string_view line : digits_text) {
    for (; !line.empty(); line.remove_prefix(pixels + 1)) {
      for (char digit : line.substr(0, pixels)) *pixel++ = base_17(digit);
      *label++ = base_17(line[pixels]);
    }
  }
  for (int i = 0; i < pixels; ++i) set.feature_names.push_back(fmt::format("pixel_{}_{}", i / 8, i % 8));
  for (int i = 0; i < 10; ++i) set.target_names.push_back(fmt::format("{}", i));
  return set;
}

Dataset load_iris() {
  constexpr std::int64_t flowers = 150, lengths = 4;
  Dataset set{Tensor::uninitialized(float64, {flowers, lengths}),
              Tensor::uninitialized(int64, {flowers}),
              {"sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"},
              {"setosa", "versicolor", "virginica"},
              iris_description};
  double* length = set.data.mutable_data<double>();
  std::int64_t* species = set.target.mutable_data<std::int64_t>();
  for (const unsigned char* flower = iris_numbers; flower != std::end(iris_numbers); flower += lengths + 1) {
    for (int i = 0; i < lengths; ++i) *length++ = flower[i] / 10.0;  // 51 / 10.0 is the float64 nearest to 5.1
    *species++ = flower[lengths];
  }
  return set;
}

}  // namespace xgrad::datasets
