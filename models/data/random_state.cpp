#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>
#include <utility>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/random_state.hpp>

namespace xgrad {
namespace {

constexpr std::size_t words = 624, lag = 397;  // of MT19937

std::uint32_t twist(std::uint32_t upper, std::uint32_t lower, std::uint32_t other) {
  const std::uint32_t y = (upper & 0x80000000u) | (lower & 0x7fffffffu);
  return other ^ (y >> 1) ^ (-(y & 1u) & 0x9908b0dfu);
}

/// An array of the shape, filled by calls of `draw` in row-major order.
template <class T, class Draw> Tensor filled(DType dtype, const Shape& shape, Draw draw) {
  Tensor made = Tensor::uninitialized(dtype, shape);
  T* to = made.mutable_data<T>();
  for (std::int64_t i = 0; i < made.size(); ++i) to[i] = draw();
  return made;
}

void check_count(std::string_view what, std::string_view name, std::int64_t n) {
  if (n < 0) throw DataError(what, fmt::format("{} is negative", name), fmt::format("{} = {}", name, n));
}

void check_range(double low, double high) {
  if (!std::isfinite(high - low))
    throw DataError("uniform", "high - low is not finite", fmt::format("low = {}, high = {}", low, high));
}

void check_scale(double scale) {
  if (std::signbit(scale) && !std::isnan(scale))
    throw DataError("normal", "scale is negative", fmt::format("scale = {}", scale),
                    "give a standard deviation of 0 or more");
}

void check_bounds(std::int64_t low, std::int64_t high) {
  if (low >= high)
    throw DataError("randint", "low is not below high", fmt::format("low = {}, high = {}", low, high),
                    "high itself is never drawn");
}

void check_probabilities(std::span<const double> p, std::int64_t n) {
  if (static_cast<std::int64_t>(p.size()) != n)
    throw DataError("choice", "p needs one probability for each element",
                    fmt::format("{} elements, {} probabilities", n, p.size()));
  double sum = 0, lost = 0;  // Kahan's sum, as NumPy checks it
  for (double value : p) {
    if (!(value >= 0)) throw DataError("choice", "a probability is negative or NaN", fmt::format("p = {}", value));
    const double y = value - lost, t = sum + y;
    lost = (t - sum) - y;
    sum = t;
  }
  if (!(std::abs(sum - 1) <= std::sqrt(std::numeric_limits<double>::epsilon())))
    throw DataError("choice", "the probabilities p do not sum to 1", fmt::format("their sum is {}", sum));
}

void check_choice(std::int64_t n, std::int64_t size, bool replace, std::span<const double> p) {
  check_count("choice", "size", size);
  check_count("choice", "n", n);
  if (n == 0 && size > 0)
    throw DataError("choice", "there is nothing to choose from", fmt::format("n = 0, size = {}", size));
  if (!replace && size > n)
    throw DataError("choice", "size is larger than the population", fmt::format("size = {} of {}", size, n),
                    "replace = true lets elements come again");
  if (p.empty()) return;
  check_probabilities(p, n);
  const auto possible = std::count_if(p.begin(), p.end(), [](double value) { return value > 0; });
  if (!replace && possible < size)
    throw DataError("choice", "fewer nonzero probabilities p than size",
                    fmt::format("{} of them, size = {}", possible, size));
}

std::vector<double> cumulative(std::span<const double> p) {
  std::vector<double> cdf(p.size());
  std::partial_sum(p.begin(), p.end(), cdf.begin());
  const double total = cdf.back();
  for (double& value : cdf) value /= total;
  return cdf;
}

/// The first place whose cumulative probability exceeds x.
std::int64_t place(const std::vector<double>& cdf, double x) {
  return std::upper_bound(cdf.begin(), cdf.end(), x) - cdf.begin();
}

}  // namespace

RandomState::RandomState(std::optional<std::int64_t> seed) {
  if (!seed) {
    std::random_device device;
    std::array<std::uint32_t, 8> entropy;
    for (auto& word : entropy) word = device();
    seed_by_array(entropy);
  } else {
    if (*seed < 0 || *seed > 0xffffffffLL)
      throw DataError("RandomState", "a seed is a whole number from 0 to 4294967295", fmt::format("seed = {}", *seed));
    seed_by_word(static_cast<std::uint32_t>(*seed));
  }
}

RandomState::RandomState(std::span<const std::uint32_t> seeds) {
  if (seeds.empty()) throw DataError("RandomState", "an array of seeds must not be empty");
  seed_by_array(seeds);
}

void RandomState::seed_by_word(std::uint32_t seed) {
  state_ = {};
  for (std::uint32_t i = 0; i < words; ++i) {
    state_.key[i] = seed;
    seed = 1812433253u * (seed ^ (seed >> 30)) + i + 1;
  }
}

void RandomState::seed_by_array(std::span<const std::uint32_t> seeds) {
  seed_by_word(19650218u);
  auto& key = state_.key;
  std::size_t i = 1, j = 0;
  auto previous = [&] { return key[i - 1] ^ (key[i - 1] >> 30); };
  auto advance = [&] {
    if (++i < words) return;
    key[0] = key[words - 1];
    i = 1;
  };
  for (std::size_t k = std::max(words, seeds.size()); k > 0; --k) {
    key[i] = (key[i] ^ (previous() * 1664525u)) + seeds[j] + static_cast<std::uint32_t>(j);
    advance();
    if (++j == seeds.size()) j = 0;
  }
  for (std::size_t k = words - 1; k > 0; --k) {
    key[i] = (key[i] ^ (previous() * 1566083941u)) - static_cast<std::uint32_t>(i);
    advance();
  }
  key[0] = 0x80000000u;
}

void RandomState::set_state(const State& state) {
  if (state.position < 0 || state.position > static_cast<std::int32_t>(words))
    throw DataError("set_state", "position must be 0 to 624", fmt::format("position = {}", state.position));
  state_ = state;
}

void RandomState::refill() {
  auto& key = state_.key;
  for (std::size_t i = 0; i < words - lag; ++i) key[i] = twist(key[i], key[i + 1], key[i + lag]);
  for (std::size_t i = words - lag; i < words - 1; ++i) key[i] = twist(key[i], key[i + 1], key[i + lag - words]);
  key[words - 1] = twist(key[words - 1], key[0], key[lag - 1]);
  state_.position = 0;
}

inline std::uint32_t RandomState::next_word() {
  if (state_.position == static_cast<std::int32_t>(words)) refill();
  std::uint32_t y = state_.key[static_cast<std::size_t>(state_.position++)];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

inline std::uint64_t RandomState::next_two_words() {
  const std::uint64_t high = next_word();
  return high << 32 | next_word();
}

inline std::uint64_t RandomState::up_to(std::uint64_t max) {
  if (max == 0) return 0;
  const std::uint64_t mask = ~std::uint64_t{0} >> std::countl_zero(max);
  std::uint64_t value;
  do value = (max <= 0xffffffffu ? next_word() : next_two_words()) & mask;
  while (value > max);
  return value;
}

double RandomState::random_sample() {
  const std::uint32_t high = next_word() >> 5, low = next_word() >> 6;
  return (high * 67108864.0 + low) / 9007199254740992.0;
}

double RandomState::uniform(double low, double high) {
  check_range(low, high);
  return low + (high - low) * random_sample();
}

double RandomState::standard_normal() {
  if (state_.has_gauss) {
    state_.has_gauss = false;
    return std::exchange(state_.gauss, 0.0);
  }
  double x, y, square;
  do {
    x = 2.0 * random_sample() - 1.0;
    y = 2.0 * random_sample() - 1.0;
    square = x * x + y * y;
  } while (square >= 1.0 || square == 0.0);
  const double factor = std::sqrt(-2.0 * std::log(square) / square);
  state_.gauss = factor * x;
  state_.has_gauss = true;
  return factor * y;
}

double RandomState::normal(double loc, double scale) {
  check_scale(scale);
  return loc + scale * standard_normal();
}

std::int64_t RandomState::randint(std::int64_t low, std::int64_t high) {
  check_bounds(low, high);
  const std::uint64_t max = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) - 1;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + up_to(max));
}

