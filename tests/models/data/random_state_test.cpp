#include <doctest/doctest.h>
#include <functional>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/random_state.hpp>

namespace xgrad {
namespace {

using Numbers = std::vector<double>;

Numbers numbers(const Tensor& x) { return x.astype(float64).to_vector<double>(); }

const std::vector<double> tenths = {0.1, 0.2, 0.3, 0.4};

}  // namespace

TEST_CASE("RandomState: every function draws NumPy's numbers") {
  struct Row {
    const char* name;
    std::function<Tensor(RandomState&)> draw;
    std::vector<Numbers> wanted;  // of seeds 0, 42 and 4294967295: numpy.random.RandomState of NumPy 1.24.2
  };
  const Row rows[] = {
      {"random_sample",
       [](RandomState& r) { return r.random_sample({4}); },
       {{0.5488135039273248, 0.7151893663724195, 0.6027633760716439, 0.5448831829968969},
        {0.3745401188473625, 0.9507143064099162, 0.7319939418114051, 0.5986584841970366},
        {0.0976320289940138, 0.9123828453026218, 0.78903530185164, 0.7800035981134678}}},
      {"uniform",
       [](RandomState& r) {
         return r.uniform(-2.5, 7.25, {2, 2});
       },
       {{2.8509316632914166, 4.47309632213109, 3.3769429166985274, 2.812611034219745},
        {1.1517661587617845, 6.769464487496682, 4.6369409326612, 3.3369202209211064},
        {-1.5480877173083654, 6.395732741700563, 5.193094193053489, 5.105035081606311}}},
      {"normal",
       [](RandomState& r) { return r.normal(-3.0, 0.5, {5}); },
       {{-2.117973827016168, -2.7999213958163884, -2.5106310079471306, -1.879553400399271, -2.0662210049250165},
        {-2.7516429234943836, -3.069132150585592, -2.6761557309496538, -2.238485071795987, -3.117076687361668},
        {-2.6757956628846737, -2.665338234683092, -3.5402718613737245, -2.8577494776006844, -2.9430561317391644}}},
      {"randn",
       [](RandomState& r) { return r.randn({3}); },
       {{1.764052345967664, 0.4001572083672233, 0.9787379841057392},
        {0.4967141530112327, -0.13826430117118466, 0.6476885381006925},
        {0.6484086742306527, 0.6693235306338161, -1.0805437227474493}}},
      {"randint below 2^32",
       [](RandomState& r) { return r.randint(-5, 1000003, 4); },
       {{985767, 305706, 435824, 117947}, {121953, 671150, 131927, 365833}, {944542, 147741, 125959, 830530}}},
      {"randint of 2^32",
       [](RandomState& r) { return r.randint(0, 4294967296, 3); },
       {{2357136044, 2546248239, 3071714933},
        {1608637542, 3421126067, 4083286876},
        {419326371, 479346978, 3918654476}}},
      {"randint above 2^32",
       [](RandomState& r) { return r.randint(0, 1099511627777, 3); },
       {{741280623151, 506137267392, 841157541223},
        {441507790259, 458615280711, 810017303572},
        {53956357191, 922432766458, 547627168379}}},
      {"randint of one", [](RandomState& r) { return r.randint(3, 4, 2); }, {{3, 3}, {3, 3}, {3, 3}}},
      {"permutation",
       [](RandomState& r) { return r.permutation(10); },
       {{2, 8, 4, 9, 1, 6, 7, 3, 0, 5}, {8, 1, 5, 0, 7, 2, 9, 4, 3, 6}, {6, 9, 5, 1, 8, 0, 7, 4, 2, 3}}},
      {"choice",
       [](RandomState& r) { return r.choice(10, 8); },
       {{5, 0, 3, 3, 7, 9, 3, 5}, {6, 3, 7, 4, 6, 9, 2, 6}, {3, 2, 7, 4, 0, 6, 9, 0}}},
      {"choice once",
       [](RandomState& r) { return r.choice(50, 6, false); },
       {{28, 11, 10, 41, 2, 27}, {13, 39, 30, 45, 17, 48}, {21, 38, 40, 19, 39, 28}}},
      {"choice by p",
       [](RandomState& r) { return r.choice(4, 8, true, tenths); },
       {{2, 3, 3, 2, 2, 3, 2, 3}, {2, 3, 3, 2, 1, 1, 0, 3}, {0, 3, 3, 3, 0, 3, 2, 1}}},
      {"choice once by p",
       [](RandomState& r) { return r.choice(4, 3, false, tenths); },
       {{2, 3, 1}, {2, 3, 1}, {0, 3, 2}}},
  };
  const std::int64_t seeds[] = {0, 42, 4294967295};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < 3; ++i) {
      CAPTURE(row.name);
      CAPTURE(seeds[i]);
      RandomState generator(seeds[i]);
      CHECK(numbers(row.draw(generator)) == row.wanted[i]);
    }
}

