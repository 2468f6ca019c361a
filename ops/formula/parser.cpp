#include <fmt/format.h>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/formula/parser_internal.hpp>
#include <xgrad/ops/power.hpp>

namespace xgrad::formula {
namespace {

struct Operator {
  std::string_view sign, function;
  int precedence;
};
constexpr Operator operators[] = {
    {"<", "less", comparing},    {"<=", "less_equal", comparing},
    {">", "greater", comparing}, {">=", "greater_equal", comparing},
    {"==", "equal", comparing},  {"!=", "not_equal", comparing},
    {"+", "add", adding},        {"-", "sub", adding},
    {"*", "mul", multiplying},   {"/", "div", multiplying},
    {"^", "pow", raising},       {"**", "pow", raising},
};

const Operator* find_operator(const Token& token) {
  for (const Operator& row : operators)
    if (token.is(row.sign)) return &row;
  return nullptr;
}

bool opens(const Token& token) { return token.is("(") || token.is("["); }
bool closes(const Token& token) { return token.is(")") || token.is("]"); }
std::string_view closing(std::string_view open) { return open == "(" ? ")" : "]"; }

std::string shown(const Token& token) {
  return token.kind == Token::Kind::end ? "the end" : fmt::format("'{}'", token.text);
}

/// The value of a node that is a number.
std::optional<double> as_number(Arena& arena, Var x) {
  if (arena.kind(x.id()) != Arena::Kind::constant || x.rank() != 0 || !is_float(x.dtype())) return std::nullopt;
  return arena.constant_value(x.id()).item();
}

}  // namespace

Parser::Parser(Arena& arena, std::string_view formula, const FormulaNames* names, SourceLine line)
    : arena_(arena), formula_(formula), names_(names), line_(line), tokens_(tokens(formula)) {
  dtype_ = dtype_of_names();
}

Var Parser::run() {
  while (true) {
    const bool is_part = token().kind == Token::Kind::name && after().is("=");
    const Token name = token();
    if (is_part) {
      if (parts_.count(name.text) > 0) fail(name.position, fmt::format("{} is defined twice", name.text));
      at_ += 2;
    }
    const Var value = statement();
    const bool is_last = token().kind == Token::Kind::end;
    if (!is_part && !is_last) fail(token().position, "only parts with a name come before ';'", "t = x^2; t + 1");
    if (!is_part) return value;
    if (is_last)
      fail(token().position, "the formula ends with a definition", "after it say what it is for: t = x^2; t + 1");
    parts_.emplace(name.text, value);
    ++at_;
  }
}

Var Parser::statement() {
  do operand();
  while (operation());
  reduce(0, false);
  if (!waiting_.empty()) {
    const Waiting& open = waiting_.back();
    fail(open.position, "this bracket is not closed", fmt::format("a '{}' is missing", closing(open.text)));
  }
  const Var made = values_.back().var;
  values_.pop_back();
  return made;
}

void Parser::operand() {
  while (true) {
    const Token& t = token();
    if (t.kind == Token::Kind::number) {
      values_.push_back({arena_.number(t.value, dtype_), t.position});
      ++at_;
      return;
    }
    if (t.kind == Token::Kind::name) {
      if (!opens(after())) return name();
      call();
    } else if (opens(t)) {
      waiting_.push_back({Waiting::Kind::bracket, t.text, t.position});
      ++at_;
    } else if (t.is("-")) {
      waiting_.push_back({Waiting::Kind::minus, t.text, t.position, signing});
      ++at_;
    } else if (t.is("+")) {
      ++at_;
    } else {
      fail(t.position, fmt::format("a value is missing before {}", shown(t)),
           tokens_.size() == 1 ? "the formula is empty" : "a number, a name, a function or a bracket stands here");
    }
  }
}

void Parser::name() {
  values_.push_back({find(token().text, token().position), token().position});
  ++at_;
}

void Parser::call() {
  const Token& t = token();
  const Function* function = find_function(t.text);
  if (!function) unknown_function(t.text, t.position);
  if (closes(tokens_[at_ + 2]))
    fail(tokens_[at_ + 2].position,
         fmt::format("{} takes {} operand{}, none is given", t.text, function->arity, function->arity == 1 ? "" : "s"));
  waiting_.push_back({Waiting::Kind::call, after().text, t.position, 0, function});
  at_ += 2;
}

bool Parser::operation() {
  while (closes(token())) close();
  const Token& t = token();
  if (const Operator* row = find_operator(t)) {
    binary(row->precedence);
    return true;
  }
  if (t.is(",")) {
    comma();
    return true;
  }
  if (t.kind == Token::Kind::end || t.is(";")) return false;
  if (t.is("=")) fail(t.position, "'=' gives a part its name, at the start: t = x^2; t + 1", "== compares");
  const std::size_t start = values_.back().position;
  const std::string left(formula_.substr(start, tokens_[at_ - 1].position - start + tokens_[at_ - 1].text.size()));
  fail(t.position, fmt::format("an operator is missing before {}", shown(t)),
       left.size() < 20 ? fmt::format("did you mean {}*{}?", left, t.text) : "products are written with *");
}

void Parser::binary(int precedence) {
  const Token& t = token();
  const bool from_the_right = precedence == raising;
  reduce(precedence, from_the_right);
  if (precedence == comparing && !waiting_.empty() && waiting_.back().precedence == comparing)
    fail(t.position, "comparisons do not chain", "write logical_and(a < b, b < c)");
  waiting_.push_back({Waiting::Kind::binary, t.text, t.position, precedence});
  ++at_;
}

void Parser::close() {
  const Token& t = token();
  reduce(0, false);
  if (waiting_.empty()) fail(t.position, "no bracket is open here");
  const Waiting open = waiting_.back();
  if (!t.is(closing(open.text))) fail(t.position, fmt::format("'{}' is closed by '{}'", open.text, t.text));
  waiting_.pop_back();
  if (open.kind == Waiting::Kind::call)
    apply_call(open);
  else
    values_.back().position = open.position;
  ++at_;
}

void Parser::comma() {
  const Token& t = token();
  reduce(0, false);
  if (waiting_.empty() || waiting_.back().kind != Waiting::Kind::call)
    fail(t.position, "a comma stands between a function's operands only", "a decimal number is written with a point");
  Waiting& call = waiting_.back();
  if (++call.arguments >= call.function->arity)
    fail(t.position, fmt::format("{} takes {} operand{}, more are given", call.function->name, call.function->arity,
                                 call.function->arity == 1 ? "" : "s"));
  ++at_;
}

void Parser::reduce(int precedence, bool from_the_right) {
  while (!waiting_.empty()) {
    const Waiting top = waiting_.back();
    const bool is_bracket = top.precedence == 0;
    // Comparisons have no side: two of them in a row are an error.
    const bool waits =
        top.precedence < precedence || (top.precedence == precedence && (from_the_right || precedence == comparing));
    if (is_bracket || waits) return;
    waiting_.pop_back();
    apply(top);
  }
}

void Parser::apply(const Waiting& operation) {
  if (operation.kind == Waiting::Kind::minus) {
    Value& x = values_.back();
    const auto number = as_number(arena_, x.var);
    x.position = operation.position;
    x.var = number ? arena_.number(-*number, dtype_) : build(operation.position, find_function("neg")->op, {&x.var, 1});
    return;
  }
  const Value right = values_.back();
  values_.pop_back();
  Value& left = values_.back();
  for (const Operator& row : operators)
    if (row.sign == operation.text) {
      if (row.precedence == raising) return apply_power(left, right, operation.position);
      const Var in[] = {left.var, right.var};
      left.var = build(operation.position, find_function(row.function)->op, in);
      return;
    }
}

void Parser::apply_power(Value& left, const Value& right, std::size_t position) {
  const auto exponent = as_number(arena_, right.var);
  const Var in[] = {left.var, right.var};
  left.var = exponent && *exponent == 2.0 ? build(position, find_function("square")->op, {in, 1})
                                          : build(position, find_function("pow")->op, in);
}

void Parser::apply_call(const Waiting& call) {
  const Function& f = *call.function;
  const std::size_t given = call.arguments + 1;
  const auto left_out = default_operand(f.name);
  if (given + 1 == f.arity && left_out)
    values_.push_back({arena_.number(*left_out, dtype_), call.position});
  else if (given < f.arity)
    fail(token().position, fmt::format("{} takes {} operands, {} is given", f.name, f.arity, given));
  std::vector<Var> in;
  for (std::size_t i = values_.size() - f.arity; i < values_.size(); ++i) in.push_back(values_[i].var);
  values_.resize(values_.size() - f.arity);
  values_.push_back({build(call.position, f.op, in), call.position});
}

Var Parser::build(std::size_t position, const OpPtr& op, std::span<const Var> in) {
  auto placed = [&](const Error& e) { return fmt::format("{}\n  {}", e.what(), pointed(formula_, position)); };
  try {
    return make_node(op, in);
  } catch (const DTypeError& e) { throw DTypeError(placed(e)); } catch (const ShapeError& e) {
    throw ShapeError(placed(e));
  } catch (const GraphError& e) { throw GraphError(placed(e)); }
}

bool Parser::is_known(std::string_view name) const {
  if (parts_.count(name) > 0) return true;
  return names_ ? names_->count(name) > 0 : bool(arena_.find_named(name));
}

Var Parser::find(std::string_view name, std::size_t position) {
  if (const auto part = parts_.find(name); part != parts_.end()) return part->second;
  if (names_) {
    if (const auto at = names_->find(name); at != names_->end()) return at->second;
  } else if (const Var named = arena_.find_named(name)) {
    return named;
  }
  if (const auto constant = find_constant(name)) return arena_.number(*constant, dtype_);
  if (names_) unknown_name(name, position);
  const Var made = arena_.input(name, {dtype_, {}});
  arena_.set_line(made.id(), line_);
  return made;
}

void Parser::unknown_name(std::string_view name, std::size_t position) const {
  std::vector<std::string> known;
  for (const auto& [part, var] : parts_) known.push_back(part);
  for (const auto& [given, var] : *names_) known.push_back(given);
  const std::string meant = nearest(name, known);
  fail(position, fmt::format("there is no name '{}'", name),
       find_function(name) ? fmt::format("a function has its operand in brackets: {}(...)", name)
       : !meant.empty()    ? fmt::format("did you mean {}?", meant)
       : known.empty()     ? std::string("this formula has no names")
                           : fmt::format("the names are {}", fmt::join(known, ", ")));
}

void Parser::unknown_function(std::string_view name, std::size_t position) const {
  const std::string meant = nearest(name, function_names());
  fail(position, fmt::format("there is no function '{}'", name),
       is_known(name) || find_constant(name) ? fmt::format("did you mean {}*(...)?", name)
       : !meant.empty()                      ? fmt::format("did you mean {}?", meant)
                                             : "the functions are the library's elementwise ops: exp, log, sqrt, ...");
}

DType Parser::dtype_of_names() const {
  for (const Token& t : tokens_) {
    if (t.kind != Token::Kind::name) continue;
    Var var;
    if (!names_)
      var = arena_.find_named(t.text);
    else if (const auto at = names_->find(t.text); at != names_->end())
      var = at->second;
    if (var && is_float(var.dtype())) return var.dtype();
  }
  return float64;
}

}  // namespace xgrad::formula
