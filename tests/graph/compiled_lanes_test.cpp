// Compiled lanes give the interpreter's bits: random lane programs over every operation, number, pattern and size.
#include <doctest/doctest.h>

#include <atomic>
#include <cstring>
#include <limits>
#include <random>
#include <stdexcept>
#include <thread>
#include <xgrad/graph/plan/lane_program_internal.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

using lanes::LaneOp;
using lanes::Trace;

/// The trace that the next apply of random_code takes.
Trace& next_trace() {
  thread_local Trace trace;
  return trace;
}
const lanes::LaneCode& random_code() {
  static const char key = 0;
  static const lanes::LaneCode code{&key, 0, 0, false, false, [](DType) { return next_trace(); }};
  return code;
}

float halved(float x) { return x > 3 ? x * 0.5f : -x; }
double halved(double x) { return x > 3 ? x * 0.5 : -x; }
float joined(float a, float b) { return a < b ? a - b : b; }
double joined(double a, double b) { return a < b ? a - b : b; }

std::uint64_t bits_of(double x, DType dtype) {
  if (dtype == float32) return std::bit_cast<std::uint32_t>(static_cast<float>(x));
  return std::bit_cast<std::uint64_t>(x);
}

/// A number that is often an awkward one.
double some_number(std::mt19937_64& random, DType dtype) {
  constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const double tiny = dtype == float32 ? 1e-40 : 1e-310, huge = dtype == float32 ? 3e38 : 1e308;
  const double awkward[] = {0.0,  -0.0, 1.0,  -1.0,  0.5,  1.5,   2.5, -2.5, inf,
                            -inf, nan,  tiny, -tiny, huge, -huge, 1e5, 1e-5};
  if (random() % 4 == 0) return awkward[random() % std::size(awkward)];
  const double x = static_cast<double>(random() >> 11) * 0x1p-53;
  return (x - 0.5) * (random() % 2 == 0 ? 4.0 : 200.0);
}

/// A lane program of random steps on random operands, made twice from one seed: compiled and not.
class RandomProgram {
 public:
  RandomProgram(std::uint64_t seed, DType dtype, bool with_functions)
      : random_(seed), dtype_(dtype), with_functions_(with_functions), space_(some_space()) {
    program_ = std::make_unique<LaneProgram>(lanes::lane_type(dtype), space_);
  }

  LaneProgram& make(jit::Mode mode) {
    program_->set_mode(mode);
    std::vector<LaneProgram::Value> operands;
    for (std::size_t i = 1 + below(12); i-- > 0;) operands.push_back(add_operand());
    Trace trace;
    for (std::size_t i = 0; i < operands.size(); ++i)
      values(in[i].first.dtype == boolean).push_back(trace.append({LaneOp::load, 0, 0, 0, i}));
    is_wide_ = below(4) == 0;
    for (std::size_t i = 3 + below(is_wide_ ? 120 : 60); i-- > 0;) add_step(trace);
    if (is_wide_) join_all(trace);
    // Every result is a trace of its own: the steps before it are shared.
    for (std::size_t i = 1 + below(4); i-- > 0;) {
      const bool is_mask = below(4) == 0 && !masks_.empty();
      const std::vector<std::uint32_t>& from = values(is_mask);
      trace.result = from[from.size() - 1 - below(std::min<std::size_t>(from.size(), 5))];
      if (trace.steps[trace.result].op == LaneOp::constant) trace.result = 0;
      const bool is_bool_load = trace.steps[trace.result].op == LaneOp::load &&
                                in[trace.steps[trace.result].immediate].first.dtype == boolean;
      next_trace() = trace;
      const DType result = is_mask || is_bool_load ? boolean : dtype_;
      program_->output(program_->apply(random_code(), operands), result);
      results.push_back(result);
    }
    program_->finish(constants_);
    return *program_;
  }
  const Shape& space() const { return space_; }
  std::vector<std::pair<Type, Tensor>> in;
  std::vector<DType> results;

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  std::vector<std::uint32_t>& values(bool masks) { return masks ? masks_ : floats_; }

  Shape some_space() {
    static constexpr std::int64_t extents[] = {1, 2, 3, 4, 5, 7, 8, 10, 15, 16, 17, 24, 33, 50};
    std::vector<std::int64_t> axes(1 + below(4));
    for (std::int64_t& axis : axes) axis = extents[below(std::size(extents))];
    if (axes.size() == 1) axes[0] = static_cast<std::int64_t>(1 + below(700));
    return Shape(axes);
  }

