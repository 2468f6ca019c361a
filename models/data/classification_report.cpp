#include <fmt/format.h>
#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/labels_internal.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/sums_internal.hpp>

namespace xgrad {
namespace {

using Labels = std::vector<std::int64_t>;

/// Of one label or of several together: rows predicted rightly as it, predicted as it, and being it.
struct Counts {
  std::int64_t right = 0, predicted = 0, actual = 0;
};

struct Scores {
  double precision = 0, recall = 0, f1 = 0;
};

double ratio(std::int64_t part, std::int64_t whole, double zero_division) {
  return whole == 0 ? zero_division : static_cast<double>(part) / static_cast<double>(whole);
}

Scores scores_of(const Counts& counts, double zero_division) {
  const double precision = ratio(counts.right, counts.predicted, zero_division);
  const double recall = ratio(counts.right, counts.actual, zero_division);
  const double sum = precision + recall;
  return {precision, recall, 2.0 * precision * recall / (sum == 0 ? 1.0 : sum)};
}

std::vector<Counts> counts_of(const detail::LabelPair& pair, const Labels& labels) {
  std::map<std::int64_t, Counts> by_label;
  const auto truth = pair.y_true.values<std::int64_t>(), predicted = pair.y_pred.values<std::int64_t>();
  for (std::size_t i = 0; i < truth.size(); ++i) {
    ++by_label[truth[i]].actual;
    ++by_label[predicted[i]].predicted;
    if (truth[i] == predicted[i]) ++by_label[truth[i]].right;
  }
  std::vector<Counts> counts;
  for (std::int64_t label : labels) counts.push_back(by_label[label]);
  return counts;
}

Counts together(const std::vector<Counts>& counts) {
  Counts sum;
  for (const Counts& one : counts) {
    sum.right += one.right;
    sum.predicted += one.predicted;
    sum.actual += one.actual;
  }
  return sum;
}

double sum_of(const std::vector<double>& values) { return detail::pairwise_sum(values.data(), values.size()); }

double average(const std::vector<double>& values) { return sum_of(values) / static_cast<double>(values.size()); }

double average(std::vector<double> values, const std::vector<std::int64_t>& weights) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= static_cast<double>(weights[i]);
  return sum_of(values) / static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::int64_t{0}));
}

/// Without a row of any of the labels there are no weights; scikit-learn then says what its parts are by definition.
Scores weighted_average(const LabelScores& scores, const Counts& all, double zero_division) {
  if (all.actual == 0 && all.predicted == 0) return {zero_division, zero_division, zero_division};
  if (all.actual == 0) return {0.0, zero_division, 0.0};
  return {average(scores.precision, scores.support), average(scores.recall, scores.support),
          average(scores.f1, scores.support)};
}

void check_zero_division(std::string_view what, double value) {
  if (value != 0 && value != 1)
    throw DataError(what, "zero_division must be 0 or 1", fmt::format("zero_division = {}", value));
}

LabelScores label_scores(const Labels& labels, const std::vector<Counts>& counts, double zero_division) {
  LabelScores made;
  made.labels = labels;
  for (const Counts& one : counts) {
    const Scores scores = scores_of(one, zero_division);
    made.precision.push_back(scores.precision);
    made.recall.push_back(scores.recall);
    made.f1.push_back(scores.f1);
    made.support.push_back(one.actual);
  }
  return made;
}

/// The number of characters of a UTF-8 text.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/// Writes a report's lines: a heading, right-aligned, and four columns.
class ReportWriter {
 public:
  ReportWriter(std::size_t width, int digits, const char* support_tail)
      : width_(width), digits_(digits), support_tail_(support_tail) {}

  const std::string& text() const { return text_; }
  void blank_line() { text_ += "\n"; }

  void titles() {
    heading("");
    for (const char* title : {"precision", "recall", "f1-score", "support"}) text_ += fmt::format(" {:>9}", title);
    text_ += "\n\n";
  }
  void line(std::string_view name, const Scores& scores, std::int64_t support) {
    heading(name);
    text_ += fmt::format(" {:>9.{}f} {:>9.{}f} {:>9.{}f}", scores.precision, digits_, scores.recall, digits_, scores.f1,
                         digits_);
    rows(support);
  }
  void accuracy(double value, std::int64_t support) {
    heading("accuracy");
    text_ += fmt::format(" {:>9} {:>9} {:>9.{}f}", "", "", value, digits_);
    rows(support);
  }

