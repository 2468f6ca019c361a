#include <fmt/format.h>
#include <algorithm>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/optim/objective.hpp>
#include <xgrad/optim/parameters_internal.hpp>

namespace xgrad::optim {
namespace {

Vars loss_and_gradients(Var loss, const Vars& parameters) {
  Vars outputs = loss;
  for (Var g : grad(loss, parameters)) outputs.push_back(g);
  return outputs;
}

}  // namespace

FlatParameters::FlatParameters(const Vars& parameters) : parameters_(parameters) {
  check_parameters("parameters", parameters);
  for (Var p : parameters_) size_ += p.shape().size();
}

Tensor FlatParameters::get() const {
  std::vector<Tensor> values;
  for (Var p : parameters_) values.push_back(value(p));
  Tensor flat = Tensor::uninitialized(float64, {size_});
  gather(values, flat);
  return flat;
}

void FlatParameters::set(const Tensor& x) const {
  check_vector("parameters", "the new value", x, size_);
  const double* from = x.data<double>();
  for (Var p : parameters_) {
    const std::int64_t size = p.shape().size();
    const std::span part(from, static_cast<std::size_t>(size));
    xgrad::set(p, Tensor::from(part, p.shape()).astype(p.dtype()));
    from += size;
  }
}

void FlatParameters::gather(std::span<const Tensor> values, Tensor& flat) const {
  check_vector("parameters", "the vector to write to", flat, size_);
  if (values.size() != parameters_.size())
    throw ShapeError("parameters", fmt::format("{} values for {} parameters", values.size(), parameters_.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Tensor& v = values[i];
    const auto both = [&] {
      return fmt::format("{} {} for {}", to_string(v.dtype()), to_string(v.shape()), describe(parameters_[i]));
    };
    if (v.dtype() != parameters_[i].dtype()) throw DTypeError("parameters", "a value has another dtype", both());
    if (v.shape() != parameters_[i].shape()) throw ShapeError("parameters", "a value has another shape", both());
  }
  double* to = flat.mutable_data<double>();
  for (const Tensor& v : values) {
    const Tensor part = v.dtype() == float64 ? v : v.astype(float64);
    to = std::copy_n(part.data<double>(), part.size(), to);
  }
}

LossProgram::LossProgram(const Vars& inputs, Var loss, const Vars& parameters)
    : parameters_(parameters), program_(compile(inputs, loss_and_gradients(loss, parameters))) {}

Objective LossProgram::at(std::vector<Tensor> inputs) {
  return [this, inputs = std::move(inputs)](const Tensor& x, Tensor& gradient) {
    parameters_.set(x);
    const Outputs out = program_(inputs);
    parameters_.gather({out.begin() + 1, out.size() - 1}, gradient);
    return out[0].item();
  };
}

}  // namespace xgrad::optim