Tensor RandomState::random_sample(const Shape& shape) {
  return filled<double>(float64, shape, [&] { return random_sample(); });
}

Tensor RandomState::uniform(double low, double high, const Shape& shape) {
  check_range(low, high);
  return filled<double>(float64, shape, [&] { return low + (high - low) * random_sample(); });
}

Tensor RandomState::normal(double loc, double scale, const Shape& shape) {
  check_scale(scale);
  return filled<double>(float64, shape, [&] { return loc + scale * standard_normal(); });
}

Tensor RandomState::standard_normal(const Shape& shape) {
  return filled<double>(float64, shape, [&] { return standard_normal(); });
}

Tensor RandomState::randint(std::int64_t low, std::int64_t high, const Shape& shape) {
  check_bounds(low, high);
  return filled<std::int64_t>(int64, shape, [&] { return randint(low, high); });
}

Tensor RandomState::randint(std::int64_t low, std::int64_t high, std::int64_t n) {
  check_count("randint", "n", n);
  return randint(low, high, Shape{n});
}

void RandomState::shuffle(std::span<std::int64_t> x) {
  for (std::size_t i = x.size(); i-- > 1;) std::swap(x[i], x[up_to(i)]);
}

void RandomState::shuffle(Tensor& x) {
  if (x.rank() == 1 && x.dtype() == int64)
    return shuffle(std::span(x.mutable_data<std::int64_t>(), static_cast<std::size_t>(x.size())));
  if (x.rank() == 0 || x.size() > 0) x = permutation(x);
}

