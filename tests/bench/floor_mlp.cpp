#include "floor_mlp.hpp"
#include <cblas.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include "works.hpp"
#ifdef __SSE2__
#include <xmmintrin.h>
#endif

namespace xgrad::bench {
namespace {

void gemm(bool ta, bool tb, std::int64_t m, std::int64_t n, std::int64_t k, const float* a, const float* b, float* c) {
  cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, static_cast<int>(m),
              static_cast<int>(n), static_cast<int>(k), 1.0f, a, static_cast<int>(ta ? m : k), b,
              static_cast<int>(tb ? k : n), 0.0f, c, static_cast<int>(n));
}
void gemm(bool ta, bool tb, std::int64_t m, std::int64_t n, std::int64_t k, const double* a, const double* b,
          double* c) {
  cblas_dgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, static_cast<int>(m),
              static_cast<int>(n), static_cast<int>(k), 1.0, a, static_cast<int>(ta ? m : k), b,
              static_cast<int>(tb ? k : n), 0.0, c, static_cast<int>(n));
}

/// Small products, and those of a single row, as one writes them by hand: a call of BLAS costs more than they do.
template <class T>
void product(bool ta, bool tb, std::int64_t m, std::int64_t n, std::int64_t k, const T* __restrict a,
             const T* __restrict b, T* __restrict c) {
  if (m > 1 && m * n * k > 2048) return gemm(ta, tb, m, n, k, a, b, c);
  const std::int64_t row = ta ? 1 : k, column = ta ? m : 1;
  for (std::int64_t i = 0; i < m; ++i) {
    T* const to = c + i * n;
    if (tb) {
      for (std::int64_t j = 0; j < n; ++j) {
        T sum = 0;
        for (std::int64_t l = 0; l < k; ++l) sum += a[i * row + l * column] * b[j * k + l];
        to[j] = sum;
      }
      continue;
    }
    for (std::int64_t j = 0; j < n; ++j) to[j] = 0;
    for (std::int64_t l = 0; l < k; ++l) {
      const T factor = a[i * row + l * column];
      for (std::int64_t j = 0; j < n; ++j) to[j] += factor * b[l * n + j];
    }
  }
}

/// Subnormal numbers are 0, as in a program that is linked with -ffast-math: else a problem that is solved gets slow.
class FlushToZero {
 public:
#ifdef __SSE2__
  FlushToZero() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040); }
  ~FlushToZero() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#else
  FlushToZero() {}
#endif
};

}  // namespace

template <class T>
FloorMLP<T>::FloorMLP(std::vector<std::int64_t> sizes, std::int64_t largest_batch, Options options)
    : options_(options) {
  openblas_set_num_threads(1);
  const std::vector<std::vector<T>> first = first_weights<T>(sizes);
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    Layer layer{};
    layer.fan_in = sizes[i], layer.fan_out = sizes[i + 1];
    const auto weights = static_cast<std::size_t>(layer.fan_in * layer.fan_out),
               biases = static_cast<std::size_t>(layer.fan_out);
    layer.w = first[i];
    for (auto* v : {&layer.dw, &layer.mw, &layer.vw}) v->assign(weights, 0);
    for (auto* v : {&layer.b, &layer.db, &layer.mb, &layer.vb}) v->assign(biases, 0);
    for (auto* v : {&layer.y, &layer.dy}) v->assign(static_cast<std::size_t>(largest_batch) * biases, 0);
    layers_.push_back(std::move(layer));
  }
}

template <class T> void FloorMLP<T>::forward(const T* x, std::int64_t n) {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    Layer& layer = layers_[l];
    product(false, false, n, layer.fan_out, layer.fan_in, l == 0 ? x : layers_[l - 1].y.data(), layer.w.data(),
            layer.y.data());
    const bool is_last = l + 1 == layers_.size();
    T* y = layer.y.data();
    const T* b = layer.b.data();
    for (std::int64_t i = 0; i < n; ++i, y += layer.fan_out)
      for (std::int64_t j = 0; j < layer.fan_out; ++j) {
        const T value = y[j] + b[j];
        y[j] = is_last || value > 0 ? value : 0;
      }
  }
}

