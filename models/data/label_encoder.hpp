#pragma once
#include <cstdint>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

/// Numbers words from 0 on, in alphabetical order (of their bytes).       as sklearn.preprocessing.LabelEncoder
///
///     LabelEncoder encoder;
///     Tensor y = encoder.fit_transform({"dog", "cat", "dog"});               // [1 0 1]
///     encoder.classes();                                                     // cat, dog
///     encoder.inverse_transform(y);                                          // dog, cat, dog
///
/// Throws DataError for no words, for a word or number that fit has not seen, and before fit; DTypeError for numbers
/// that are not int64.
class LabelEncoder {
 public:
  /// Takes the distinct words.
  LabelEncoder& fit(const std::vector<std::string>& labels);
  /// Their numbers: int64 [n].
  Tensor transform(const std::vector<std::string>& labels) const;
  /// fit and transform in one.
  Tensor fit_transform(const std::vector<std::string>& labels) { return fit(labels).transform(labels); }
  /// The words of these numbers.
  std::vector<std::string> inverse_transform(const Tensor& numbers) const;
  /// The distinct words, sorted.
  const std::vector<std::string>& classes() const;

 private:
  std::vector<std::string> classes_;
};

}  // namespace xgrad
