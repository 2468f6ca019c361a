#include <fmt/format.h>
#include <algorithm>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/checks_internal.hpp>
#include <xgrad/models/data/polynomial_features.hpp>
#include <xgrad/models/parameters_internal.hpp>

namespace xgrad {
namespace {

constexpr std::size_t most_features = 10'000'000;

/// The next choice of columns in lexicographic order; false after the last.
bool advance(std::vector<std::int64_t>& product, std::int64_t columns, bool once) {
  const auto degree = static_cast<std::int64_t>(product.size());
  for (std::int64_t i = degree; i-- > 0;) {
    const auto at = static_cast<std::size_t>(i);
    if (product[at] >= columns - (once ? degree - i : 1)) continue;
    ++product[at];
    for (std::size_t j = at + 1; j < product.size(); ++j) product[j] = product[j - 1] + (once ? 1 : 0);
    return true;
  }
  return false;
}

std::vector<std::int64_t> first_product(std::int64_t degree, bool once) {
  std::vector<std::int64_t> product(static_cast<std::size_t>(degree), 0);
  if (once)
    for (std::size_t i = 0; i < product.size(); ++i) product[i] = static_cast<std::int64_t>(i);
  return product;
}

}  // namespace

PolynomialFeatures& PolynomialFeatures::fit(const Tensor& X) {
  const PolynomialFeatures::Options& o = options_;
  if (o.degree < 0 || o.min_degree < 0 || o.min_degree > o.degree)
    throw DataError("PolynomialFeatures", "degree is out of range",
                    fmt::format("min_degree = {}, degree = {}", o.min_degree, o.degree),
                    "give 0 <= min_degree <= degree");
  if (o.degree == 0 && !o.include_bias)
    throw DataError("PolynomialFeatures", "there is no product of degree 0 but the constant",
                    "degree = 0, include_bias = false", "set include_bias = true, or degree to at least 1");
  models::detail::checked_table("PolynomialFeatures.fit", X, float64);
  const std::int64_t columns = X.shape(1);
  std::vector<Product> products;
  if (o.include_bias) products.emplace_back();
  for (std::int64_t degree = std::max<std::int64_t>(1, o.min_degree); degree <= o.degree; ++degree) {
    if (o.interaction_only && degree > columns) break;
    Product product = first_product(degree, o.interaction_only);
    do {
      if (products.size() == most_features)
        throw DataError("PolynomialFeatures", "there are too many products",
                        fmt::format("more than {} of degree {} in {} columns", most_features, o.degree, columns),
                        "give a smaller degree, or interaction_only = true");
      products.push_back(product);
    } while (advance(product, columns, o.interaction_only));
  }
  columns_ = columns;
  products_ = std::move(products);
  return *this;
}

Tensor PolynomialFeatures::transform(const Tensor& X) const {
  const std::vector<Product>& all = products();
  const Tensor table = models::detail::checked_table("PolynomialFeatures.transform", X, float64, columns_);
  const std::int64_t n = X.shape(0);
  Tensor made = Tensor::uninitialized(float64, {n, n_output_features()});
  auto* value = made.mutable_data<double>();
  const double* row = table.data<double>();
  for (std::int64_t i = 0; i < n; ++i, row += columns_)
    for (const Product& product : all) {
      double x = 1;
      for (std::int64_t column : product) x *= row[column];
      *value++ = x;
    }
  return X.dtype() == float32 ? made.astype(float32) : made;
}

void PolynomialFeatures::set_param(std::string_view name, const models::ParameterValue& value) {
  models::detail::SetParameter set("PolynomialFeatures", name, value);
  set("degree", options_.degree), set("min_degree", options_.min_degree);
  set("interaction_only", options_.interaction_only), set("include_bias", options_.include_bias);
  set.check();
}

Tensor PolynomialFeatures::powers() const {
  Tensor made = zeros({n_output_features(), columns_}, int64);
  auto* row = made.mutable_data<std::int64_t>();
  for (const Product& product : products()) {
    for (std::int64_t column : product) ++row[column];
    row += columns_;
  }
  return made;
}

std::vector<std::string> PolynomialFeatures::get_feature_names_out(const std::vector<std::string>& columns) const {
  if (!columns.empty() && static_cast<std::int64_t>(columns.size()) != columns_)
    throw DataError("PolynomialFeatures.get_feature_names_out", "there must be one name for each column",
                    fmt::format("{} names, fitted with {} columns", columns.size(), columns_));
  std::vector<std::string> names;
  for (const Product& product : products()) {
    std::string name;
    for (std::size_t i = 0; i < product.size();) {
      const std::int64_t column = product[i];
      std::size_t power = 0;
      for (; i < product.size() && product[i] == column; ++i) ++power;
      name += (name.empty() ? "" : " ") +
              (columns.empty() ? fmt::format("x{}", column) : columns[static_cast<std::size_t>(column)]);
      if (power > 1) name += fmt::format("^{}", power);
    }
    names.push_back(name.empty() ? "1" : name);
  }
  return names;
}

const std::vector<PolynomialFeatures::Product>& PolynomialFeatures::products() const {
  if (!products_) throw DataError("PolynomialFeatures", "it is not fitted yet", {}, "call fit(X) first");
  return *products_;
}

}  // namespace xgrad
