#include <doctest/doctest.h>
#include <functional>
#include <xgrad/graph/lanes_math.hpp>
#include "kernel_tables.hpp"

// Every step of the tile interpreter against the scalar lane, bit for bit.
namespace xgrad::lanes {
namespace {

template <class F> using Bits = typename Scalar<F>::integer::element;
template <class F> F mask_value(bool on) { return std::bit_cast<F>(on ? Bits<F>(-1) : Bits<F>(0)); }
template <class F> bool is_on(F mask) { return std::bit_cast<Bits<F>>(mask) != 0; }

/// Scalar code for one step, from and to what a tile holds.
template <class F> struct Step {
  const char* name;
  LaneOp op;
  std::function<F(F a, F b, F c)> scalar;
};
template <class F, class S> std::vector<Step<F>> arithmetic_steps() {
  const auto one = [](auto f) { return [f](F a, F, F) { return f(S(a)).value; }; };
  const auto two = [](auto f) { return [f](F a, F b, F) { return f(S(a), S(b)).value; }; };
  const auto compare = [](auto f) { return [f](F a, F b, F) { return mask_value<F>(f(S(a), S(b)).on); }; };
  std::vector<Step<F>> steps = {
      {"load", LaneOp::load, [](F a, F, F) { return a; }},
      {"add", LaneOp::add, two([](S a, S b) { return a + b; })},
      {"sub", LaneOp::sub, two([](S a, S b) { return a - b; })},
      {"mul", LaneOp::mul, two([](S a, S b) { return a * b; })},
      {"div", LaneOp::div, two([](S a, S b) { return a / b; })},
      {"negative", LaneOp::negative, one([](S a) { return -a; })},
      {"fma", LaneOp::fused, [](F a, F b, F c) { return fma(S(a), S(b), S(c)).value; }},
      {"sqrt", LaneOp::square_root, one([](S a) { return sqrt(a); })},
      {"min", LaneOp::minimum, two([](S a, S b) { return min(a, b); })},
      {"max", LaneOp::maximum, two([](S a, S b) { return max(a, b); })},
      {"abs", LaneOp::absolute, one([](S a) { return abs(a); })},
      {"round", LaneOp::nearest, one([](S a) { return round(a); })},
      {"floor", LaneOp::floor_, one([](S a) { return floor(a); })},
      {"less", LaneOp::less, compare([](S a, S b) { return a < b; })},
      {"less_equal", LaneOp::less_equal, compare([](S a, S b) { return a <= b; })},
      {"equal", LaneOp::equal, compare([](S a, S b) { return a == b; })},
      {"not_equal", LaneOp::not_equal, compare([](S a, S b) { return a != b; })},
  };
  return steps;
}
template <class F, class S> std::vector<Step<F>> function_steps() {
  const auto one = [](auto f) { return [f](F a, F, F) { return f(S(a)).value; }; };
  const auto two = [](auto f) { return [f](F a, F b, F) { return f(S(a), S(b)).value; }; };
  return {
      {"exp", LaneOp::exp, one([](S a) { return exp(a); })},
      {"expm1", LaneOp::expm1, one([](S a) { return expm1(a); })},
      {"log", LaneOp::log, one([](S a) { return log(a); })},
      {"log1p", LaneOp::log1p, one([](S a) { return log1p(a); })},
      {"sin", LaneOp::sin, one([](S a) { return sin(a); })},
      {"cos", LaneOp::cos, one([](S a) { return cos(a); })},
      {"tanh", LaneOp::tanh, one([](S a) { return tanh(a); })},
      {"sigmoid", LaneOp::sigmoid, one([](S a) { return sigmoid(a); })},
      {"softplus", LaneOp::softplus, one([](S a) { return softplus(a); })},
      {"pow", LaneOp::pow, two([](S a, S b) { return pow(a, b); })},
      {"exp2", LaneOp::exp2, one([](S a) { return exp2(a); })},
      {"log2", LaneOp::log2, one([](S a) { return log2(a); })},
      {"log10", LaneOp::log10, one([](S a) { return log10(a); })},
      {"tan", LaneOp::tan, one([](S a) { return tan(a); })},
      {"asin", LaneOp::asin, one([](S a) { return asin(a); })},
      {"acos", LaneOp::acos, one([](S a) { return acos(a); })},
      {"atan", LaneOp::atan, one([](S a) { return atan(a); })},
      {"sinh", LaneOp::sinh, one([](S a) { return sinh(a); })},
      {"cosh", LaneOp::cosh, one([](S a) { return cosh(a); })},
      {"asinh", LaneOp::asinh, one([](S a) { return asinh(a); })},
      {"acosh", LaneOp::acosh, one([](S a) { return acosh(a); })},
      {"atanh", LaneOp::atanh, one([](S a) { return atanh(a); })},
      {"erf", LaneOp::erf, one([](S a) { return erf(a); })},
      {"erfc", LaneOp::erfc, one([](S a) { return erfc(a); })},
      {"lgamma", LaneOp::lgamma, one([](S a) { return lgamma(a); })},
      {"digamma", LaneOp::digamma, one([](S a) { return digamma(a); })},
      {"cbrt", LaneOp::cbrt, one([](S a) { return cbrt(a); })},
      {"rsqrt", LaneOp::rsqrt, one([](S a) { return rsqrt(a); })},
      {"gelu", LaneOp::gelu, one([](S a) { return gelu(a); })},
      {"gelu_tanh", LaneOp::gelu_tanh, one([](S a) { return gelu_tanh(a); })},
      {"silu", LaneOp::silu, one([](S a) { return silu(a); })},
      {"mish", LaneOp::mish, one([](S a) { return mish(a); })},
      {"atan2", LaneOp::atan2, two([](S a, S b) { return atan2(a, b); })},
      {"hypot", LaneOp::hypot, two([](S a, S b) { return hypot(a, b); })},
      {"fmod", LaneOp::fmod, two([](S a, S b) { return fmod(a, b); })},
      {"logaddexp", LaneOp::logaddexp, two([](S a, S b) { return logaddexp(a, b); })},
      {"polygamma", LaneOp::polygamma, two([](S a, S b) { return polygamma(a, b); })},
  };
}
template <class F, class S> std::vector<Step<F>> integer_steps() {
  using I = typename S::integer;
  const auto two = [](auto f) {
    return [f](F a, F b, F) { return from_bits<S>(f(to_bits(S(a)), to_bits(S(b)))).value; };
  };
  const auto compare = [](auto f) {
    return [f](F a, F b, F) { return mask_value<F>(f(to_bits(S(a)), to_bits(S(b))).on); };
  };
  return {
      {"integer_add", LaneOp::integer_add, two([](I a, I b) { return a + b; })},
      {"integer_sub", LaneOp::integer_sub, two([](I a, I b) { return a - b; })},
      {"integer_and", LaneOp::integer_and, two([](I a, I b) { return a & b; })},
      {"integer_or", LaneOp::integer_or, two([](I a, I b) { return a | b; })},
      {"integer_xor", LaneOp::integer_xor, two([](I a, I b) { return a ^ b; })},
      {"integer_equal", LaneOp::integer_equal, compare([](I a, I b) { return a == b; })},
      {"integer_greater", LaneOp::integer_greater, compare([](I a, I b) { return a > b; })},
  };
}

template <class F> bool same_memory(F a, F b) {  // of masks and integers, where every bit counts
  return std::memcmp(&a, &b, sizeof(F)) == 0;
}

/// All pairs of awkward numbers, in one tile of an odd length at an odd place.
template <class F> void check_steps(const KernelTable& table, const std::vector<Step<F>>& steps, bool exact_bits) {
  const std::vector<F> numbers = awkward_numbers<F>();
  std::vector<F> first, second, third;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      first.push_back(numbers[i]);
      second.push_back(numbers[j]);
      third.push_back(numbers[(i + 3 * j) % numbers.size()]);
    }
  const Tile<F> a(first, 1), b(second, 3), c(third);
  for (const Step<F>& step : steps) {
    Tile<F> to(first.size(), 2);
    run_tile(tile_of<F>(table, step.op), to, a, b, c);
    for (std::size_t i = 0; i < first.size(); ++i) {
      const F wanted = step.scalar(first[i], second[i], third[i]);
      if (exact_bits ? same_memory(to[i], wanted) : same_bits(to[i], wanted)) continue;
      FAIL_CHECK(table.name << " " << step.name << "(" << first[i] << ", " << second[i] << ", " << third[i]
                            << ") = " << to[i] << ", the scalar lane says " << wanted);
    }
  }
}
template <class F> void check_all(const KernelTable& table) {
  check_steps<F>(table, integer_steps<F, Scalar<F>>(), true);
  if (has_fma(table)) {
    check_steps<F>(table, arithmetic_steps<F, Scalar<F, true>>(), false);
    check_steps<F>(table, function_steps<F, Scalar<F, true>>(), false);
  } else {
    check_steps<F>(table, arithmetic_steps<F, Scalar<F, false>>(), false);
    check_steps<F>(table, function_steps<F, Scalar<F, false>>(), false);
  }
}

}  // namespace

