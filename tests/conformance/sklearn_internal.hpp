#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/mlp_estimator.hpp>

#include "judge.hpp"

/// The kinds of files that `conformance sklearn` knows; a file is known by its keys.
namespace conformance {

Verdicts judge_fit(const nlohmann::json& content, const std::filesystem::path& file);
Verdicts judge_digits_fit(const nlohmann::json& content, const std::filesystem::path& file);
Verdicts judge_iris_fits(const nlohmann::json& content, const std::filesystem::path& file);
Verdicts judge_random_state(const nlohmann::json& content);
Verdicts judge_splits(const nlohmann::json& content);
Verdicts judge_scalers(const nlohmann::json& content, const std::filesystem::path& file);
Verdicts judge_reports(const nlohmann::json& content);
Verdicts judge_refusals(const nlohmann::json& content);

/// What is said of the numbers of a fit: relative to the expected one, absolute below this.
inline constexpr double fit_tolerance = 1e-9;

/// A parameter that the model's type for it cannot hold: refused as scikit-learn refuses it.
struct WrongType : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// Gives the option of that name a value. Throws WrongType, std::runtime_error for a name that scikit-learn lacks.
void set_option(xgrad::models::MLPOptions& options, const std::string& name, const nlohmann::json& value);
/// The split's arguments; stratify true takes these labels.
xgrad::SplitOptions split_options(const nlohmann::json& arguments, const xgrad::Tensor& labels);

/// digits, iris or diabetes (diabetes.csv beside the file); a target of real numbers for the last.
struct Examples {
  xgrad::Tensor X, y;
};
Examples load_examples(const std::string& name, const std::filesystem::path& file);

/// A nested list as a float64 tensor, whole numbers as an int64 one.
xgrad::Tensor float_tensor(const nlohmann::json& value);
xgrad::Tensor int_tensor(const nlohmann::json& value);
/// The elements of a tensor of any dtype.
std::vector<double> as_numbers(const xgrad::Tensor& t);

}  // namespace conformance