 private:
  void heading(std::string_view name) {
    const std::size_t used = characters(name);
    text_.append(used < width_ ? width_ - used : 0, ' ').append(name).append(" ");
  }
  void rows(std::int64_t support) { text_ += fmt::format(" {:>9}\n", fmt::format("{}{}", support, support_tail_)); }

  std::size_t width_;
  int digits_;
  const char* support_tail_;  // behind each count of rows
  std::string text_;
};

std::vector<std::string> names_of(const Labels& labels, bool are_bool, const ReportOptions& options) {
  if (options.target_names.empty()) {
    std::vector<std::string> names;
    for (std::int64_t label : labels) names.push_back(!are_bool ? fmt::format("{}", label) : label ? "True" : "False");
    return names;
  }
  if (options.target_names.size() != labels.size())
    throw DataError("classification_report", "target_names needs one name for each label",
                    fmt::format("{} names, {} labels", options.target_names.size(), labels.size()),
                    options.labels.empty() ? "the labels themselves are given by .labels" : "");
  return options.target_names;
}

bool is_any_right(const detail::LabelPair& pair) {
  const auto truth = pair.y_true.values<std::int64_t>(), predicted = pair.y_pred.values<std::int64_t>();
  return !std::equal(truth.begin(), truth.end(), predicted.begin(), std::not_equal_to<>());
}

bool are_same(Labels a, const Labels& sorted) {
  std::sort(a.begin(), a.end());
  a.erase(std::unique(a.begin(), a.end()), a.end());
  return a == sorted;
}

}  // namespace

LabelScores precision_recall_fscore_support(const Tensor& y_true, const Tensor& y_pred, const ScoreOptions& options) {
  check_zero_division("precision_recall_fscore_support", options.zero_division);
  const detail::LabelPair pair = detail::label_pair("precision_recall_fscore_support", y_true, y_pred);
  const Labels labels = options.labels.empty() ? detail::distinct_labels(pair) : options.labels;
  return label_scores(labels, counts_of(pair, labels), options.zero_division);
}

std::string classification_report(const Tensor& y_true, const Tensor& y_pred, const ReportOptions& options) {
  check_zero_division("classification_report", options.zero_division);
  if (options.digits < 0 || options.digits > 300)
    throw DataError("classification_report", "digits must be 0 to 300", fmt::format("digits = {}", options.digits));
  const detail::LabelPair pair = detail::label_pair("classification_report", y_true, y_pred);
  const Labels present = detail::distinct_labels(pair), labels = options.labels.empty() ? present : options.labels;
  const std::vector<std::string> names = names_of(labels, pair.are_bool, options);
  const std::vector<Counts> counts = counts_of(pair, labels);
  const LabelScores scores = label_scores(labels, counts, options.zero_division);
  const Counts all = together(counts);

  std::size_t width = std::max(std::string_view("weighted avg").size(), static_cast<std::size_t>(options.digits));
  for (const std::string& name : names) width = std::max(width, characters(name));
  // Where no prediction at all is right, scikit-learn's counts turn into floats and print as such.
  ReportWriter report(width, options.digits, is_any_right(pair) ? "" : ".0");
  report.titles();
  for (std::size_t i = 0; i < names.size(); ++i)
    report.line(names[i], {scores.precision[i], scores.recall[i], scores.f1[i]}, scores.support[i]);
  report.blank_line();
  const Scores micro = scores_of(all, options.zero_division);
  if (are_same(labels, present))
    report.accuracy(micro.f1, all.actual);
  else
    report.line("micro avg", micro, all.actual);
  report.line("macro avg", {average(scores.precision), average(scores.recall), average(scores.f1)}, all.actual);
  report.line("weighted avg", weighted_average(scores, all, options.zero_division), all.actual);
  return report.text();
}

}  // namespace xgrad