TEST_CASE("lane ops: each instruction set does what the scalar lane does, bit for bit") {
  for (const KernelTable* table : tables()) {
    check_all<float>(*table);
    check_all<double>(*table);
  }
}

TEST_CASE_TEMPLATE("lane ops: shifts by any distance", F, float, double) {
  const std::vector<F> numbers = awkward_numbers<F>();
  const Tile<F> a(numbers, 1);
  using U = std::make_unsigned_t<Bits<F>>;
  for (const KernelTable* table : tables())
    for (unsigned n = 0; n < sizeof(F) * 8; ++n)
      for (LaneOp op : {LaneOp::left, LaneOp::right, LaneOp::right_sign}) {
        Tile<F> to(numbers.size());
        run_tile(tile_of<F>(*table, op), to, a, a, a, n);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
          const auto bits = std::bit_cast<Bits<F>>(numbers[i]);
          const auto wanted = op == LaneOp::left    ? static_cast<Bits<F>>(static_cast<U>(bits) << n)
                              : op == LaneOp::right ? static_cast<Bits<F>>(static_cast<U>(bits) >> n)
                                                    : static_cast<Bits<F>>(bits >> n);
          CHECK_MESSAGE(std::bit_cast<Bits<F>>(to[i]) == wanted, table->name, " shift by ", n, " of ", bits);
        }
      }
}