  LaneProgram::Value add_operand() {
    std::vector<std::int64_t> axes(space_.begin(), space_.end());
    if (below(2) == 0)
      for (std::int64_t& axis : axes)
        if (below(2) == 0) axis = 1;
    if (below(6) == 0) axes.erase(axes.begin(), axes.begin() + static_cast<std::ptrdiff_t>(below(axes.size() + 1)));
    const Type type{in.empty() || below(5) != 0 ? dtype_ : boolean, Shape(axes)};
    Tensor value(float64, type.shape);
    auto* to = value.mutable_data<double>();
    for (std::int64_t i = 0; i < value.size(); ++i)
      to[i] = type.dtype == boolean ? static_cast<double>(below(2)) : some_number(random_, dtype_);
    in.emplace_back(type, value.astype(type.dtype));
    return program_->input(type);
  }

  void add_step(Trace& trace) {
    auto pick = [&](bool mask) {
      const std::vector<std::uint32_t>& from = values(mask);
      return from[is_wide_ || below(3) == 0 ? below(from.size())
                                            : from.size() - 1 - below(std::min<std::size_t>(from.size(), 6))];
    };
    static constexpr LaneOp plain[] = {LaneOp::add,      LaneOp::sub,     LaneOp::mul,        LaneOp::div,
                                       LaneOp::negative, LaneOp::minimum, LaneOp::maximum,    LaneOp::absolute,
                                       LaneOp::nearest,  LaneOp::floor_,  LaneOp::square_root};
    static constexpr LaneOp on_bits[] = {LaneOp::integer_add, LaneOp::integer_sub, LaneOp::integer_and,
                                         LaneOp::integer_or, LaneOp::integer_xor};
    static constexpr LaneOp comparisons[] = {LaneOp::less, LaneOp::less_equal, LaneOp::equal, LaneOp::not_equal};
    const std::size_t width = dtype_ == float32 ? 32 : 64;
    const std::size_t functions = static_cast<std::size_t>(LaneOp::count) - static_cast<std::size_t>(LaneOp::exp);
    switch (below(masks_.empty() ? 9 : 12)) {
      case 0:
        return keep(trace.append({LaneOp::constant, 0, 0, 0, bits_of(some_number(random_, dtype_), dtype_)}), false);
      case 1: return keep(trace.append({LaneOp::fused, pick(false), pick(false), pick(false)}), false);
      case 2: return keep(trace.append({comparisons[below(std::size(comparisons))], pick(false), pick(false)}), true);
      case 3: {
        static constexpr LaneOp shifts[] = {LaneOp::left, LaneOp::right, LaneOp::right_sign};
        return keep(trace.append({shifts[below(3)], bits_of_number(trace, pick(false)), 0, 0, 1 + below(width - 1)}),
                    false);
      }
      case 4:
        if (!with_functions_) return;
        return keep(trace.append({static_cast<LaneOp>(static_cast<std::size_t>(LaneOp::exp) + below(functions)),
                                  pick(false), pick(false)}),
                    false);
      case 5:
      case 6: return keep(trace.append({plain[below(std::size(plain))], pick(false), pick(false)}), false);
      case 7:
        return keep(trace.append({on_bits[below(std::size(on_bits))], bits_of_number(trace, pick(false)),
                                  bits_of_number(trace, pick(false))}),
                    false);
      case 8: {
        const LaneOp op = below(2) == 0 ? LaneOp::integer_equal : LaneOp::integer_greater;
        return keep(trace.append({op, bits_of_number(trace, pick(false)), bits_of_number(trace, pick(false))}), true);
      }
      case 9: return keep(trace.append({LaneOp::choose, pick(true), pick(false), pick(false)}), false);
      case 10: {
        static constexpr LaneOp joins[] = {LaneOp::both, LaneOp::either, LaneOp::neither};
        return keep(trace.append({joins[below(3)], pick(true), pick(true)}), true);
      }
      default: return add_call(trace, pick(true), pick(false), pick(false));
    }
  }
  /// Which NaN comes out of two is not promised, so bits are taken of numbers only.
  static std::uint32_t bits_of_number(Trace& trace, std::uint32_t x) {
    const std::uint32_t zero = trace.append({LaneOp::constant}), is_number = trace.append({LaneOp::equal, x, x});
    return trace.append({LaneOp::choose, is_number, x, zero});
  }
  /// The bits of all that was computed, in any order: all of it is alive at once, and no difference is lost.
  void join_all(Trace& trace) {
    std::vector<std::uint32_t> order = floats_;
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(i)]);
    std::uint32_t all = bits_of_number(trace, order[0]);
    for (const std::uint32_t x : order)
      all = trace.append({LaneOp::integer_xor, trace.append({LaneOp::left, all, 0, 0, 1}), bits_of_number(trace, x)});
    keep(bits_of_number(trace, all), false);
  }
  void add_call(Trace& trace, std::uint32_t mask, std::uint32_t a, std::uint32_t b) {
    auto address = [](auto* f) { return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(f)); };
    if (below(2) == 0) {
      const std::uint64_t f = dtype_ == float32 ? address(static_cast<float (*)(float)>(&halved))
                                                : address(static_cast<double (*)(double)>(&halved));
      return keep(trace.append({LaneOp::call, mask, a, b, f}), false);
    }
    const std::uint64_t f = dtype_ == float32 ? address(static_cast<float (*)(float, float)>(&joined))
                                              : address(static_cast<double (*)(double, double)>(&joined));
    keep(trace.append({LaneOp::call_two, mask, a, b, f}), false);
  }
  void keep(std::uint32_t step, bool is_mask) { values(is_mask).push_back(step); }

  std::mt19937_64 random_;
  DType dtype_;
  bool with_functions_;
  bool is_wide_ = false;  ///< steps read any earlier one: many values are alive at once
  Shape space_;
  std::vector<std::uint32_t> floats_, masks_;
  ConstantTiles constants_;
  std::unique_ptr<LaneProgram> program_;
};

