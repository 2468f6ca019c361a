#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad::models::detail {

/// Labels of rows, checked: whole numbers, or words.
struct Labels {
  Tensor numbers;                  // int64 [n]; none of words
  std::vector<std::string> words;  // none of numbers
  bool are_words = false;

  std::int64_t size() const { return are_words ? static_cast<std::int64_t>(words.size()) : numbers.size(); }
};

/// Labels for each of `rows` rows: int64, bool or whole numbers as floats, [n] or [n, 1]. Throws DataError.
Labels checked_labels(std::string_view what, const Tensor& y, std::int64_t rows);
Labels checked_labels(std::string_view what, const std::vector<std::string>& y, std::int64_t rows);

/// The distinct labels that a classifier tells apart, sorted; places are counted from 0.
class Classes {
 public:
  Classes() = default;
  explicit Classes(const Labels& labels);

  std::size_t size() const { return are_words_ ? words_.size() : numbers_.size(); }
  bool operator==(const Classes&) const = default;
  /// "0 1 2"
  std::string text() const;
  /// The class at a place.
  std::string text_at(std::size_t place) const;

  /// Their places, int64 [n]. Throws DataError for a label that is none of these.
  Tensor places(std::string_view what, const Labels& labels) const;
  /// The labels at places. numbers() and numbers_at throw DataError if they are words.
  const std::vector<std::int64_t>& numbers(std::string_view what) const;
  Tensor numbers_at(std::string_view what, Tensor places) const;
  std::vector<std::string> words() const;  // numbers as text
  std::vector<std::string> words_at(const Tensor& places) const;

 private:
  bool are_words_ = false;
  std::vector<std::int64_t> numbers_;
  std::vector<std::string> words_;
};

}  // namespace xgrad::models::detail
