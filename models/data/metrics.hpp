#pragma once
#include <cstdint>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

// Scores with scikit-learn's names and numbers. Labels are [n]: int64, bool, or whole numbers as floats; a prediction
// that is a column [n, 1] must be reshaped first. sample_weight [n] is how much each row counts, Tensor() the same for
// all. All throw ShapeError for shapes that differ, DTypeError for labels that are no whole numbers, DataError for no
// rows and for wrong weights. In the examples of labels,
//     Tensor y_true = tensor({0, 1, 1, 2}), y_pred = tensor({0, 1, 2, 2});

/// The share of the predictions that are right.                       as sklearn.metrics.accuracy_score
///   value  sum w_i [y_true_i = y_pred_i] / sum w_i
///
///     accuracy_score(y_true, y_pred);                                        // 0.75
double accuracy_score(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight = {});
/// The same of labels that are words.
///     accuracy_score({"cat", "dog"}, {"cat", "cat"});                        // 0.5
double accuracy_score(const std::vector<std::string>& y_true, const std::vector<std::string>& y_pred,
                      const Tensor& sample_weight = {});

/// How often label i was predicted as label j: int64 [k, k], row i, column j.     as sklearn.metrics.confusion_matrix
///   labels  which ones, in which order; without them the sorted labels of both arguments
/// Rows with other labels are left out; a label that is given twice is counted at its last place. Throws DataError if
/// none of the given labels is in y_true.
///
///     std::cout << confusion_matrix(y_true, y_pred);                         // [[1 0 0]
///                                                                            //  [0 1 1]
///                                                                            //  [0 0 1]]
Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, const std::vector<std::int64_t>& labels = {});

/// Options of precision_recall_fscore_support.
struct ScoreOptions {
  std::vector<std::int64_t> labels = {};  ///< which ones, in which order; empty: the sorted labels of both arguments
  double zero_division = 0.0;             ///< the value of 0 / 0, which is 0 or 1
};

/// What precision_recall_fscore_support gives: one entry for each label.
struct LabelScores {
  std::vector<std::int64_t> labels;
  std::vector<double> precision;      ///< of the rows predicted as this label, the share that are
  std::vector<double> recall;         ///< of the rows of this label, the share predicted so
  std::vector<double> f1;             ///< 2 precision recall / (precision + recall), 0 if both are 0
  std::vector<std::int64_t> support;  ///< how many rows have this label
};

/// Precision, recall and F1 of each label.     as sklearn.metrics.precision_recall_fscore_support(average=None)
/// Throws DataError for a zero_division other than 0 and 1.
///
///     precision_recall_fscore_support(y_true, y_pred).recall;                // 1, 0.5, 1
LabelScores precision_recall_fscore_support(const Tensor& y_true, const Tensor& y_pred,
                                            const ScoreOptions& options = {});

/// Options of classification_report.
struct ReportOptions {
  std::vector<std::int64_t> labels = {};  ///< which ones, in which order; empty: the sorted labels of both arguments
  std::vector<std::string> target_names = {};  ///< how they are called, one for each label
  int digits = 2;                              ///< behind the point
  double zero_division = 0.0;                  ///< the value of 0 / 0, which is 0 or 1
};

/// The scores of each label and their averages as a table of text, character for character scikit-learn's.
///                                                                   as sklearn.metrics.classification_report
/// The third line from below is the accuracy, or the micro average if `labels` are not those of the data.
/// Throws DataError if there is not one name for each label, and for digits below 0 or above 300.
///
///     std::cout << classification_report(y_true, y_pred);
///     //               precision    recall  f1-score   support
///     //
///     //            0       1.00      1.00      1.00         1
///     //            1       1.00      0.50      0.67         2
///     //            2       0.50      1.00      0.67         1
///     //
///     //     accuracy                           0.75         4
///     //    macro avg       0.83      0.83      0.78         4
///     // weighted avg       0.88      0.75      0.75         4
std::string classification_report(const Tensor& y_true, const Tensor& y_pred, const ReportOptions& options = {});

/// The coefficient of determination.                                  as sklearn.metrics.r2_score
///   value   1 - sum w (y_true - y_pred)^2 / sum w (y_true - mean(y_true))^2, averaged over outputs; the mean is
///   weighted shapes  [n] or [n, outputs]; [n] and [n, 1] are the same; float32, float64, int64 edges   a constant
///   y_true scores 1 if met exactly, else 0; fewer than two rows give NaN
/// Throws DataError for NaN and infinities.
///
///     r2_score(tensor({3.0, -0.5, 2.0, 7.0}), tensor({2.5, 0.0, 2.0, 8.0}));            // 0.9486081370449679
double r2_score(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight = {});

/// The mean of (y_true - y_pred)^2, averaged over outputs.            as sklearn.metrics.mean_squared_error
/// Shapes, dtypes and errors as for r2_score.
///
///     mean_squared_error(tensor({3.0, -0.5, 2.0, 7.0}), tensor({2.5, 0.0, 2.0, 8.0}));  // 0.375
double mean_squared_error(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight = {});

}  // namespace xgrad
