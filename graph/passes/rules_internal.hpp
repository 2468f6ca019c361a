#pragma once
#include <cstdint>
#include <vector>
#include <xgrad/graph/graph.hpp>

namespace xgrad {

/// How far a rewrite may move a value: not at all (NaN being NaN), or so many units in the last place.
struct Keeps {
  int ulp = 0;
};
inline constexpr Keeps bits{0};
constexpr Keeps ulp(int n) { return {n}; }

/// A rewrite: wherever `written` stands, `becomes` may stand. Both are small graphs over the same inputs, which match
/// anything; a number matches a scalar constant of that value only.
struct Rule {
  Var written, becomes;
  Keeps keeps;
};
using Rules = std::vector<Rule>;

/// The table, over x and y (arrays of one float type) and m (a matrix). Written with the ordinary builders, so it
/// stands in ops/simplify_rules.cpp.
Rules simplify_rules(Var x, Var y, Var m);

/// The table with the graph that it is written in.
struct RuleTable {
  Graph graph;
  Rules rules;
};
const RuleTable& simplify_table();

}  // namespace xgrad
