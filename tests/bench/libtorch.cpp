#include <torch/torch.h>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>
#include "serve.hpp"
#include "works.hpp"

// The works in PyTorch's C++ frontend, in a program of its own (serve.hpp).
// libtorch --list                 what it does, by lines: contestant, threads, works
// libtorch CONTESTANT THREADS     serves
namespace xgrad::bench {
namespace {

torch::Tensor tensor_of(std::vector<float> values, at::IntArrayRef shape) {
  return torch::from_blob(values.data(), shape, torch::kFloat32).clone();
}

/// Linear layers with relu between them, and the weights that all contestants begin with.
torch::nn::Sequential make_mlp(const std::vector<std::int64_t>& sizes) {
  torch::NoGradGuard constants;
  torch::nn::Sequential mlp;
  const auto weights = first_weights(sizes);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    torch::nn::Linear layer(sizes[i], sizes[i + 1]);
    layer->weight.copy_(tensor_of(weights[i], {sizes[i], sizes[i + 1]}).t());
    layer->bias.zero_();
    if (i > 0) mlp->push_back(torch::nn::ReLU());
    mlp->push_back(layer);
  }
  return mlp;
}

Served prepare_step(const Work& work) {
  const Arrays arrays(work);
  auto mlp = make_mlp(work.sizes);
  const auto adam = std::make_shared<torch::optim::Adam>(mlp->parameters(), torch::optim::AdamOptions(1e-3));
  const torch::Tensor x = tensor_of(arrays.x, {work.batch, work.sizes.front()});
  const torch::Tensor y =
      work.is_regression() ? tensor_of(arrays.targets, {work.batch, 1}) : torch::tensor(arrays.labels, torch::kInt64);
  const bool is_regression = work.is_regression();
  auto step = [=]() mutable {
    adam->zero_grad();
    const torch::Tensor out = mlp->forward(x);
    const torch::Tensor loss = is_regression ? torch::mse_loss(out, y) : torch::nn::functional::cross_entropy(out, y);
    loss.backward();
    adam->step();
    return loss.item<double>();
  };
  double loss = 0;
  for (int i = 0; i < steps_of_result; ++i) loss = step();
  return {[step]() mutable { step(); }, loss};
}

Served prepare_chain(const Chain& chain) {
  std::vector<float> values(static_cast<std::size_t>(chain.size));
  for (std::int64_t i = 0; i < chain.size; ++i) values[static_cast<std::size_t>(i)] = chain_x(i);
  const torch::Tensor x = tensor_of(values, {chain.size}).requires_grad_();
  const auto value = [x] {
    x.mutable_grad() = torch::Tensor();
    const torch::Tensor y = (torch::tanh(chain_a * x + chain_b) * torch::sigmoid(x) + x * x).sum();
    y.backward();
    return y.item<double>();
  };
  const double y = value();
  return {[value] { value(); }, chain_result(y, chain.size, x.grad().data_ptr<float>())};
}

Served prepare_inference() {
  const Work& work = *find_work("64-50-10");
  auto mlp = make_mlp(work.sizes);
  const Arrays arrays(work);
  const torch::Tensor x = tensor_of({arrays.x.begin(), arrays.x.begin() + 64}, {1, 64});
  auto predict = [mlp, x]() mutable {
    const c10::InferenceMode forward_only;
    return mlp->forward(x);
  };
  const torch::Tensor logits = predict();
  double result = 0;
  for (int i = 0; i < 10; ++i) result += (i + 1) * static_cast<double>(logits.data_ptr<float>()[i]);
  return {[predict]() mutable { predict(); }, result};
}

Served prepare(const std::string& name) {
  if (const Work* work = find_work(name)) return prepare_step(*work);
  for (const Chain& chain : chains)
    if (name == chain.name) return prepare_chain(chain);
  if (name == "inference") return prepare_inference();
  throw std::invalid_argument("no work of that name: " + name);
}

void list() {
  for (const int threads : {1, 2}) {
    std::printf("libtorch %s (C++)\t%d\t", TORCH_VERSION, threads);
    for (const Work& work : works()) std::printf("%s ", work.name);
    for (const Chain& chain : chains) std::printf("%s ", chain.name);
    std::printf("inference\n");
  }
}

}  // namespace
}  // namespace xgrad::bench

int main(int count, char** words) {
  if (count == 2 && std::string(words[1]) == "--list") {
    xgrad::bench::list();
    return 0;
  }
  if (count != 3) return 2;
  const double at_start = xgrad::bench::peak_memory();
  torch::set_num_threads(std::stoi(words[2]));
  xgrad::bench::serve(xgrad::bench::prepare, at_start);
  return 0;
}