Tensor RandomState::permutation(std::int64_t n) {
  check_count("permutation", "n", n);
  Tensor made = arange(n);
  shuffle(made);
  return made;
}

Tensor RandomState::permutation(const Tensor& x) {
  if (x.rank() == 0) throw ShapeError("permutation", "a scalar has no rows to put in order");
  return take(x, permutation(x.shape(0)).values<std::int64_t>());
}

Tensor RandomState::choice(std::int64_t n, std::int64_t size, bool replace, std::span<const double> p) {
  check_choice(n, size, replace, p);
  if (size == 0 && p.empty() && replace) return arange(0);
  if (replace && p.empty()) return randint(0, n, size);
  if (replace) {
    const std::vector<double> cdf = cumulative(p);
    return filled<std::int64_t>(int64, Shape{size}, [&] { return place(cdf, random_sample()); });
  }
  if (p.empty()) return rows(permutation(n), 0, size);
  return Tensor::from(choose_once(size, p), Shape{size});
}

/// NumPy's way: draw as many as are missing, keep the new ones in the order of their first draw, never offer them
/// again.
std::vector<std::int64_t> RandomState::choose_once(std::int64_t size, std::span<const double> probabilities) {
  std::vector<double> p(probabilities.begin(), probabilities.end());
  std::vector<std::int64_t> found;
  while (static_cast<std::int64_t>(found.size()) < size) {
    const Tensor draws = random_sample(Shape{size - static_cast<std::int64_t>(found.size())});
    const std::vector<double> cdf = cumulative(p);
    for (double x : draws.values<double>()) {
      const std::int64_t drawn = place(cdf, x);
      if (p[static_cast<std::size_t>(drawn)] == 0) continue;
      p[static_cast<std::size_t>(drawn)] = 0;
      found.push_back(drawn);
    }
  }
  return found;
}

Tensor RandomState::choice(const Tensor& a, std::int64_t size, bool replace, std::span<const double> p) {
  if (a.rank() != 1)
    throw ShapeError("choice", "a must have one dimension",
                     fmt::format("a {} {}", to_string(a.dtype()), to_string(a.shape())));
  return take(a, choice(a.shape(0), size, replace, p).values<std::int64_t>());
}

}  // namespace xgrad