TEST_CASE("RandomState: one generator goes through all functions") {
  RandomState r(1);
  CHECK(r.uniform() == 0.417022004702574);
  CHECK(r.normal() == -0.8021728386486427);
  CHECK(r.randint(0, 100) == 16);
  CHECK(numbers(r.normal(0, 1, {3})) == Numbers{-0.4488778077207725, -1.601721003768678, -1.477829570840994});
  CHECK(numbers(r.permutation(5)) == Numbers{3, 0, 1, 2, 4});
  CHECK(r.standard_normal() == -0.4646863234217252);  // the second number of an earlier pair

  RandomState late(42);
  late.random_sample({10000});
  CHECK(numbers(late.random_sample({2})) == Numbers{0.3736408184666985, 0.3329120962314033});
  CHECK(numbers(RandomState(1).randint(INT64_MIN, INT64_MAX, 2)) ==
        numbers(tensor({std::int64_t{-1530673954295414549}, std::int64_t{4064269471072392264}})));
}

TEST_CASE("RandomState: arrays are shuffled by rows, elements are chosen") {
  RandomState r(5);
  Tensor x = arange(12).reshape({6, 2});
  const Tensor kept = x;
  r.shuffle(x);
  CHECK(numbers(x) == Numbers{10, 11, 4, 5, 8, 9, 2, 3, 0, 1, 6, 7});
  CHECK(numbers(kept)[0] == 0);  // a copy of the tensor stays what it was
  CHECK(numbers(r.permutation(tensor({1.5, 2.5, 3.5}))) == Numbers{1.5, 2.5, 3.5});
  CHECK(numbers(r.choice(tensor({2.5, -1.0, 7.0}), 4)) == Numbers{2.5, 7.0, 2.5, 2.5});
}

TEST_CASE("RandomState: seeds") {
  const std::vector<std::uint32_t> few = {1, 2, 3};
  CHECK(numbers(RandomState(few).random_sample({3})) ==
        Numbers{0.6098612722867289, 0.8866970434146851, 0.47633673750662764});
  std::vector<std::uint32_t> many;
  for (std::uint32_t i = 0; i < 700; ++i) many.push_back(i);
  CHECK(numbers(RandomState(many).random_sample({3})) ==
        Numbers{0.867898393018711, 0.9148838731573538, 0.42691324373540374});
  CHECK(RandomState().random_sample() != RandomState().random_sample());
}

TEST_CASE("RandomState: a state is kept and restored") {
  RandomState r(3);
  r.normal();
  const RandomState::State state = r.get_state();
  CHECK(state.has_gauss);
  RandomState copy = r, other(99);
  other.set_state(state);
  const Numbers next = numbers(r.normal(0, 1, {700}));
  CHECK(numbers(copy.normal(0, 1, {700})) == next);
  CHECK(numbers(other.normal(0, 1, {700})) == next);
  CHECK(other.get_state() == r.get_state());
}

