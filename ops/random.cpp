#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/random.hpp>

namespace xgrad {
namespace {

using Words = std::array<std::uint32_t, 4>;

/// Four random words of a counter (Philox 4x32 with ten rounds).
Words philox(Words counter, std::uint64_t key) {
  auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0], b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ k0, static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ k1, static_cast<std::uint32_t>(a)};
  }
  return counter;
}

/// Fills numbers[0 ... count), each of `words` words of the stream that (key, step) names.
template <class T> void fill_uniform(T* numbers, std::int64_t count, std::uint64_t key, std::uint64_t step) {
  constexpr std::int64_t block = sizeof(T) == 4 ? 4 : 2;
  for (std::int64_t i = 0; i < count; i += block) {
    const auto place = static_cast<std::uint64_t>(i / block);
    const Words words = philox({static_cast<std::uint32_t>(place), static_cast<std::uint32_t>(place >> 32),
                                static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32)},
                               key);
    for (std::int64_t j = 0; j < std::min(block, count - i); ++j) {
      if constexpr (sizeof(T) == 4)
        numbers[i + j] = static_cast<T>(words[static_cast<std::size_t>(j)] >> 8) * 0x1p-24f;
      else
        numbers[i + j] = static_cast<T>((std::uint64_t{words[static_cast<std::size_t>(2 * j)]} << 32 |
                                         words[static_cast<std::size_t>(2 * j + 1)]) >>
                                        11) *
                         0x1p-53;
    }
  }
}

void check_key_and_step(std::string_view op, const Operand& key, const Operand& step) {
  for (const Operand* x : {&key, &step}) {
    check_dtype(op, *x, int64);
    if (x->shape.rank() != 0) throw ShapeError(op, "key and step are scalars", to_string(*x));
  }
}

struct RandomUniform : Op {
  RandomUniform(DType dtype, const Shape& shape) : type_{dtype, shape} {}
  std::string_view name() const override { return "random_uniform"; }
  Type infer(Types in) const override {
    check_key_and_step(name(), in[0], in[1]);
    return type_;
  }
  void forward(Views in, View out) const override {
    const auto key = static_cast<std::uint64_t>(*in[0].as<const std::int64_t>());
    const auto step = static_cast<std::uint64_t>(*in[1].as<const std::int64_t>());
    if (out.dtype == float32)
      fill_uniform(out.as<float>(), out.size(), key, step);
    else
      fill_uniform(out.as<double>(), out.size(), key, step);
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient, no_gradient}; }
  std::string attributes() const override {
    return fmt::format("{}, shape={}", to_string(type_.dtype), to_string(type_.shape));
  }
  bool may_fail() const override { return false; }

 private:
  Type type_;
};

struct RandomUniformLike : Op {
  std::string_view name() const override { return "random_uniform_like"; }
  Type infer(Types in) const override {
    check_same_float(name(), Types(std::span(&in[0], 1)));
    check_key_and_step(name(), in[1], in[2]);
    return in[0];
  }
  void forward(Views in, View out) const override { RandomUniform(out.dtype, out.shape()).forward(in.subspan(1), out); }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient, no_gradient, no_gradient}; }
  bool reads_shape_only(std::size_t i) const override { return i == 0; }
  bool may_fail() const override { return false; }
  Var specialize(const Vars& in) const override {
    return make_node<RandomUniform>({in[1], in[2]}, in[0].dtype(), in[0].shape());
  }
};

/// A Var, or an int64 constant of ref's graph.
Var whole(std::string_view op, Term number, Var ref) {
  if (!number.is_number()) return number.as_var(ref);
  const double value = number.number();
  if (!(std::abs(value) < 0x1p53 && value == std::floor(value)))
    throw DTypeError(op, "key and step are whole numbers below 2^53", fmt::format("{}", value),
                     "g.constant takes larger ones, cast(x, int64) cuts a fraction off");
  return ref.arena()->number(value, int64);
}

}  // namespace

Var random_uniform_like(Var ref, Term key, Term step) {
  constexpr std::string_view op = "random_uniform_like";
  Undo undo(arena_of(op, ref));
  const Var numbers = make_node<RandomUniformLike>({ref, whole(op, key, ref), whole(op, step, ref)});
  undo.keep();
  return numbers;
}

Var dropout(Var x, double rate, Term key, Term step) {
  if (!(rate >= 0.0 && rate <= 1.0)) throw DataError("dropout", "the rate is no probability", std::to_string(rate));
  Undo undo(arena_of("dropout", x));
  const Operand operand = operand_of("dropout", x);
  check_same_float("dropout", std::span(&operand, 1));
  const Var seed = whole("dropout", key, x), run = whole("dropout", step, x);
  check_key_and_step("dropout", operand_of("dropout", seed), operand_of("dropout", run));
  const Var is_dropped = random_uniform_like(x, seed, run) < rate;
  const Var y = rate == 1.0 ? zeros_like(x) : where(is_dropped, 0.0, x / (1.0 - rate));
  undo.keep();
  return y;
}

}  // namespace xgrad
