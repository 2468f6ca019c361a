#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/metrics.hpp>

namespace xgrad {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
using Labels = std::vector<std::int64_t>;

const Tensor truth = tensor({0, 1, 2, 2, 1, 0}), predicted = tensor({0, 1, 1, 1, 1, 0});

}  // namespace

TEST_CASE("accuracy_score, confusion_matrix") {
  CHECK(accuracy_score(truth, predicted) == 4.0 / 6.0);
  CHECK(accuracy_score(tensor({true, false}), tensor({true, true})) == 0.5);
  CHECK(confusion_matrix(truth, predicted).to_vector<std::int64_t>() == Labels{2, 0, 0, 0, 2, 0, 0, 2, 0});
  CHECK(confusion_matrix(truth, predicted, {2, 1}).to_vector<std::int64_t>() == Labels{0, 2, 0, 2});
  CHECK(confusion_matrix(tensor({100, -3, 100, -3, 7}), tensor({100, -3, 7, 7, 7})).to_vector<std::int64_t>() ==
        Labels{1, 1, 0, 0, 1, 0, 0, 1, 1});
}

TEST_CASE("precision_recall_fscore_support") {
  const LabelScores scores = precision_recall_fscore_support(truth, predicted);
  CHECK(scores.labels == Labels{0, 1, 2});
  CHECK(scores.precision == std::vector<double>{1.0, 0.5, 0.0});
  CHECK(scores.recall == std::vector<double>{1.0, 1.0, 0.0});
  CHECK(scores.f1 == std::vector<double>{1.0, 0.6666666666666666, 0.0});
  CHECK(scores.support == Labels{2, 2, 2});
  CHECK(precision_recall_fscore_support(truth, predicted, {.labels = {2}, .zero_division = 1}).precision[0] == 1.0);
}

TEST_CASE("classification_report: the text that scikit-learn prints") {
  CHECK(classification_report(truth, predicted, {.target_names = {"setosa", "versicolor", "virginica"}}) ==
        R"(              precision    recall  f1-score   support

      setosa       1.00      1.00      1.00         2
  versicolor       0.50      1.00      0.67         2
   virginica       0.00      0.00      0.00         2

    accuracy                           0.67         6
   macro avg       0.50      0.67      0.56         6
weighted avg       0.50      0.67      0.56         6
)");
  CHECK(classification_report(tensor({true, false, true}), tensor({true, true, true})) ==
        R"(              precision    recall  f1-score   support

       False       0.00      0.00      0.00         1
        True       0.67      1.00      0.80         2

    accuracy                           0.67         3
   macro avg       0.33      0.50      0.40         3
weighted avg       0.44      0.67      0.53         3
)");
  // labels that are not all there: a micro average; names are measured in characters
  CHECK(classification_report(truth, predicted,
                              {.labels = {2, 1, 5},
                               .target_names = {"zwei", "eins", "größer als alle"},
                               .digits = 3,
                               .zero_division = 1}) ==
        R"(                 precision    recall  f1-score   support

           zwei      1.000     0.000     0.000         2
           eins      0.500     1.000     0.667         2
größer als alle      1.000     1.000     1.000         0

      micro avg      0.500     0.500     0.500         4
      macro avg      0.833     0.667     0.556         4
   weighted avg      0.750     0.500     0.333         4
)");
  // nothing right: scikit-learn's counts have become floats
  CHECK(classification_report(tensor({0, 1}), tensor({1, 0})) ==
        R"(              precision    recall  f1-score   support

           0       0.00      0.00      0.00       1.0
           1       0.00      0.00      0.00       1.0

    accuracy                           0.00       2.0
   macro avg       0.00      0.00      0.00       2.0
weighted avg       0.00      0.00      0.00       2.0
)");
}

TEST_CASE("r2_score, mean_squared_error") {
  struct {
    Tensor y_true, y_pred;
    double r2, mse;
  } rows[] = {
      {tensor({3.0, -0.5, 2.0, 7.0}), tensor({2.5, 0.0, 2.0, 8.0}), 0.9486081370449679, 0.375},
      {tensor({1.0, 2.0}), tensor({1.0, 2.0}), 1, 0},
      {tensor({2.0, 2.0, 2.0}), tensor({2.0, 2.0, 3.0}), 0, 0.3333333333333333},  // constant, not met
      {tensor({2.0, 2.0, 2.0}), tensor({2.0, 2.0, 2.0}), 1, 0},                   // constant, met
      {tensor({{0.5, 1.0}, {-1.0, 1.0}, {7.0, -6.0}}), tensor({{0.0, 2.0}, {-1.0, 2.0}, {8.0, -5.0}}),
       0.9368005266622779, 0.7083333333333334},
      {tensor({1, 2, 3}), tensor({{3.0}, {2.0}, {1.0}}), -3, 2.6666666666666665},  // [n] and [n, 1]
      {tensor({1.f, 2.f}), tensor({1.5f, 2.f}), 0.5, 0.125},
  };
  for (auto& row : rows) {
    CHECK(r2_score(row.y_true, row.y_pred) == row.r2);
    CHECK(mean_squared_error(row.y_true, row.y_pred) == row.mse);
  }
  CHECK(std::isnan(r2_score(tensor({1.0}), tensor({2.0}))));
  CHECK(mean_squared_error(tensor({1.0}), tensor({3.0})) == 4);
}