template <class T> T FloorMLP<T>::output_gradient(const std::int64_t* labels, const T* targets, std::int64_t n) {
  Layer& last = layers_.back();
  const std::int64_t classes = last.fan_out;
  const T share = T(1) / static_cast<T>(n);
  const T tiny = std::numeric_limits<T>::epsilon();
  T loss = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    T* z = last.y.data() + i * classes;
    T* dz = last.dy.data() + i * classes;
    if (!labels) {
      const T error = z[0] - targets[i];
      loss += error * error;
      dz[0] = 2 * error * share;
      continue;
    }
    const T largest = *std::max_element(z, z + classes);
    T sum = 0;
    for (std::int64_t j = 0; j < classes; ++j) sum += dz[j] = std::exp(z[j] - largest);
    loss += options_.reports_loss ? -std::log(std::clamp(dz[labels[i]] / sum, tiny, 1 - tiny))
                                  : std::log(sum) - (z[labels[i]] - largest);
    for (std::int64_t j = 0; j < classes; ++j) dz[j] = dz[j] / sum * share;
    dz[labels[i]] -= share;
  }
  return loss * share;
}

template <class T> void FloorMLP<T>::backward(const T* x, std::int64_t n) {
  for (std::size_t l = layers_.size(); l-- > 0;) {
    Layer& layer = layers_[l];
    const T* in = l == 0 ? x : layers_[l - 1].y.data();
    product(true, false, layer.fan_in, layer.fan_out, n, in, layer.dy.data(), layer.dw.data());
    std::fill(layer.db.begin(), layer.db.end(), T(0));
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = 0; j < layer.fan_out; ++j)
        layer.db[static_cast<std::size_t>(j)] += layer.dy[static_cast<std::size_t>(i * layer.fan_out + j)];
    if (options_.alpha != 0)
      for (std::size_t i = 0; i < layer.w.size(); ++i) layer.dw[i] += options_.alpha * layer.w[i] / static_cast<T>(n);
    if (l == 0) continue;
    Layer& before = layers_[l - 1];
    product(false, true, n, layer.fan_in, layer.fan_out, layer.dy.data(), layer.w.data(), before.dy.data());
    const auto count = static_cast<std::size_t>(n * layer.fan_in);
    for (std::size_t i = 0; i < count; ++i) before.dy[i] = before.y[i] > 0 ? before.dy[i] : 0;
  }
}

template <class T>
void FloorMLP<T>::adam(std::vector<T>& p, const std::vector<T>& g, std::vector<T>& m, std::vector<T>& v, T rate,
                       T correction) {
  const T b1 = options_.beta_1, b2 = options_.beta_2, eps = options_.eps;
  for (std::size_t i = 0; i < p.size(); ++i) {
    m[i] = b1 * m[i] + (1 - b1) * g[i];
    v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
    p[i] -= rate * m[i] / (std::sqrt(v[i]) * correction + eps);
  }
}

template <class T> T FloorMLP<T>::step(const T* x, const std::int64_t* labels, const T* targets, std::int64_t n) {
  const FlushToZero scope;
  forward(x, n);
  T loss = output_gradient(labels, targets, n);
  if (options_.reports_loss) {
    T penalty = 0;
    for (const Layer& layer : layers_)
      for (T w : layer.w) penalty += w * w;
    loss += T(0.5) * options_.alpha * penalty / static_cast<T>(n);
  }
  backward(x, n);
  ++t_;
  const T rate = options_.lr / (1 - std::pow(options_.beta_1, static_cast<T>(t_)));
  const T correction = 1 / std::sqrt(1 - std::pow(options_.beta_2, static_cast<T>(t_)));
  for (Layer& layer : layers_) {
    adam(layer.w, layer.dw, layer.mw, layer.vw, rate, correction);
    adam(layer.b, layer.db, layer.mb, layer.vb, rate, correction);
  }
  return loss;
}

template <class T> const T* FloorMLP<T>::predict(const T* x, std::int64_t n) {
  forward(x, n);
  return layers_.back().y.data();
}

template class FloorMLP<float>;
template class FloorMLP<double>;

}  // namespace xgrad::bench