TEST_CASE_TEMPLATE("lane ops: constants", F, float, double, std::int64_t) {
  for (const KernelTable* table : tables())
    for (std::size_t count : {1, 7, 33}) {
      Tile<F> to(count);
      std::uint64_t immediate = 0;
      const F value = F(-3);
      std::memcpy(&immediate, &value, sizeof value);
      run_tile(tile_of<F>(*table, LaneOp::constant), to, to, to, to, immediate);
      for (std::size_t i = 0; i < count; ++i) CHECK(to[i] == value);
    }
}

TEST_CASE_TEMPLATE("lane ops: an element's value does not depend on its place", F, float, double) {
  const std::size_t count = 67;
  for (const KernelTable* table : tables())
    for (LaneOp op : {LaneOp::exp, LaneOp::expm1, LaneOp::log, LaneOp::log1p, LaneOp::sin, LaneOp::cos, LaneOp::tanh,
                      LaneOp::sigmoid, LaneOp::softplus, LaneOp::pow, LaneOp::div, LaneOp::atan2, LaneOp::fmod,
                      LaneOp::lgamma, LaneOp::erfc, LaneOp::tan})
      for (F x : {F(0.3), F(17.7), F(5000), F(1e-3)}) {
        const Tile<F> a(std::vector<F>(count, x), 1);
        Tile<F> to(count), alone(1, 5);
        run_tile(tile_of<F>(*table, op), to, a, a, a);
        run_tile(tile_of<F>(*table, op), alone, Tile<F>(std::vector<F>{x}, 3), a, a);
        for (std::size_t i = 0; i < count; ++i) CHECK(same_bits(to[i], alone[0]));
      }
}

namespace {

template <class F> F difference(F a, F b) { return a - b; }
template <class F> F half(F a) { return a / 2; }

}  // namespace

TEST_CASE_TEMPLATE("lane ops: plain functions of one and of two numbers, in the lanes of a mask", F, float, double) {
  const std::size_t count = 19;
  Tile<F> mask(count, 1), a(count, 2), b(count);
  for (std::size_t i = 0; i < count; ++i) {
    mask[i] = mask_value<F>(i % 3 == 0);
    a[i] = F(i);
    b[i] = F(100 * i);
  }
  for (const KernelTable* table : tables()) {
    Tile<F> one(count), two(count);
    run_tile(tile_of<F>(*table, LaneOp::call), one, mask, a, b, reinterpret_cast<std::uintptr_t>(&half<F>));
    run_tile(tile_of<F>(*table, LaneOp::call_two), two, mask, a, b, reinterpret_cast<std::uintptr_t>(&difference<F>));
    for (std::size_t i = 0; i < count; ++i) {
      CHECK(one[i] == (i % 3 == 0 ? a[i] / 2 : b[i]));
      CHECK(two[i] == (i % 3 == 0 ? a[i] - b[i] : a[i]));  // elsewhere a: select takes another value there
    }
  }
}

TEST_CASE_TEMPLATE("lane ops: a tile may be written over its own operand", F, float, double) {
  const Tile<F> x(awkward_numbers<F>());
  for (const KernelTable* table : tables()) {
    Tile<F> apart(x.size()), in_place(awkward_numbers<F>());
    run_tile(tile_of<F>(*table, LaneOp::fused), apart, x, x, x);
    run_tile(tile_of<F>(*table, LaneOp::fused), in_place, in_place, in_place, in_place);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(same_bits(apart[i], in_place[i]));
  }
}

}  // namespace xgrad::lanes