TEST_CASE("metrics: sample weights, float labels, labels given twice, as scikit-learn") {
  const Tensor y_true = tensor({0, 1, 1, 2}), y_pred = tensor({0, 1, 2, 2}), weights = tensor({1.0, 1.0, 2.0, 1.0});
  CHECK(accuracy_score(y_true, y_pred, weights) == 0.6);
  CHECK(accuracy_score(y_true.astype(float64), y_pred) == 0.75);
  CHECK(accuracy_score(y_true.astype(float32), y_pred.astype(float64)) == 0.75);
  CHECK(confusion_matrix(y_true.astype(float64), y_pred).is_identical(confusion_matrix(y_true, y_pred)));
  CHECK(confusion_matrix(y_true, y_pred, {1, 1}).is_identical(tensor({{0, 0}, {0, 1}})));
  CHECK(confusion_matrix(y_true, y_pred, {1, 2, 1}).is_identical(tensor({{0, 0, 0}, {0, 1, 0}, {0, 1, 1}})));
  const Tensor a = tensor({3.0, -0.5, 2.0, 7.0}), b = tensor({2.5, 0.0, 2.0, 8.0});
  CHECK(mean_squared_error(a, b, weights) == doctest::Approx(0.3).epsilon(1e-15));
  CHECK(r2_score(a, b, weights) == doctest::Approx(0.9496644295302014).epsilon(1e-15));
}

TEST_CASE("metrics: what they refuse") {
  CHECK_THROWS_WITH_AS(
      accuracy_score(truth, tensor({1.0, 2.5, 0.0, 0.0, 0.0, 0.0})),
      "accuracy_score: labels are whole numbers: y_pred[1] = 2.5\n  r2_score and mean_squared_error judge real numbers",
      DTypeError);
  CHECK_THROWS_WITH_AS(accuracy_score(truth, predicted, ones({5})),
                       "accuracy_score: sample_weight must have one number for each row: sample_weight float64 [5], 6 "
                       "rows\n  give [n], or nothing if all rows count the same",
                       DataError);
  CHECK_THROWS_WITH_AS(accuracy_score({"a"}, {"a", "b"}),
                       "accuracy_score: y_true and y_pred differ in length: 1 and 2 labels", ShapeError);
  CHECK_THROWS_WITH_AS(accuracy_score(truth, tensor({1})),
                       "accuracy_score: y_true and y_pred differ in length: y_true int64 [6], y_pred int64 [1]",
                       ShapeError);
  CHECK_THROWS_WITH_AS(accuracy_score(truth, predicted.reshape({6, 1})),
                       "accuracy_score: labels have one dimension: y_true int64 [6], y_pred int64 [6, 1]\n"
                       "  reshape({n}) makes a column flat",
                       ShapeError);
  CHECK_THROWS_WITH_AS(confusion_matrix(arange(0), arange(0)),
                       "confusion_matrix: there are no labels: y_true int64 [0], y_pred int64 [0]", DataError);
  CHECK_THROWS_WITH_AS(confusion_matrix(truth, predicted, {7, 8}),
                       "confusion_matrix: none of the given labels is in y_true: labels = [7, 8]", DataError);
  CHECK_THROWS_WITH_AS(classification_report(truth, predicted, {.target_names = {"a"}}),
                       "classification_report: target_names needs one name for each label: 1 names, 3 labels\n"
                       "  the labels themselves are given by .labels",
                       DataError);
  CHECK_THROWS_WITH_AS(classification_report(truth, predicted, {.digits = -1}),
                       "classification_report: digits must be 0 to 300: digits = -1", DataError);
  CHECK_THROWS_WITH_AS(classification_report(truth, predicted, {.zero_division = 0.5}),
                       "classification_report: zero_division must be 0 or 1: zero_division = 0.5", DataError);
  CHECK_THROWS_AS(precision_recall_fscore_support(truth, predicted, {.zero_division = nan}), DataError);
  CHECK_THROWS_WITH_AS(r2_score(tensor({1.0, 2.0}), tensor({1.0})),
                       "r2_score: y_true and y_pred differ in shape: y_true float64 [2], y_pred float64 [1]",
                       ShapeError);
  CHECK_THROWS_WITH_AS(r2_score(tensor({1.0, 2.0}), tensor({1.0, nan})),
                       "r2_score: y_pred contains NaN or infinity: element 1 is nan", DataError);
  CHECK_THROWS_WITH_AS(mean_squared_error(Tensor(1.0), Tensor(2.0)),
                       "mean_squared_error: targets are [n] or [n, outputs]: y_true float64 [], y_pred float64 []",
                       ShapeError);
  CHECK_THROWS_WITH_AS(
      mean_squared_error(tensor({true}), tensor({true})),
      "mean_squared_error: targets are numbers: y_true bool [1], y_pred bool [1]\n  astype(float64) converts",
      DTypeError);
  CHECK_THROWS_WITH_AS(mean_squared_error(zeros({0}), zeros({0})),
                       "mean_squared_error: there are no targets: y_true float64 [0], y_pred float64 [0]", DataError);
}

}  // namespace xgrad