/// Memory as kernels want it: with spare bytes, also for one element; behind that nothing may be written.
struct Memory {
  Memory(DType d, const Shape& s) : dtype(d), shape(s), bytes(static_cast<std::size_t>(s.size()) * size_of(d)) {
    buffer = Buffer::allocate(bytes + 64);
    std::memset(buffer.data(), 0x5a, bytes + 64);
  }
  explicit Memory(const Tensor& t) : Memory(t.dtype(), t.shape()) { std::memcpy(buffer.data(), t.data(), bytes); }
  View view() const { return {dtype, &shape, buffer.data()}; }
  DType dtype;
  Shape shape;
  std::size_t bytes;
  Buffer buffer;
};

std::vector<Memory> run(LaneProgram& program, RandomProgram& random, bool in_place) {
  const Buffer scratch = Buffer::allocate(program.scratch_bytes());
  program.bind(static_cast<std::byte*>(scratch.data()));
  std::vector<Memory> in, out;
  for (auto& [type, value] : random.in) in.emplace_back(value);
  for (const DType dtype : random.results) out.emplace_back(dtype, random.space());
  std::vector<View> in_views, out_views;
  for (const Memory& m : in) in_views.push_back(m.view());
  std::vector<bool> taken(in.size(), false);
  for (std::size_t k = 0; k < out.size(); ++k) {
    for (std::size_t i = 0; i < in.size() && in_place; ++i) {
      if (taken[i] || !program.may_alias(k, i)) continue;
      out[k].buffer = in[i].buffer;
      taken[i] = true;
      break;
    }
    out_views.push_back(out[k].view());
  }
  program.run(in_views.data(), out_views.data());
  return out;
}

template <class F> bool is_same(const Memory& a, const Memory& b, std::int64_t i) {
  F x, y;
  std::memcpy(&x, static_cast<const std::byte*>(a.buffer.data()) + static_cast<std::size_t>(i) * sizeof x, sizeof x);
  std::memcpy(&y, static_cast<const std::byte*>(b.buffer.data()) + static_cast<std::size_t>(i) * sizeof y, sizeof y);
  return std::memcmp(&x, &y, sizeof x) == 0 || (x != x && y != y);
}
std::int64_t first_difference(const Memory& a, const Memory& b) {
  for (std::int64_t i = 0; i < a.shape.size(); ++i) {
    const bool same = a.dtype == float32   ? is_same<float>(a, b, i)
                      : a.dtype == float64 ? is_same<double>(a, b, i)
                                           : is_same<std::uint8_t>(a, b, i);
    if (!same) return i;
  }
  return -1;
}

/// How many of the programs were compiled.
int check_programs(std::uint64_t from, std::uint64_t count, bool with_functions) {
  int compiled = 0;
  for (std::uint64_t seed = from; seed < from + count; ++seed)
    for (const DType dtype : {float32, float64}) {
      CAPTURE(seed);
      CAPTURE(dtype);
      RandomProgram a(seed, dtype, with_functions), b(seed, dtype, with_functions);
      LaneProgram &interpreted = a.make(jit::Mode::off), &loop = b.make(jit::Mode::always);
      const bool in_place = seed % 3 == 0;
      const std::vector<Memory> wanted = run(interpreted, a, in_place), got = run(loop, b, in_place);
      CHECK_FALSE(interpreted.is_compiled());
      compiled += loop.is_compiled();
      for (std::size_t k = 0; k < wanted.size(); ++k) {
        CAPTURE(k);
        CAPTURE(a.space());
        CHECK(first_difference(wanted[k], got[k]) == -1);
      }
    }
  return compiled;
}

bool can_compile() { return lanes::instruction_set() == "avx2" || lanes::instruction_set() == "avx512"; }

}  // namespace