TEST_CASE("RandomState: empty and single arrays draw nothing") {
  RandomState r(0);
  const RandomState::State before = r.get_state();
  CHECK(r.permutation(0).shape() == Shape{0});
  CHECK(r.permutation(1).item() == 0);
  CHECK(r.choice(10, 0).size() == 0);
  CHECK(r.randint(7, 8, 3).to_vector<std::int64_t>() == std::vector<std::int64_t>{7, 7, 7});
  CHECK(r.uniform(0, 1, {3, 0}).shape() == Shape{3, 0});
  CHECK(r.get_state() == before);
}

TEST_CASE("RandomState: wrong arguments are refused before anything is drawn") {
  RandomState r(0);
  const RandomState::State before = r.get_state();
  const std::vector<double> short_sum = {0.5, 0.4}, negative = {1.5, -0.5}, not_a_number = {0.0 / 0.0, 1.0},
                            one = {1.0, 0.0};
  const std::vector<std::uint32_t> no_seeds;
  Tensor scalar(1.0);
  struct {
    std::function<void()> call;
    const char* message;
  } rows[] = {
      {[&] { RandomState(-1); }, "RandomState: a seed is a whole number from 0 to 4294967295: seed = -1"},
      {[&] { RandomState(4294967296); },
       "RandomState: a seed is a whole number from 0 to 4294967295: seed = 4294967296"},
      {[&] { RandomState{std::span(no_seeds)}; }, "RandomState: an array of seeds must not be empty"},
      {[&] { r.uniform(-1e308, 1e308); }, "uniform: high - low is not finite: low = -1e+308, high = 1e+308"},
      {[&] { r.normal(0, -1, {2}); },
       "normal: scale is negative: scale = -1\n  give a standard deviation of 0 or more"},
      {[&] { r.randint(3, 3); }, "randint: low is not below high: low = 3, high = 3\n  high itself is never drawn"},
      {[&] { r.randint(0, 3, -2); }, "randint: n is negative: n = -2"},
      {[&] { r.permutation(-1); }, "permutation: n is negative: n = -1"},
      {[&] { r.choice(3, 4, false); },
       "choice: size is larger than the population: size = 4 of 3\n  replace = true lets elements come again"},
      {[&] { r.choice(3, -1); }, "choice: size is negative: size = -1"},
      {[&] { r.choice(0, 1); }, "choice: there is nothing to choose from: n = 0, size = 1"},
      {[&] { r.choice(3, 1, true, one); },
       "choice: p needs one probability for each element: 3 elements, 2 probabilities"},
      {[&] { r.choice(2, 1, true, short_sum); }, "choice: the probabilities p do not sum to 1: their sum is 0.9"},
      {[&] { r.choice(2, 1, true, negative); }, "choice: a probability is negative or NaN: p = -0.5"},
      {[&] { r.choice(2, 1, true, not_a_number); }, "choice: a probability is negative or NaN: p = "},
      {[&] { r.choice(2, 2, false, one); }, "choice: fewer nonzero probabilities p than size: 1 of them, size = 2"},
      {[&] { r.set_state({.key = {}, .position = 625}); }, "set_state: position must be 0 to 624: position = 625"},
  };
  for (auto& row : rows) CHECK_THROWS_WITH_AS(row.call(), doctest::Contains(row.message), DataError);
  CHECK_THROWS_WITH_AS(r.permutation(scalar), "permutation: a scalar has no rows to put in order", ShapeError);
  CHECK_THROWS_AS(r.shuffle(scalar), ShapeError);
  CHECK_THROWS_WITH_AS(r.choice(zeros({2, 2}), 1), "choice: a must have one dimension: a float64 [2, 2]", ShapeError);
  CHECK_THROWS_AS(r.uniform(0, 1, {dynamic}), ShapeError);
  CHECK(r.get_state() == before);
}

}  // namespace xgrad
