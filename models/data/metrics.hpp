#pragma once
#include <cstdint>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

// Scores with scikit-learn's names and numbers. Labels are int64 or bool, [n]; a prediction that is a column [n, 1]
// must be reshaped first. All throw ShapeError for shapes that differ, DTypeError for other dtypes, DataError for no
// rows.

/// The share of the predictions that are right.                       as sklearn.metrics.accuracy_score
///   value  1/n sum [y_true_i = y_pred_i]
double accuracy_score(const Tensor& y_true, const Tensor& y_pred);

/// How often label i was predicted as label j: int64 [k, k], row i, column j.     as sklearn.metrics.confusion_matrix
///   labels  which ones, in which order; without them the sorted labels of both arguments
/// Rows with other labels are left out. Throws DataError if none of the given labels is in y_true.
Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, const std::vector<std::int64_t>& labels = {});

struct ScoreOptions {
  std::vector<std::int64_t> labels = {};  ///< which ones, in which order; empty: the sorted labels of both arguments
  double zero_division = 0.0;             ///< the value of 0 / 0, which is 0 or 1
};

/// One entry for each label.
struct LabelScores {
  std::vector<std::int64_t> labels;
  std::vector<double> precision;      ///< of the rows predicted as this label, the share that are
  std::vector<double> recall;         ///< of the rows of this label, the share predicted so
  std::vector<double> f1;             ///< 2 precision recall / (precision + recall), 0 if both are 0
  std::vector<std::int64_t> support;  ///< how many rows have this label
};

/// Precision, recall and F1 of each label.     as sklearn.metrics.precision_recall_fscore_support(average=None)
/// Throws DataError for a zero_division other than 0 and 1.
LabelScores precision_recall_fscore_support(const Tensor& y_true, const Tensor& y_pred,
                                            const ScoreOptions& options = {});

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
std::string classification_report(const Tensor& y_true, const Tensor& y_pred, const ReportOptions& options = {});

/// The coefficient of determination.                                  as sklearn.metrics.r2_score
///   value   1 - sum (y_true - y_pred)^2 / sum (y_true - mean(y_true))^2, averaged over outputs
///   shapes  [n] or [n, outputs]; [n] and [n, 1] are the same; float32, float64, int64
///   edges   a constant y_true scores 1 if met exactly, else 0; fewer than two rows give NaN
/// Throws DataError for NaN and infinities.
double r2_score(const Tensor& y_true, const Tensor& y_pred);

/// The mean of (y_true - y_pred)^2, averaged over outputs.            as sklearn.metrics.mean_squared_error
/// Shapes, dtypes and errors as for r2_score.
double mean_squared_error(const Tensor& y_true, const Tensor& y_pred);

}  // namespace xgrad
