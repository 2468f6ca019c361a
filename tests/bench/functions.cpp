#include "functions.hpp"
#include <memory>
#include <numeric>
#include <string>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "works.hpp"

// One op over 4096 elements in cache: xgrad's compiled program, with all that a call costs, beside bare loops over
// SLEEF's and xsimd's functions. `copy` is what an op costs that computes nothing to speak of.
namespace xgrad::bench {
namespace {

constexpr std::int64_t count = 4096;

struct Function {
  const char* name;
  BinaryFunction of;
  double low, high;
};
const Function all_functions[] = {
    {"copy", [](Var x, Var) { return x + 0.5; }, -4, 4},       {"exp", [](Var x, Var) { return exp(x); }, -4, 4},
    {"log", [](Var x, Var) { return log(x); }, 0.1, 10},       {"tanh", [](Var x, Var) { return tanh(x); }, -4, 4},
    {"sigmoid", [](Var x, Var) { return sigmoid(x); }, -4, 4}, {"erf", [](Var x, Var) { return erf(x); }, -4, 4},
    {"sin", [](Var x, Var) { return sin(x); }, -4, 4},         {"cos", [](Var x, Var) { return cos(x); }, -4, 4},
    {"pow", [](Var x, Var y) { return pow(x, y); }, 0.1, 10},
};

template <class T> Tensor evenly(double low, double high, std::uint32_t seed) {
  Tensor t(dtype_of<T>(), {count});
  Numbers numbers(seed);
  auto* to = t.mutable_data<T>();
  for (std::int64_t i = 0; i < count; ++i)
    to[i] = static_cast<T>(low + (high - low) * (static_cast<double>(numbers.next()) + 1) / 2);
  return t;
}
template <class T> double mean_size(const T* y) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += std::fabs(static_cast<double>(y[i]));
  return sum / static_cast<double>(count);
}

template <class T> Prepared prepare_xgrad(const Function& f) {
  const DType type = dtype_of<T>();
  Graph g;
  const Var a = g.input("a", type, {count}), b = g.input("b", type, {count});
  const bool is_pow = f.name == std::string("pow");
  const auto program = std::make_shared<Program>(compile(is_pow ? Vars{a, b} : Vars{a}, {f.of(a, b)}));
  std::vector<Tensor> at = {evenly<T>(f.low, f.high, 1)};
  if (is_pow) at.push_back(evenly<T>(-3, 3, 2));
  return {[=] { (*program)(at); },
          [=] {
            const Outputs out = (*program)(at);
            return mean_size(out[0].template data<T>());
          }};
}
template <class T> Prepared prepare_loop(const Function& f, ArrayFunction<T> loop) {
  const Tensor a = evenly<T>(f.low, f.high, 1), b = evenly<T>(-3, 3, 2);
  const auto y = std::make_shared<Tensor>(dtype_of<T>(), Shape{count});
  const auto unit = [=, to = y->template mutable_data<T>()] { loop(a.data<T>(), b.data<T>(), to, count); };
  return {unit, [=] {
            unit();
            return mean_size(y->template data<T>());
          }};
}

template <class T> void add(std::vector<Case>& cases, const Function& f) {
  const std::string work = std::string("functions-") + f.name + (sizeof(T) == 4 ? "-float32" : "-float64");
  const auto add_case = [&](const char* contestant, std::function<Prepared()> prepare) {
    Case one{work, 1, contestant, std::move(prepare)};
    one.units = count;
    cases.push_back(std::move(one));
  };
  add_case("xgrad", [&f] { return prepare_xgrad<T>(f); });
  for (const auto& [library, loop] :
       {std::pair{"SLEEF", sleef_function<T>(f.name)}, {"xsimd", xsimd_function<T>(f.name)}})
    if (loop) add_case(library, [&f, loop = loop] { return prepare_loop<T>(f, loop); });
}

}  // namespace

std::vector<Case> function_cases() {
  std::vector<Case> cases;
  for (const Function& f : all_functions) add<float>(cases, f), add<double>(cases, f);
  return cases;
}

}  // namespace xgrad::bench
