#pragma once
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

/// A table of examples with their labels.
struct Dataset {
  Tensor data;    ///< float64 [examples, features]
  Tensor target;  ///< int64 [examples], from 0 to target_names.size() - 1
  std::vector<std::string> feature_names;
  std::vector<std::string> target_names;
  std::string description;  ///< what it is, where it comes from, its license
};

namespace datasets {

/// Handwritten digits: 1797 images of 8 x 8 pixels from 0 to 16, data [1797, 64], ten classes.
/// As sklearn.datasets.load_digits; held in the library, no file is read.
///
///     Dataset digits = datasets::load_digits();
///     std::cout << rows(digits.data, 0, 1).reshape({8, 8}) << digits.target_names[0];      // the image of a zero
///     digits.data.shape();                                                                 // [1797, 64]
Dataset load_digits();

/// Iris flowers: 150 of them, four lengths in centimetres each, data [150, 4], three species.
/// As sklearn.datasets.load_iris; held in the library, no file is read.
///
///     Dataset iris = datasets::load_iris();
///     iris.target_names;                                                     // setosa, versicolor, virginica
///     rows(iris.data, 0, 1);                                                 // [[5.1 3.5 1.4 0.2]]
Dataset load_iris();

}  // namespace datasets
}  // namespace xgrad
