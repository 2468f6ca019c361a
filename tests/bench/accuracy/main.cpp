#include <fmt/format.h>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>
#include <xgrad/graph/lane_kernels.hpp>
#include "functions.hpp"
#include "worst.hpp"

// accuracy [NAME...] [--samples COUNT]: the error of elementwise functions in units in the last place. All 2^32 float32
// arguments, and COUNT float64 ones (of pow: pairs of either type). Prints a line of JSON for each function and type.

namespace xgrad::accuracy {
namespace {

constexpr std::int64_t tile = 8192;

/// splitmix64: good enough to scatter arguments, and the same on every machine.
class Random {
 public:
  std::uint64_t bits() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  double between(double low, double high) { return low + (high - low) * (static_cast<double>(bits() >> 11) * 0x1p-53); }

 private:
  std::uint64_t state_ = 42;
};

template <class F> std::string list(const Worst<F>& worst, bool is_pair) {
  std::string text;
  for (const auto& one : worst.cases()) {
    text += fmt::format("{}{{\"ulps\": {}, \"at\": \"{:a}\"", text.empty() ? "" : ", ",
                        std::isinf(one.ulps) ? "1e999" : fmt::format("{:.4f}", one.ulps), one.a);
    text += is_pair ? fmt::format(", \"and\": \"{:a}\"}}", one.b) : "}";
  }
  return text;
}
template <class F> void report(const std::string& name, const Worst<F>& worst, bool is_pair = false) {
  fmt::print("{{\"function\": \"{}\", \"type\": \"{}\", \"arguments\": {}, \"isa\": \"{}\", \"worst\": [{}]}}\n", name,
             sizeof(F) == 4 ? "float32" : "float64", worst.seen(), lanes::instruction_set(), list(worst, is_pair));
  std::fflush(stdout);
}

/// f compiled for a tile.
Program program_of(const Function& f, DType type) {
  Graph g;
  const Var x = g.input("x", type, {tile});
  return compile({x}, {f.of(x)});
}

void try_all_float32(const Function& f) {
  Program program = program_of(f, float32);
  Tensor x(float32, {tile});
  Worst<float> worst;
  for (std::uint64_t first = 0; first < (std::uint64_t(1) << 32); first += tile) {
    auto* to = x.mutable_data<float>();
    for (std::uint32_t i = 0; i < tile; ++i) to[i] = std::bit_cast<float>(static_cast<std::uint32_t>(first) + i);
    const Outputs results = program({x});
    const auto* y = results[0].data<float>();
    for (std::int64_t i = 0; i < tile; ++i) worst.see(y[i], f.exact(static_cast<double>(to[i])), to[i]);
  }
  report(f.name, worst);
}

double argument(const Range& range, Random& random) {
  const std::uint64_t kind = random.bits();
  if (kind & 1) return random.between(range.low, range.high);
  const int exponents = range.largest_exponent + range.smallest_exponent;
  const double size =
      std::ldexp(1 + random.between(0, 1),
                 static_cast<int>(random.bits() % static_cast<std::uint64_t>(exponents)) - range.smallest_exponent);
  return range.low < 0 && (kind & 2) ? -size : size;
}

void sample_float64(const Function& f, std::int64_t count) {
  Program program = program_of(f, float64);
  Tensor x(float64, {tile});
  Worst<double> worst;
  Random random;
  for (std::int64_t done = 0; done < count; done += tile) {
    auto* to = x.mutable_data<double>();
    for (std::int64_t i = 0; i < tile; ++i) to[i] = argument(f.range, random);
    const Outputs results = program({x});
    const auto* y = results[0].data<double>();
    for (std::int64_t i = 0; i < tile; ++i) worst.see(y[i], f.longer(static_cast<long double>(to[i])), to[i]);
  }
  report(f.name, worst);
}

/// Pairs whose power is a number of F: a over all exponents, near 1 too, b so that b log2(a) is one. For whole b
/// negative a too.
template <class F> std::pair<F, F> pair(Random& random) {
  using L = std::numeric_limits<F>;
  const std::uint64_t kind = random.bits() % 4;
  F a = kind == 0
            ? static_cast<F>(1 + random.between(-0.5, 0.5) * std::ldexp(1.0, -static_cast<int>(random.bits() % 20)))
            : static_cast<F>(std::exp2(random.between(L::min_exponent, L::max_exponent)));
  const double log = std::log2(static_cast<double>(a));
  const double limit = log == 0 ? 10 : std::min(1e30, L::max_exponent / std::fabs(log));
  F b = static_cast<F>(random.between(-limit, limit));
  if (kind == 1) b = std::nearbyint(static_cast<F>(random.between(-20, 20)));
  if (kind == 1 && (random.bits() & 1)) a = -a;
  return {a, b};
}

template <class F, class Wide> void sample_pow(std::int64_t count) {
  const DType type = dtype_of<F>();
  Graph g;
  const Var a = g.input("a", type, {tile}), b = g.input("b", type, {tile});
  Program program = compile({a, b}, {pow(a, b)});
  Tensor x(type, {tile}), y(type, {tile});
  Worst<F> worst;
  Random random;
  for (std::int64_t done = 0; done < count; done += tile) {
    auto *to_x = x.mutable_data<F>(), *to_y = y.mutable_data<F>();
    for (std::int64_t i = 0; i < tile; ++i) std::tie(to_x[i], to_y[i]) = pair<F>(random);
    const Outputs results = program({x, y});
    const auto* z = results[0].template data<F>();
    for (std::int64_t i = 0; i < tile; ++i)
      worst.see(z[i], std::pow(static_cast<Wide>(to_x[i]), static_cast<Wide>(to_y[i])), to_x[i], to_y[i]);
  }
  report("pow", worst, true);
}

int run(std::vector<std::string> names, std::int64_t samples) {
  if (names.empty()) {
    for (const Function& f : functions()) names.push_back(f.name);
    names.push_back("pow");
  }
  for (const std::string& name : names) {
    if (name == "pow") {
      sample_pow<float, double>(4 * samples);
      sample_pow<double, long double>(samples);
      continue;
    }
    const auto& all = functions();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Function& f) { return f.name == name; });
    if (found == all.end()) {
      fmt::print(stderr, "accuracy: no function {}; there are", name);
      for (const Function& f : all) fmt::print(stderr, " {}", f.name);
      fmt::print(stderr, " pow\n");
      return 2;
    }
    try_all_float32(*found);
    sample_float64(*found, samples);
  }
  return 0;
}

}  // namespace
}  // namespace xgrad::accuracy

int main(int count, char** words) {
  std::vector<std::string> names(words + 1, words + count);
  std::int64_t samples = std::int64_t(1) << 27;
  if (const auto option = std::find(names.begin(), names.end(), "--samples"); option != names.end()) {
    if (option + 1 == names.end()) return 2;
    samples = std::stoll(*(option + 1));
    names.erase(option, option + 2);
  }
  return xgrad::accuracy::run(std::move(names), samples);
}
