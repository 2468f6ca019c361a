#include <doctest/doctest.h>
#include <string>
#include <xgrad/models/data/csv.hpp>
#include <xgrad/models/data/datasets.hpp>

namespace xgrad {
namespace {

/// Whether the embedded set is what the CSV file beside the library's sources holds.
void check_equals_csv(const Dataset& set, const char* file, bool header) {
  const Tensor table = read_csv(std::string(XGRAD_TEST_DATA "/../models/data/") + file, {.header = header}).values;
  const std::int64_t rows = set.data.shape(0), columns = set.data.shape(1);
  REQUIRE(table.shape() == Shape{rows, columns + 1});
  REQUIRE(set.target.shape() == Shape{rows});
  std::int64_t different = 0;
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) different += set.data.at<double>({i, j}) != table.at<double>({i, j});
    different += static_cast<double>(set.target.at<std::int64_t>({i})) != table.at<double>({i, columns});
  }
  CHECK(different == 0);
}

}  // namespace

TEST_CASE("load_digits") {
  const Dataset digits = datasets::load_digits();
  check_equals_csv(digits, "digits.csv", false);
  CHECK(digits.data.shape() == Shape{1797, 64});
  CHECK(digits.feature_names.size() == 64);
  CHECK(digits.feature_names[10] == "pixel_1_2");
  CHECK(digits.target_names == std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
  for (const char* part : {"UCI", "Alpaydin", "CC BY 4.0"}) CHECK(digits.description.find(part) != std::string::npos);
}

TEST_CASE("load_iris") {
  const Dataset iris = datasets::load_iris();
  check_equals_csv(iris, "iris.csv", true);
  CHECK(iris.data.shape() == Shape{150, 4});
  CHECK(iris.data.at<double>({0, 0}) == 5.1);
  CHECK(iris.feature_names[3] == "petal width (cm)");
  CHECK(iris.target_names == std::vector<std::string>{"setosa", "versicolor", "virginica"});
  for (const char* part : {"UCI", "Fisher", "CC BY 4.0"}) CHECK(iris.description.find(part) != std::string::npos);
}

}  // namespace xgrad
