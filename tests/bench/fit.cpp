#include <algorithm>
#include <memory>
#include <xgrad/xgrad.hpp>
#include "blas_kernels.hpp"
#include "cases.hpp"
#include "floor_mlp.hpp"

namespace xgrad::bench {
namespace {

// scikit-learn's hello world: 1437 digits, 64-50-10, float64, 187 epochs in batches of 200.
constexpr std::int64_t epochs = 187, batch_size = 200;

Split digits() {
  const Dataset set = datasets::load_digits();
  return train_test_split(set.data, set.target, {.test_size = 0.2, .random_state = 42});
}

/// The same work by hand: shuffle, gather rows, step, report the loss.
void fit_floor(const Tensor& x, const Tensor& y) {
  FloorMLP<double> mlp({64, 50, 10}, batch_size, {.alpha = 1e-4, .reports_loss = true});
  RandomState random(42);
  const std::int64_t n = x.shape(0);
  std::vector<double> rows(static_cast<std::size_t>(batch_size * 64));
  std::vector<std::int64_t> labels(static_cast<std::size_t>(batch_size));
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    const Tensor order = random.permutation(n);
    for (std::int64_t first = 0; first < n; first += batch_size) {
      const std::int64_t count = std::min(batch_size, n - first);
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t row = order.data<std::int64_t>()[first + i];
        std::copy_n(x.data<double>() + row * 64, 64, rows.data() + i * 64);
        labels[static_cast<std::size_t>(i)] = y.data<std::int64_t>()[row];
      }
      mlp.step(rows.data(), labels.data(), nullptr, count);
    }
  }
}

/// What contestants agree on: how many epochs it took.
Prepared prepare_xgrad() {
  const auto data = std::make_shared<Split>(digits());
  const auto fit = [data] {
    models::MLPClassifier mlp({.hidden_layer_sizes = {50}, .max_iter = 500, .random_state = 42});
    mlp.fit(data->X_train, data->y_train);
    return mlp.n_iter();
  };
  return {fit, [fit] { return static_cast<double>(fit()); }};
}
Prepared prepare_floor() {
  const auto data = std::make_shared<Split>(digits());
  return {[data] { fit_floor(data->X_train, data->y_train); }, [] { return static_cast<double>(epochs); }};
}

}  // namespace

std::vector<Case> fit_cases() {
  std::vector<Case> cases = {{"digits-fit", 1, "xgrad", prepare_xgrad}};
  add_floor(cases, "digits-fit", prepare_floor);
  for (Case& one : cases) one.repetitions = 9, one.is_long = true;
  return cases;
}

}  // namespace xgrad::bench
