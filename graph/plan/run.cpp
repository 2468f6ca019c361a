#include <chrono>
#include <cstring>
#include <xgrad/graph/plan/flush_to_zero_internal.hpp>
#include <xgrad/graph/plan/plan_internal.hpp>

namespace xgrad {

void Plan::set_address(Storage& storage, void* address) {
  if (storage.address == address) return;
  storage.address = address;
  for (View* view : storage.views) view->data = address;
}

bool Plan::serves(std::span<const Tensor> inputs) const {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (!(inputs[i].shape() == arena_.type(module_.inputs[i].id()).shape)) return false;
  return true;
}

bool Plan::accepts(std::span<const Tensor> inputs) const {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const DType wanted = arena_.type(module_.inputs[i].id()).dtype;
    if (inputs[i].dtype() != wanted && !inputs[i].is_number()) return false;
  }
  return serves(inputs);
}

void Plan::bind_inputs(std::span<const Tensor> inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Storage& s = storages_[input_storage_[i]];
    if (s.kind == Storage::Kind::input) {
      set_address(s, const_cast<void*>(inputs[i].data()));
      continue;
    }
    const DType wanted = arena_.type(module_.inputs[i].id()).dtype;
    if (s.bytes == 0) continue;
    if (inputs[i].dtype() == wanted)
      std::memcpy(s.address, inputs[i].data(), s.bytes);
    else
      std::memcpy(s.address, converted_number("program", inputs[i], wanted).data(), s.bytes);
  }
}

void Plan::run_step(const Step& step) {
  if (step.lanes)
    step.lanes->run(step.in, step.out);
  else if (step.kernel)
    (*step.kernel)(step.in, *step.out);
  else if (step.region)
    step.region->run();
}

void Plan::run_kernels() {
  for (const Step& step : steps_) run_step(step);
}

void Plan::run_kernels_timed() {
  using Clock = std::chrono::steady_clock;
  seconds_.resize(steps_.size());
  auto begin = Clock::now();
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    run_step(steps_[i]);
    const auto end = Clock::now();
    seconds_[i] += std::chrono::duration<double>(end - begin).count();
    begin = end;
  }
  ++profiled_runs_;
}

void Plan::run_kernels_checked() {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    run_step(steps_[i]);
    check_finite(i);
  }
}

void Plan::run(std::span<const Tensor> inputs, Outputs& outputs) {
  bind_inputs(inputs);
  for (Result& r : results_) {  // everything is allocated before anything is written
    if (r.buffer.is_unique() || r.type->shape.size() == 1) continue;
    r.buffer = Buffer::allocate(storages_[r.storage].bytes);  // the user holds the last one
    if (!r.is_copied) set_address(storages_[r.storage], r.buffer.data());
  }
  for (const auto& region : regions_) region->prepare();
  for (const Copy& c : before_) std::memcpy(storages_[c.to].address, storages_[c.from].address, c.bytes);
  const FlushToZero flush(!module_.updates.empty());
  if (checks_finite_)
    run_kernels_checked();
  else if (profiles_)
    run_kernels_timed();
  else
    run_kernels();
  for (Result& r : results_) {
    const Storage& from = storages_[r.storage];
    Tensor result = Tensor::over(r.buffer, r.type->dtype, r.type->shape);
    if (result.size() == 1)
      std::memcpy(result.mutable_data(), from.address, result.bytes());
    else if (r.is_copied && result.size() > 0)
      std::memcpy(r.buffer.data(), from.address, result.bytes());
    outputs.push_back(std::move(result));
  }
  for (const Copy& c : commits_) std::memcpy(storages_[c.to].address, storages_[c.from].address, c.bytes);
}

}  // namespace xgrad
