#include <doctest/doctest.h>

#include <cstring>
#include <xgrad/graph/plan/lane_program_internal.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

/// Numbers that tell elements apart, exact in both float types.
Tensor counted(const Shape& shape, DType dtype) {
  Tensor t(float64, shape);
  auto* to = t.mutable_data<double>();
  for (std::int64_t i = 0; i < t.size(); ++i) to[i] = static_cast<double>(i % 1009) - 500;
  return t.astype(dtype);
}
Tensor bits(const Shape& shape) {
  Tensor t(boolean, shape);
  auto* to = static_cast<bool*>(t.mutable_data());
  for (std::int64_t i = 0; i < t.size(); ++i) to[i] = i % 3 == 0 || i % 7 == 2;
  return t;
}

/// Where operand of shape `small` holds what element number `at` of `space` reads.
std::size_t place(const Shape& space, const Shape& small, std::int64_t at) {
  std::int64_t from = 0, stride = 1;
  for (std::size_t back = 1; back <= space.rank(); ++back) {
    const std::int64_t extent = space[space.rank() - back], index = at % extent;
    at /= extent;
    if (back > small.rank()) continue;
    const std::int64_t mine = small[small.rank() - back];
    if (mine != 1) from += index * stride;
    stride *= mine;
  }
  return static_cast<std::size_t>(from);
}

/// Memory as kernels want it: with spare bytes, also for one element.
struct Memory {
  explicit Memory(const Tensor& t) : dtype(t.dtype()), shape(t.shape()), buffer(Buffer::allocate(t.bytes())) {
    if (t.size() > 0) std::memcpy(buffer.data(), t.data(), t.bytes());
  }
  View view() const { return {dtype, &shape, buffer.data()}; }
  Tensor tensor() const { return Tensor::over(buffer, dtype, shape); }
  DType dtype;
  Shape shape;
  Buffer buffer;
};

template <class Op> LaneProgram::Value apply_op(LaneProgram& p, std::initializer_list<LaneProgram::Value> operands) {
  return p.apply(lanes::detail::code_of<Op>(), {operands.begin(), operands.size()});
}

void run(LaneProgram& program, const std::vector<Memory>& in, const std::vector<Memory>& out) {
  const Buffer scratch = Buffer::allocate(program.scratch_bytes());
  program.bind(static_cast<std::byte*>(scratch.data()));
  std::vector<View> in_views, out_views;
  for (const Memory& m : in) in_views.push_back(m.view());
  for (const Memory& m : out) out_views.push_back(m.view());
  program.run(in_views.data(), out_views.data());
}

/// a * 2 + b, a of the space's shape and b broadcast, against a plain loop.
void check_broadcast(const Shape& space, const Shape& b_shape, DType dtype) {
  CAPTURE(space);
  CAPTURE(b_shape);
  const Tensor a = counted(space, dtype), b = counted(b_shape, dtype);
  LaneProgram p(lanes::lane_type(dtype), space);
  const auto a_value = p.input({dtype, space}), b_value = p.input({dtype, b_shape});
  p.output(apply_op<Add>(p, {apply_op<Mul>(p, {a_value, p.input({dtype, {}})}), b_value}), dtype);
  ConstantTiles constants;
  p.finish(constants);
  const std::vector<Memory> in{Memory(a), Memory(b), Memory(full({}, 2.0, dtype))},
      out{Memory(full(space, -1.0, dtype))};
  run(p, in, out);
  const Tensor got = out[0].tensor().astype(float64), as = a.astype(float64), bs = b.astype(float64);
  const double *got_at = got.data<double>(), *a_at = as.data<double>(), *b_at = bs.data<double>();
  std::int64_t wrong = 0;
  for (std::int64_t i = 0; i < space.size(); ++i) wrong += got_at[i] != a_at[i] * 2 + b_at[place(space, b_shape, i)];
  CHECK(wrong == 0);
}

