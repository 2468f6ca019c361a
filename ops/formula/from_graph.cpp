#include <fmt/format.h>
#include <algorithm>
#include <functional>
#include <optional>
#include <typeindex>
#include <unordered_map>
#include <vector>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/formula/from_graph_internal.hpp>
#include <xgrad/ops/formula/functions_internal.hpp>
#include <xgrad/ops/power.hpp>

namespace xgrad::formula {
namespace {

constexpr std::size_t most_nodes = 20000;

using Operands = std::vector<Id>;
using Rule = std::function<Id(Expressions&, const Operands&)>;
template <class D> std::type_index type_of() { return typeid(ElementwiseNode<D>); }

/// The ops that algebra knows; every other elementwise op is a function of that name.
const std::unordered_map<std::type_index, Rule>& rules() {
  static const std::unordered_map<std::type_index, Rule> all = {
      {type_of<Add>(), [](Expressions& e, const Operands& in) { return e.add(in); }},
      {type_of<Sub>(),
       [](Expressions& e, const Operands& in) {
         return e.add({in[0], e.negative(in[1])});
       }},
      {type_of<Mul>(), [](Expressions& e, const Operands& in) { return e.multiply(in); }},
      {type_of<MulStrongZero>(), [](Expressions& e, const Operands& in) { return e.multiply(in); }},
      {type_of<Div>(),
       [](Expressions& e, const Operands& in) {
         return e.multiply({in[0], e.power(in[1], e.number(Number(-1)))});
       }},
      {type_of<Neg>(), [](Expressions& e, const Operands& in) { return e.negative(in[0]); }},
      {type_of<Square>(), [](Expressions& e, const Operands& in) { return e.power(in[0], e.number(Number(2))); }},
      {type_of<Sqrt>(), [](Expressions& e, const Operands& in) { return e.power(in[0], e.number(Number::from(0.5))); }},
      {type_of<Reciprocal>(), [](Expressions& e, const Operands& in) { return e.power(in[0], e.number(Number(-1))); }},
      {type_of<Rsqrt>(),
       [](Expressions& e, const Operands& in) { return e.power(in[0], e.number(Number::from(-0.5))); }},
      {type_of<Pow>(), [](Expressions& e, const Operands& in) { return e.power(in[0], in[1]); }},
  };
  return all;
}

std::int64_t static_size(const Shape& shape) { return shape.is_static() ? shape.size() : -1; }

class Reader {
 public:
  Reader(Arena& arena, Expressions& made) : arena_(arena), made_(made) {}

  Id run(Var v) {
    const std::vector<bool> needed = arena_.ancestors({&v, 1});
    if (static_cast<std::size_t>(std::count(needed.begin(), needed.end(), true)) > most_nodes)
      throw GraphError("to_formula", fmt::format("the graph has more than {} nodes", most_nodes), v.name(),
                       "listing(v) prints it");
    made_.symbol("pi");  // the order of symbols is that of their making
    of_.resize(v.id() + 1);
    for (std::uint32_t id = 0; id <= v.id(); ++id)
      if (needed[id] && arena_.is_leaf(id) && arena_.kind(id) != Arena::Kind::constant)
        of_[id] = made_.symbol(*arena_.find_name(id));
    has_pi_ = bool(arena_.find_named("pi"));
    for (std::uint32_t id = 0; id <= v.id(); ++id)
      if (needed[id] && (!arena_.is_leaf(id) || arena_.kind(id) == Arena::Kind::constant)) of_[id] = read(id);
    return of_[v.id()];
  }

 private:
  Id read(std::uint32_t id) {
    if (arena_.kind(id) == Arena::Kind::constant) return constant(id);
    const Op& op = arena_.op(id);
    Operands in;
    for (std::uint32_t operand : arena_.in(id)) in.push_back(of_[operand]);
    if (const auto rule = rules().find(typeid(op)); rule != rules().end()) return rule->second(made_, in);
    if (op.lane_code()) return made_.call(arena_.op_ptr(id), in);
    return of_shape(id, op, in);
  }

  /// Ops that change the shape only, if at all.
  Id of_shape(std::uint32_t id, const Op& op, const Operands& in) {
    const std::string_view name = op.name();
    const Shape& shape = arena_.type(id).shape;
    if (name == "zeros_like") return made_.number(Number(0));
    if (name == "ones_like") return made_.number(Number(1));
    const Shape& from = arena_.type(arena_.in(id)[0]).shape;
    const bool adds_nothing = (op.undoes_broadcast() && from == shape) || (name == "sum" && static_size(from) == 1);
    const bool repeats = op.is_broadcast() || op.is_reshape() || name == "broadcast_like" || name == "reshape_like" ||
                         name == "stop_gradient";
    if (adds_nothing || repeats) return in[0];
    if (name == "count" && static_size(from) >= 0 && shape.rank() == 0) return made_.number(Number(static_size(from)));
    throw GraphError("to_formula", fmt::format("{} is no elementwise op", name), arena_.display_name(id),
                     "a formula shows what is computed element by element; listing(v) prints the whole");
  }

  Id constant(std::uint32_t id) {
    const Tensor& value = arena_.constant_value(id);
    const std::vector<double> all = value.astype(float64).to_vector<double>();
    if (all.empty() || std::any_of(all.begin(), all.end(), [&](double x) { return x != all[0]; }))
      if (value.size() != 1)
        throw GraphError("to_formula", "a constant holds different numbers", arena_.display_name(id),
                         "give it as an input, which has a name");
    if (const auto known = known_number(all[0])) return *known;
    return made_.number(value.dtype() == float32 ? Number::from(static_cast<float>(all[0])) : Number::from(all[0]));
  }

  /// Numbers that slopes bring along, as what they are: log(2), 2/sqrt(pi).
  std::optional<Id> known_number(double value) {
    const Id half = made_.number(Number::from(0.5)), less_half = made_.number(Number::from(-0.5)),
             pi = made_.symbol("pi");
    auto number = [&](std::int64_t whole) { return made_.number(Number(whole)); };
    auto log = [&](std::int64_t of) { return made_.call(find_function("log")->op, {number(of)}); };
    if (value == 0.6931471805599453) return log(2);
    if (value == 1.4426950408889634) return made_.power(log(2), number(-1));
    if (value == 2.302585092994046) return log(10);
    if (value == 0.4342944819032518) return made_.power(log(10), number(-1));
    if (value == 1.4142135623730951) return made_.power(number(2), half);
    if (has_pi_) return std::nullopt;
    if (value == 3.141592653589793) return pi;
    if (value == 1.1283791670955126) return made_.multiply({number(2), made_.power(pi, less_half)});
    if (value == 0.3989422804014327) return made_.power(made_.multiply({number(2), pi}), less_half);
    return std::nullopt;
  }

  Arena& arena_;
  Expressions& made_;
  std::vector<Id> of_;
  bool has_pi_ = false;
};

}  // namespace

Id from_graph(Var v, Expressions& made) {
  if (!v) throw GraphError("to_formula", "the Var is empty", {}, "a Var comes from g.input, g.variable or an op");
  return Reader(*v.arena(), made).run(v);
}

}  // namespace xgrad::formula
