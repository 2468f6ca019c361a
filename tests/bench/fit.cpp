#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <xgrad/xgrad.hpp>
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

/// The command of the first Python that has scikit-learn; empty if none has.
const std::string& peer() {
  static const std::string command = [] {
    for (const char* python : {"python3", "/usr/bin/python3"}) {
      const std::string found = std::string(python) + " '" XGRAD_BENCH_DIR "/sklearn_fit.py'";
      if (std::system((found + " --check >/dev/null 2>&1").c_str()) == 0) return found;
    }
    return std::string();
  }();
  return command;
}

/// One fit by scikit-learn in a process of its own, which times it without its start.
double seconds_of_peer() {
  FILE* pipe = popen(peer().c_str(), "r");
  double seconds = -1;
  const bool is_read = pipe && std::fscanf(pipe, "%lf", &seconds) == 1;
  if (pipe) pclose(pipe);
  if (!is_read) throw std::runtime_error("scikit-learn did not run");
  return seconds;
}

}  // namespace

std::vector<Case> fit_cases() {
  std::vector<Case> cases;
  cases.push_back({"digits-fit", 1, "xgrad",
                   [] {
                     auto data = std::make_shared<Split>(digits());
                     return [data] {
                       models::MLPClassifier mlp({.hidden_layer_sizes = {50}, .max_iter = 500, .random_state = 42});
                       mlp.fit(data->X_train, data->y_train);
                     };
                   },
                   5, true});
  cases.push_back({"digits-fit", 1, "floor",
                   [] {
                     auto data = std::make_shared<Split>(digits());
                     return [data] { fit_floor(data->X_train, data->y_train); };
                   },
                   5, true});
  if (!peer().empty()) cases.push_back({"digits-fit", 1, "scikit-learn", {}, 5, true, seconds_of_peer});
  return cases;
}

}  // namespace xgrad::bench
