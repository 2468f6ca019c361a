#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/pipeline.hpp>

namespace xgrad::models {

Pipeline::Pipeline(std::vector<Step> steps) : steps_(std::move(steps)) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const std::string& name = steps_[i].name_;
    if (name.empty() || name.find("__") != std::string::npos)
      throw DataError("Pipeline", "a step's name is empty or holds \"__\"", fmt::format("\"{}\"", name));
    for (std::size_t j = 0; j < i; ++j)
      if (steps_[j].name_ == name) throw DataError("Pipeline", "two steps have one name", fmt::format("\"{}\"", name));
    if (i + 1 < steps_.size() && !steps_[i].transformer_)
      throw DataError("Pipeline", "only the last step may be an estimator", fmt::format("\"{}\" of {}", name, names()));
  }
  if (steps_.empty() || !steps_.back().estimator_)
    throw DataError("Pipeline", "the last step must be an estimator", names(), "add one that predicts");
}

Pipeline& Pipeline::fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  std::vector<Step> fitted = steps_;
  Tensor table = X;
  for (Step& step : fitted)
    if (step.transformer_) table = step.transformer_->fit(table).transform(table);
  fitted.back().estimator_->fit(table, y, sample_weight);
  steps_ = std::move(fitted);
  return *this;
}

Tensor Pipeline::transform(const Tensor& X) const {
  Tensor table = X;
  for (const Step& step : steps_)
    if (step.transformer_) table = step.transformer_->transform(table);
  return table;
}

void Pipeline::set_param(std::string_view name, const ParameterValue& value) {
  const std::size_t end = name.find("__");
  for (Step& step : steps_) {
    if (end == std::string_view::npos || step.name_ != name.substr(0, end)) continue;
    const std::string_view parameter = name.substr(end + 2);
    if (step.transformer_) return step.transformer_->set_param(parameter, value);
    return step.estimator_->set_param(parameter, value);
  }
  throw DataError("Pipeline.set_param", "there is no step of that name", fmt::format("\"{}\", steps {}", name, names()),
                  "write STEP__PARAMETER");
}

Pipeline Pipeline::unfitted() const {
  Pipeline made = *this;
  for (Step& step : made.steps_) {
    if (step.transformer_) step.transformer_ = step.transformer_->unfitted();
    if (step.estimator_) step.estimator_ = step.estimator_->unfitted();
  }
  return made;
}

const Transformer& Pipeline::transformer(std::string_view name) const {
  for (const Step& step : steps_)
    if (step.transformer_ && step.name_ == name) return *step.transformer_;
  throw DataError("Pipeline.transformer", "there is no transformer of that name",
                  fmt::format("\"{}\", steps {}", name, names()));
}

std::string Pipeline::names() const {
  std::string all;
  for (const Step& step : steps_) all += (all.empty() ? "" : ", ") + step.name_;
  return all.empty() ? "none" : all;
}

}  // namespace xgrad::models
