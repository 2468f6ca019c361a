#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>
#include <xgrad/graph/shape.hpp>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

/// Random numbers whose streams equal numpy.random.RandomState's, number for number: the Mersenne Twister MT19937
/// with NumPy's legacy distributions, frozen since NumPy 1.17. A copy continues the same stream on its own.
///
///     RandomState rng(42);
///     rng.uniform();            // 0.3745401188473625
///     rng.permutation(5);       // [0 1 3 2 4]
///
/// Wrong arguments throw DataError before anything is drawn.
class RandomState {
 public:
  /// The generator that NumPy makes of this seed, 0 to 2^32 - 1; without a seed, one from the operating system.
  explicit RandomState(std::optional<std::int64_t> seed = std::nullopt);
  /// The generator that NumPy makes of an array of words (init_by_array). Throws DataError if there are none.
  explicit RandomState(std::span<const std::uint32_t> seeds);

  /// Floats from [0, 1), of 53 random bits each.
  double random_sample();
  Tensor random_sample(const Shape& shape);

  /// low + (high - low) * random_sample(). Throws DataError unless high - low is finite.
  double uniform(double low = 0.0, double high = 1.0);
  Tensor uniform(double low, double high, const Shape& shape);

  /// loc + scale * standard_normal(): Marsaglia's polar method, which makes two numbers and keeps the second for
  /// the next call. Throws DataError for a negative scale.
  double normal(double loc = 0.0, double scale = 1.0);
  Tensor normal(double loc, double scale, const Shape& shape);
  double standard_normal();
  Tensor standard_normal(const Shape& shape);
  Tensor randn(const Shape& shape) { return standard_normal(shape); }

  /// int64 from low to high - 1, by masked rejection. Throws DataError unless low < high.
  std::int64_t randint(std::int64_t low, std::int64_t high);
  Tensor randint(std::int64_t low, std::int64_t high, const Shape& shape);
  Tensor randint(std::int64_t low, std::int64_t high, std::int64_t n);

  /// 0 to n - 1 in random order, int64 [n].
  Tensor permutation(std::int64_t n);
  /// The rows of x in random order. Throws ShapeError for a scalar.
  Tensor permutation(const Tensor& x);
  /// Puts rows (of rank 1: elements) into random order, in place.
  void shuffle(Tensor& x);
  void shuffle(std::span<std::int64_t> x);

  /// `size` numbers from 0 to n - 1, int64 [size]: with replacement or each at most once, equally likely or with the
  /// probabilities p [n]. Throws DataError for too large a size or a p that is no distribution.
  Tensor choice(std::int64_t n, std::int64_t size, bool replace = true, std::span<const double> p = {});
  /// `size` elements of a [n].
  Tensor choice(const Tensor& a, std::int64_t size, bool replace = true, std::span<const double> p = {});

  /// Everything that the next draws depend on, for resuming.
  struct State {
    std::array<std::uint32_t, 624> key;
    std::int32_t position = 624;  ///< how many words of key are used up
    bool has_gauss = false;       ///< the polar method's second number waits in gauss
    double gauss = 0.0;
    bool operator==(const State&) const = default;
  };
  const State& get_state() const { return state_; }
  /// Throws DataError if position is not within 0 to 624.
  void set_state(const State& state);

 private:
  void seed_by_word(std::uint32_t seed);
  void seed_by_array(std::span<const std::uint32_t> seeds);
  void refill();
  std::uint32_t next_word();
  std::uint64_t next_two_words();
  std::uint64_t up_to(std::uint64_t max);  // uniform on 0..max, by masked rejection
  std::vector<std::int64_t> choose_once(std::int64_t size, std::span<const double> p);

  State state_;
};

}  // namespace xgrad