TEST_CASE("lane program: operands of every pattern, at every size about a tile") {
  for (DType dtype : {float32, float64, int64}) {
    const std::int64_t tile = 1024 / static_cast<std::int64_t>(size_of(dtype));
    for (std::int64_t n :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{7}, tile - 1, tile, tile + 1, 2 * tile, 9 * tile + 5}) {
      check_broadcast({n}, {n}, dtype);        // direct
      check_broadcast({n}, {}, dtype);         // splat
      check_broadcast({n}, {1}, dtype);        // splat
      check_broadcast({n, 3}, {3}, dtype);     // periodic
      check_broadcast({3, n}, {3, 1}, dtype);  // repeated
      check_broadcast({n, 1}, {1, 1}, dtype);
    }
  }
}

TEST_CASE("lane program: periods that divide a tile, and others") {
  for (DType dtype : {float32, float64})
    for (std::int64_t period : {1, 2, 3, 4, 50, 64, 128, 256, 257, 1000, 1024, 5000})
      for (std::int64_t rows : {1, 2, 7, 33}) {
        check_broadcast({rows, period}, {period}, dtype);
        check_broadcast({rows, period}, {1, period}, dtype);
        check_broadcast({rows, period}, {rows, 1}, dtype);
      }
}

TEST_CASE("lane program: operands that broadcast in general") {
  for (DType dtype : {float32, float64})
    for (const Shape& b :
         {Shape{3, 1, 5, 1}, Shape{1, 4, 1, 6}, Shape{3, 1, 1, 6}, Shape{1, 4, 5, 1}, Shape{4, 1, 1}, Shape{5, 6},
          Shape{1, 1, 5, 1}, Shape{3, 4, 1, 6}, Shape{3, 1, 1, 1}, Shape{1, 1, 1, 6}, Shape{4, 1, 6}}) {
      check_broadcast({3, 4, 5, 6}, b, dtype);
      if (b.rank() == 4)
        check_broadcast({b[0] == 1 ? 13 : 3, b[1] == 1 ? 11 : 4, b[2] == 1 ? 9 : 5, b[3] == 1 ? 17 : 6}, b, dtype);
    }
}

TEST_CASE("lane program: two periods in one program") {
  const Shape space{40, 6, 50};
  LaneProgram p(lanes::LaneType::float32, space);
  p.output(apply_op<Add>(p, {p.input({float32, {50}}), p.input({float32, {6, 50}})}), float32);
  ConstantTiles constants;
  p.finish(constants);
  const std::vector<Memory> in{Memory(counted({50}, float32)), Memory(counted({6, 50}, float32))},
      out{Memory(Tensor(float32, space))};
  run(p, in, out);
  const Tensor got = out[0].tensor(), a = in[0].tensor(), b = in[1].tensor();
  for (std::int64_t i = 0; i < space.size(); ++i)
    REQUIRE(got.data<float>()[i] == a.data<float>()[i % 50] + b.data<float>()[i % 300]);
}

TEST_CASE("lane program: masks come from bytes and go to bytes") {
  for (DType dtype : {float32, float64})
    for (const Shape& mask_shape : {Shape{20, 70}, Shape{70}, Shape{20, 1}, Shape{}, Shape{1, 70}}) {
      const Shape space{20, 70};
      CAPTURE(mask_shape);
      LaneProgram p(lanes::lane_type(dtype), space);
      const auto mask = p.input({boolean, mask_shape}), x = p.input({dtype, space});
      p.output(apply_op<Where>(p, {mask, x, apply_op<Neg>(p, {x})}), dtype);
      p.output(apply_op<LogicalNot>(p, {mask}), boolean);
      ConstantTiles constants;
      p.finish(constants);
      const std::vector<Memory> in{Memory(bits(mask_shape)), Memory(counted(space, dtype))},
          out{Memory(Tensor(dtype, space)), Memory(Tensor(boolean, space))};
      run(p, in, out);
      const Tensor chosen = out[0].tensor().astype(float64), inverted = out[1].tensor(),
                   xs = in[1].tensor().astype(float64), masks = bits(mask_shape);
      for (std::int64_t i = 0; i < space.size(); ++i) {
        const bool bit = masks.data<bool>()[place(space, mask_shape, i)];
        REQUIRE(chosen.data<double>()[i] == (bit ? 1 : -1) * xs.data<double>()[i]);
        REQUIRE(static_cast<const unsigned char*>(inverted.data())[i] == (bit ? 0 : 1));
      }
    }
}

