#include <fmt/format.h>
#include <algorithm>
#include <xgrad/ops/formula/parse_formula.hpp>
#include <xgrad/ops/formula/parser_internal.hpp>

namespace xgrad {
namespace {

Var parsed(Arena& arena, std::string_view text, const FormulaNames* names, SourceLine line) {
  Undo undo(arena);
  const Var made = formula::Parser(arena, text, names, line).run();
  undo.keep();
  return made;
}

}  // namespace

Var parse_formula(Build g, std::string_view text) { return parsed(g->arena(), text, nullptr, g.line); }

Var parse_formula(Graph& g, std::string_view text, const FormulaNames& names) {
  for (const auto& [name, var] : names)
    if (!var || var.arena() != &g.arena())
      throw GraphError("formula", fmt::format("the name '{}' stands for no node of this graph", name),
                       var ? var.name() : std::string(), "a graph's Vars come from its own inputs, variables and ops");
  return parsed(g.arena(), text, &names, {});
}

std::vector<std::string> formula_names(std::string_view text) {
  const std::vector<formula::Token> words = formula::tokens(text);
  std::vector<std::string> names, parts;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].kind != formula::Token::Kind::name) continue;
    const formula::Token& next = words[i + 1];  // the last one is the end
    if (next.is("(") || next.is("[") || formula::find_constant(words[i].text)) continue;
    std::vector<std::string>& list = next.is("=") ? parts : names;
    list.emplace_back(words[i].text);
  }
  std::vector<std::string> made;
  for (const std::string& name : names)
    if (std::count(parts.begin(), parts.end(), name) == 0 && std::count(made.begin(), made.end(), name) == 0)
      made.push_back(name);
  return made;
}

}  // namespace xgrad