TEST_CASE("compiled lanes: random programs of the vocabulary have the interpreter's bits") {
  const int compiled = check_programs(0, 600, false);
  if (can_compile()) CHECK(compiled == 1200);
}

TEST_CASE("compiled lanes: random programs with whole functions have the interpreter's bits") {
  const int compiled = check_programs(10000, 300, true);
  if (can_compile()) CHECK(compiled == 600);
}

TEST_CASE("compiled lanes: equal programs share a loop, whatever their shapes") {
  if (!can_compile()) return;
  auto run_one = [](std::int64_t n) {
    LaneProgram p(lanes::LaneType::float32, {n});
    p.set_mode(jit::Mode::always);
    const LaneProgram::Value x = p.input({float32, {n}}), c = p.number(bits_of(0.123, float32));
    const LaneProgram::Value operands[] = {x, c};
    p.output(p.apply(lanes::detail::code_of<Mul>(), operands), float32);
    ConstantTiles constants;
    p.finish(constants);
    const Memory in(full({n}, 2.0, float32)), out(float32, {n});
    const View from = in.view(), to = out.view();
    p.run(&from, &to);
    CHECK(p.is_compiled());
    for (std::int64_t i = 0; i < n; ++i) REQUIRE(static_cast<const float*>(out.buffer.data())[i] == 2 * 0.123f);
  };
  const jit::Statistics before = jit::statistics();
  run_one(5);
  run_one(1000);
  const jit::Statistics after = jit::statistics();
  CHECK(after.loops == before.loops + 1);
  CHECK(after.found_again == before.found_again + 1);
}

TEST_CASE("compiled lanes: threads may compile at the same time") {
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&wrong] {
      for (int i = 0; i < 8; ++i) {  // the same eight programs in each
        const double factor = 1.0 + i;
        LaneProgram p(lanes::LaneType::float64, {10});
        p.set_mode(jit::Mode::always);
        const LaneProgram::Value operands[] = {p.input({float64, {10}}), p.number(bits_of(factor, float64))};
        p.output(p.apply(lanes::detail::code_of<Mul>(), operands), float64);
        ConstantTiles constants;
        p.finish(constants);
        const Memory in(full({10}, 3.0, float64)), out(float64, {10});
        const View from = in.view(), to = out.view();
        p.run(&from, &to);
        wrong += static_cast<const double*>(out.buffer.data())[9] != 3 * factor;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("compiled lanes: small programs are compiled when they run again, large ones at once") {
  if (!can_compile()) return;
  for (const std::int64_t n : {std::int64_t{10}, std::int64_t{1} << 18}) {
    LaneProgram p(lanes::LaneType::float64, {n});
    p.set_mode(jit::Mode::automatic);
    const LaneProgram::Value x = p.input({float64, {n}});
    p.output(p.apply(lanes::detail::code_of<Square>(), {&x, 1}), float64);
    ConstantTiles constants;
    p.finish(constants);
    const Memory in(full({n}, 3.0, float64)), out(float64, {n});
    const View from = in.view(), to = out.view();
    p.run(&from, &to);
    CHECK(p.is_compiled() == (n > 10));
    p.run(&from, &to);
    CHECK(p.is_compiled());
    CHECK(static_cast<const double*>(out.buffer.data())[n - 1] == 9);
  }
}

namespace {

double refuses(double x) {
  if (x > 2) throw std::domain_error("above 2");
  return x;
}
struct Picky : Elementwise<Picky> {  // only its lanes are used: it has neither name nor vjp
  template <class T> static T forward(T x) {
    if constexpr (std::is_same_v<typename T::element, double>)
      return call_where(x > T(1), &refuses, x, x) + T(1);
    else
      return x;
  }
};

}  // namespace

TEST_CASE("compiled lanes: an exception of a called function comes out") {
  for (const jit::Mode mode : {jit::Mode::off, jit::Mode::always}) {
    LaneProgram p(lanes::LaneType::float64, {128});
    p.set_mode(mode);
    const LaneProgram::Value x = p.input({float64, {128}});
    p.output(p.apply(lanes::detail::code_of<Picky>(), {&x, 1}), float64);
    ConstantTiles constants;
    p.finish(constants);
    const Buffer scratch = Buffer::allocate(p.scratch_bytes());
    p.bind(static_cast<std::byte*>(scratch.data()));
    for (const double value : {1.5, 3.0, 2.0}) {
      const Memory in(full({128}, value, float64)), out(float64, {128});
      const View from = in.view(), to = out.view();
      if (value > 2) {
        CHECK_THROWS_WITH_AS(p.run(&from, &to), "above 2", std::domain_error);
        continue;
      }
      p.run(&from, &to);
      CHECK(static_cast<const double*>(out.buffer.data())[127] == value + 1);
    }
  }
}

}  // namespace xgrad