TEST_CASE("lane program: several results, one of them twice, one of them an operand") {
  for (std::int64_t n : {1, 5, 255, 256, 257, 3000}) {
    CAPTURE(n);
    LaneProgram p(lanes::LaneType::float32, {n});
    const auto x = p.input({float32, {n}}), row = p.input({float32, {1}});
    const auto y = apply_op<Add>(p, {x, row}), z = apply_op<Mul>(p, {y, y});
    for (auto value : {z, y, y, x, row}) p.output(value, float32);
    ConstantTiles constants;
    p.finish(constants);
    const std::vector<Memory> in{Memory(counted({n}, float32)), Memory(full({1}, 3.0, float32))};
    std::vector<Memory> out;
    for (int i = 0; i < 5; ++i) out.emplace_back(Tensor(float32, {n}));
    run(p, in, out);
    const Tensor xs = in[0].tensor();
    for (std::int64_t i = 0; i < n; ++i) {
      const float a = xs.data<float>()[i], wanted[] = {(a + 3) * (a + 3), a + 3, a + 3, a, 3};
      for (std::size_t k = 0; k < 5; ++k) REQUIRE(static_cast<const float*>(out[k].buffer.data())[i] == wanted[k]);
    }
  }
}

TEST_CASE("lane program: results that may take an operand's memory") {
  const Shape space{300};
  LaneProgram p(lanes::LaneType::float64, space);
  const auto a = p.input({float64, space}), b = p.input({float64, space}), row = p.input({float64, {1}});
  const auto sum = apply_op<Add>(p, {a, b}), product = apply_op<Mul>(p, {sum, b});
  p.output(sum, float64);
  p.output(product, float64);
  p.output(apply_op<Add>(p, {product, row}), float64);
  ConstantTiles constants;
  p.finish(constants);
  CHECK(p.may_alias(0, 0));        // a is read last when sum is made
  CHECK_FALSE(p.may_alias(0, 1));  // b is read again after sum is written
  CHECK(p.may_alias(1, 1));
  CHECK_FALSE(p.may_alias(2, 2));  // another pattern
  const Tensor as = counted(space, float64), bs = full(space, 2.0);
  const std::vector<Memory> in{Memory(as), Memory(bs), Memory(full({1}, 1.0))};
  const std::vector<Memory> out{in[0], in[1], Memory(Tensor(float64, space))};
  run(p, in, out);
  for (std::int64_t i = 0; i < 300; ++i) {
    const double s = as.data<double>()[i] + 2;
    REQUIRE(static_cast<const double*>(in[0].buffer.data())[i] == s);
    REQUIRE(static_cast<const double*>(in[1].buffer.data())[i] == 2 * s);
    REQUIRE(static_cast<const double*>(out[2].buffer.data())[i] == 2 * s + 1);
  }
}

TEST_CASE("lane program: two operands that are results in each other's place may not share memory") {
  LaneProgram p(lanes::LaneType::float64, {10});
  const auto a = p.input({float64, {10}}), b = p.input({float64, {10}});
  p.output(b, float64);
  p.output(a, float64);
  ConstantTiles constants;
  p.finish(constants);
  CHECK_FALSE((p.may_alias(0, 0) && p.may_alias(1, 1)));
}

TEST_CASE("lane program: an element's value does not depend on its place, nor on what lies behind the array") {
  for (DType dtype : {float32, float64}) {
    const std::int64_t n = 700;
    Memory x(full({n}, 0.3, dtype)), y(Tensor(dtype, {n}));
    std::memset(static_cast<std::byte*>(x.buffer.data()) + x.buffer.bytes(), 0xff, 64);  // NaN
    LaneProgram p(lanes::lane_type(dtype), {n});
    p.output(apply_op<Exp>(p, {apply_op<Tanh>(p, {p.input({dtype, {n}})})}), dtype);
    ConstantTiles constants;
    p.finish(constants);
    run(p, {x}, {y});
    const Tensor got = y.tensor();
    for (std::int64_t i = 1; i < n; ++i)
      REQUIRE(std::memcmp(static_cast<const std::byte*>(got.data()) + static_cast<std::size_t>(i) * size_of(dtype),
                          got.data(), size_of(dtype)) == 0);
  }
}

}  // namespace
}  // namespace xgrad
