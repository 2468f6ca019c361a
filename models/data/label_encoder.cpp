#include <fmt/format.h>
#include <algorithm>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/label_encoder.hpp>

namespace xgrad {

LabelEncoder& LabelEncoder::fit(const std::vector<std::string>& labels) {
  if (labels.empty()) throw DataError("LabelEncoder.fit", "there are no labels");
  std::vector<std::string> distinct = labels;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  classes_ = std::move(distinct);
  return *this;
}

Tensor LabelEncoder::transform(const std::vector<std::string>& labels) const {
  Tensor numbers = Tensor::uninitialized(int64, {static_cast<std::int64_t>(labels.size())});
  auto* number = numbers.mutable_data<std::int64_t>();
  for (const std::string& label : labels) {
    const auto place = std::lower_bound(classes().begin(), classes().end(), label);
    if (place == classes().end() || *place != label)
      throw DataError("LabelEncoder.transform", "a label was not there in fit",
                      fmt::format("\"{}\", fit has seen {}", label, fmt::join(classes(), ", ")));
    *number++ = place - classes().begin();
  }
  return numbers;
}

std::vector<std::string> LabelEncoder::inverse_transform(const Tensor& numbers) const {
  std::vector<std::string> labels;
  const auto count = static_cast<std::int64_t>(classes().size());
  for (std::int64_t number : numbers.values<std::int64_t>()) {
    if (number < 0 || number >= count)
      throw DataError("LabelEncoder.inverse_transform", "there is no label of that number",
                      fmt::format("{}, there are {} labels", number, count));
    labels.push_back(classes()[static_cast<std::size_t>(number)]);
  }
  return labels;
}

const std::vector<std::string>& LabelEncoder::classes() const {
  if (classes_.empty()) throw DataError("LabelEncoder", "it is not fitted yet", {}, "call fit(labels) first");
  return classes_;
}

}  // namespace xgrad
