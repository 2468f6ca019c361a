#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad {

/// All products of the columns up to a degree.                        as sklearn.preprocessing.PolynomialFeatures
///   shapes  X [n, columns] -> [n, n_output_features()]; float32 stays so, others become float64
///   order   by degree, and within a degree as the columns come: 1, a, b, a^2, a b, b^2
///
///     PolynomialFeatures poly({.degree = 2});
///     poly.fit_transform(tensor({{2.0, 3.0}}));                              // [[1. 2. 3. 4. 6. 9.]]
///     poly.get_feature_names_out({"a", "b"});                                // 1, a, b, a^2, a b, b^2
///
/// Throws DataError for a negative degree, for X that is no table or has other columns than in fit, for more features
/// than memory holds, and before fit.
class PolynomialFeatures {
 public:
  /// Which products are made.
  struct Options {
    std::int64_t degree = 2;        ///< the greatest degree
    std::int64_t min_degree = 0;    ///< the least (the constant apart, which include_bias says)
    bool interaction_only = false;  ///< no column more than once in a product
    bool include_bias = true;       ///< the constant 1 comes first
  };
  PolynomialFeatures() : PolynomialFeatures(Options{}) {}
  explicit PolynomialFeatures(Options options) : options_(options) {}

  /// Takes the number of X's columns.
  PolynomialFeatures& fit(const Tensor& X);
  /// The products of X's columns.
  Tensor transform(const Tensor& X) const;
  /// fit and transform in one.
  Tensor fit_transform(const Tensor& X) { return fit(X).transform(X); }
  /// Gives the option of that name a value: "degree", "interaction_only", "include_bias", "min_degree".
  void set_param(std::string_view name, const models::ParameterValue& value);

  const Options& options() const { return options_; }
  /// The exponent of each column in each product: int64 [n_output_features(), columns].
  Tensor powers() const;
  /// How many products there are.
  std::int64_t n_output_features() const { return static_cast<std::int64_t>(products().size()); }
  /// What they are called: "x0^2 x1"; of columns that have names, "a^2 b".
  std::vector<std::string> get_feature_names_out(const std::vector<std::string>& columns = {}) const;

 private:
  using Product = std::vector<std::int64_t>;  // the columns, each as often as its exponent says
  const std::vector<Product>& products() const;

  Options options_;
  std::int64_t columns_ = 0;
  std::optional<std::vector<Product>> products_;
};

}  // namespace xgrad
