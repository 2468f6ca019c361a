#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/classes_internal.hpp>

namespace xgrad::models::detail {
namespace {

std::string describe(const Tensor& y) { return fmt::format("y {} {}", to_string(y.dtype()), to_string(y.shape())); }

void check_rows(std::string_view what, std::int64_t rows, std::int64_t labels, const std::string& y) {
  if (rows != labels)
    throw DataError(what, "X and y differ in their number of rows", fmt::format("X has {}, {}", rows, y),
                    "give one label for each row");
}

template <class T> void keep_distinct(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// The place of a value in sorted ones; -1 if it is not there.
template <class T> std::int64_t place_of(const std::vector<T>& sorted, const T& value) {
  const auto place = std::lower_bound(sorted.begin(), sorted.end(), value);
  return place == sorted.end() || *place != value ? -1 : place - sorted.begin();
}

}  // namespace

Labels checked_labels(std::string_view what, const Tensor& y, std::int64_t rows) {
  const bool is_column = y.rank() == 2 && y.shape(1) == 1;
  if (y.rank() != 1 && !is_column)
    throw DataError(what, "y must have one label for each row", describe(y),
                    "several labels a row are not supported: give [n]");
  check_rows(what, rows, y.shape(0), describe(y));
  if (is_float(y.dtype())) {
    const Tensor values = y.astype(float64);
    for (std::int64_t i = 0; i < rows; ++i) {
      const double label = values.data<double>()[i];
      if (!std::isfinite(label) || label != std::floor(label) || std::abs(label) > 9007199254740992.0)
        throw DataError(what, "y must hold labels: whole numbers", fmt::format("y[{}] = {}", i, label),
                        "give int64 labels; a regressor learns real numbers");
    }
  }
  return {y.astype(int64).reshape({rows}), {}, false};
}

Labels checked_labels(std::string_view what, const std::vector<std::string>& y, std::int64_t rows) {
  const auto count = static_cast<std::int64_t>(y.size());
  check_rows(what, rows, count, fmt::format("y {} words", count));
  return {Tensor(), y, true};
}

Classes::Classes(const Labels& labels) : are_words_(labels.are_words), words_(labels.words) {
  if (!are_words_) numbers_ = labels.numbers.to_vector<std::int64_t>();
  keep_distinct(numbers_);
  keep_distinct(words_);
}

std::string Classes::text() const { return fmt::format("{}", fmt::join(words(), " ")); }
std::string Classes::text_at(std::size_t place) const {
  return are_words_ ? words_[place] : std::to_string(numbers_[place]);
}

Tensor Classes::places(std::string_view what, const Labels& labels) const {
  if (labels.are_words != are_words_ && size() > 0)
    throw DataError(what, "y must hold labels as in the first fit",
                    are_words_ ? "y holds numbers, the classes are words" : "y holds words, the classes are numbers");
  Tensor places = Tensor::uninitialized(int64, {labels.size()});
  auto* place = places.mutable_data<std::int64_t>();
  for (std::int64_t i = 0; i < labels.size(); ++i) {
    place[i] = are_words_ ? place_of(words_, labels.words[static_cast<std::size_t>(i)])
                          : place_of(numbers_, labels.numbers.data<std::int64_t>()[i]);
    if (place[i] < 0)
      throw DataError(what, "y has a label that is none of the classes",
                      fmt::format("y[{}] = {}, the classes are {}", i,
                                  are_words_ ? labels.words[static_cast<std::size_t>(i)]
                                             : std::to_string(labels.numbers.data<std::int64_t>()[i]),
                                  text()));
  }
  return places;
}

const std::vector<std::int64_t>& Classes::numbers(std::string_view what) const {
  if (are_words_)
    throw DataError(what, "the labels of fit were words, not numbers", text(),
                    "class_names() and predict_names(X) give words");
  return numbers_;
}

Tensor Classes::numbers_at(std::string_view what, Tensor places) const {
  const std::vector<std::int64_t>& labels = numbers(what);
  auto* place = places.mutable_data<std::int64_t>();
  for (std::int64_t i = 0; i < places.size(); ++i) place[i] = labels[static_cast<std::size_t>(place[i])];
  return places;
}

std::vector<std::string> Classes::words() const {
  if (are_words_) return words_;
  std::vector<std::string> texts;
  for (std::int64_t number : numbers_) texts.push_back(std::to_string(number));
  return texts;
}

std::vector<std::string> Classes::words_at(const Tensor& places) const {
  const std::vector<std::string> texts = words();
  std::vector<std::string> labels;
  for (std::int64_t place : places.values<std::int64_t>()) labels.push_back(texts[static_cast<std::size_t>(place)]);
  return labels;
}

}  // namespace xgrad::models::detail
