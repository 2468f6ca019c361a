#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/checks_internal.hpp>
#include <xgrad/models/curve_fit.hpp>
#include <xgrad/models/curve_fit_internal.hpp>
#include <xgrad/ops/formula/functions_internal.hpp>
#include <xgrad/ops/formula/parse_formula.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/optim/parameters_internal.hpp>
#include <xgrad/optim/trust_region_internal.hpp>

namespace xgrad::models {

using detail::column_of;
using detail::CurveProblem;
using detail::CurveSolution;
using optim::Numbers;

namespace {

constexpr std::string_view what = "CurveFit";

/// "w", or "w[0, 1]" for each entry of an array.
void add_names(Var parameter, std::vector<std::string>& to) {
  const Shape& shape = parameter.shape();
  for (std::int64_t i = 0; i < shape.size(); ++i) {
    if (shape.rank() == 0) {
      to.push_back(parameter.name());
      continue;
    }
    std::vector<std::int64_t> place(shape.rank());
    std::int64_t rest = i;
    for (std::size_t axis = shape.rank(); axis-- > 0; rest /= shape[axis]) place[axis] = rest % shape[axis];
    to.push_back(fmt::format("{}[{}]", parameter.name(), fmt::join(place, ", ")));
  }
}

}  // namespace

struct CurveFit::Body {
  Graph graph;
  Var model;
  Vars inputs, parameters;
  bool counts_rows = false;  // the last input is there for the number of rows only
  std::vector<std::string> names;
  Options options;
  std::optional<Numbers> start;  // else the parameters' values
  std::optional<optim::ResidualProgram> program;
  std::optional<Program> values;
  std::optional<Result> result;

  void take_model(Var f);
  void check_options() const;
  Numbers bounds(bool upper) const;
  std::vector<Tensor> data_of(const Columns& columns) const;
  CurveProblem problem(const Columns& columns, const Tensor& y, const Tensor& sigma);
  void fit(CurveProblem problem);
};

/// Gives the model, which may be one number for each row or one for all, the rows' shape, and compiles it.
void CurveFit::Body::take_model(Var f) {
  if (f.dtype() != float64) throw DTypeError(what, "the model is not float64", optim::describe(f));
  if (f.rank() > 1)
    throw GraphError(what, "the model has more than one number for each row", optim::describe(f),
                     "give it the shape [n]: a sum over the other axes, or a reshape");
  model = f;
  if (f.rank() == 0 || inputs.empty()) {
    inputs.push_back(graph.input(graph.arena().free_name("rows"), float64, {dynamic}));
    model = broadcast_like(f, inputs.back());
    counts_rows = true;
  }
  for (Var p : parameters) add_names(p, names);
  check_options();
  program.emplace(inputs, model, parameters, optim::ResidualProgram::Options{.curvature = true});
  values.emplace(compile(inputs, model));
}

void CurveFit::Body::check_options() const {
  if (options.max_nfev < 1)
    throw DataError(what, "max_nfev is not positive", fmt::format("{}", options.max_nfev),
                    "it is how often the formula may be evaluated");
  for (const auto& [name, bounds] : options.bounds) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw DataError(what, fmt::format("bounds are given for '{}', which is no parameter", name), {},
                      fmt::format("the parameters are {}", fmt::join(names, ", ")));
    if (!(bounds.lower <= bounds.upper))
      throw DataError(what, fmt::format("the bounds of {} are the wrong way round", name),
                      fmt::format("{} and {}", bounds.lower, bounds.upper));
  }
}

Numbers CurveFit::Body::bounds(bool upper) const {
  Numbers made;
  if (options.bounds.empty()) return made;
  for (const std::string& name : names) {
    const auto at = options.bounds.find(name);
    const Bounds of = at == options.bounds.end() ? Bounds{} : at->second;
    made.push_back(upper ? of.upper : of.lower);
  }
  return made;
}

std::vector<Tensor> CurveFit::Body::data_of(const Columns& columns) const {
  std::vector<Tensor> data;
  const std::size_t count = inputs.size() - (counts_rows ? 1 : 0);
  for (std::size_t i = 0; i < count; ++i) {
    data.push_back(column_of(columns, inputs[i].name()));
    if (data.back().rank() != inputs[i].rank())
      throw DataError(what, fmt::format("column '{}' has not the shape that the model reads", inputs[i].name()),
                      fmt::format("{}, not {}", to_string(data.back().shape()), to_string(inputs[i].shape())));
    if (data.back().shape(0) != data.front().shape(0))
      throw DataError(what, "columns differ in length",
                      fmt::format("'{}' has {} rows, '{}' {}", inputs[0].name(), data.front().shape(0),
                                  inputs[i].name(), data.back().shape(0)));
  }
  return data;
}

CurveProblem CurveFit::Body::problem(const Columns& columns, const Tensor& y, const Tensor& sigma) {
  CurveProblem p;
  p.model = model;
  p.inputs = inputs;
  p.parameters = parameters;
  p.data = data_of(columns);
  const Tensor target = detail::finite_as(float64, what, "y", y);
  if (target.rank() != 1) throw DataError(what, "y has not one number for each row", to_string(target.shape()));
  if (counts_rows) p.data.push_back(zeros({target.size()}));
  if (p.data[0].shape(0) != target.size())
    throw DataError(what, "y and the columns differ in length",
                    fmt::format("{} and {} rows", target.size(), p.data[0].shape(0)));
  p.y = target.to_vector<double>();
  p.names = names;
  if (p.rows() < p.size())
    throw DataError(what, "there are fewer rows than parameters",
                    fmt::format("{} rows, {} parameters", p.rows(), p.size()));
  if (sigma.size() > 0) {
    const Tensor errors = detail::finite_as(float64, what, "sigma", sigma);
    if (errors.shape() != target.shape())
      throw DataError(what, "sigma has not one number for each row", to_string(errors.shape()));
    p.sigma = errors.to_vector<double>();
    for (std::size_t i = 0; i < p.sigma.size(); ++i)
      if (!(p.sigma[i] > 0.0))
        throw DataError(what, "sigma is not positive", fmt::format("{} in row {}", p.sigma[i], i));
  }
  p.lower = bounds(false);
  p.upper = bounds(true);
  p.max_nfev = options.max_nfev;
  return p;
}

void CurveFit::Body::fit(CurveProblem p) {
  const Tensor before = program->parameters().get();
  try {
    p.residuals = detail::weighted(program->at(p.data), p);
    const Numbers from = start ? *start : before.to_vector<double>();
    detail::check_start(p, from);
    CurveSolution s;
    bool is_linear = program->is_linear() && detail::is_line(p, from);
    if (is_linear) s = detail::solve_line(p);
    is_linear = is_linear && detail::is_line(p, s.x);
    if (!is_linear || !detail::is_within(p, s.x)) s = detail::solve_curve(p, from);

    Result r;
    r.names = names;
    r.parameters = detail::vector_of(s.x);
    Numbers residuals = s.residuals;
    for (std::size_t i = 0; i < residuals.size(); ++i) residuals[i] *= -p.sigma_of(i);
    r.residuals = detail::vector_of(residuals);
    r.rss = s.rss();
    r.dof = static_cast<std::int64_t>(p.rows() - p.size());
    r.residual_standard_error = r.dof > 0 ? optim::norm(s.residuals) / std::sqrt(static_cast<double>(r.dof))
                                          : std::numeric_limits<double>::infinity();
    r.is_linear = is_linear;
    r.r_squared = detail::r_squared(p, s, !r.is_linear || detail::has_intercept(p));
    r.iterations = s.iterations;
    r.evaluations = s.evaluations;
    r.status = s.status;
    r.why = s.why;
    detail::set_errors(r, s, options.absolute_sigma);
    program->parameters().set(r.parameters);
    result = std::move(r);
  } catch (...) {
    program->parameters().set(before);
    throw;
  }
}

CurveFit::CurveFit(std::string_view text, const Start& start, Options options) : body_(std::make_unique<Body>()) {
  Body& b = *body_;
  b.options = std::move(options);
  const std::vector<std::string> used = formula_names(text);
  FormulaNames known;
  b.start.emplace();
  for (const auto& [name, value] : start) {
    if (known.count(name) > 0) throw DataError(what, fmt::format("the start of {} is given twice", name));
    if (std::find(used.begin(), used.end(), name) == used.end())
      throw DataError(what, fmt::format("a start is given for '{}', which is not in the formula", name),
                      std::string(text), used.empty() ? "" : fmt::format("its names are {}", fmt::join(used, ", ")));
    if (!std::isfinite(value)) throw DataError(what, fmt::format("the start of {} is not finite", name));
    b.parameters.push_back(b.graph.variable(name, value));
    b.start->push_back(value);
    known.emplace(name, b.parameters.back());
  }
  if (start.empty())
    throw DataError(what, "no parameter is given", std::string(text),
                    "name those to be found, with a start: {{\"b1\", 1.0}}");
  for (const std::string& name : used)
    if (known.count(name) == 0) {
      b.inputs.push_back(b.graph.input(name, float64, {dynamic}));
      known.emplace(name, b.inputs.back());
    }
  b.take_model(parse_formula(b.graph, text, known));
}

CurveFit::CurveFit(Var model, const Vars& parameters, Options options) : body_(std::make_unique<Body>()) {
  if (!model) throw GraphError(what, "the model is empty", {}, "a Var comes from g.input, g.variable or an op");
  optim::check_parameters(what, parameters);
  Body& b = *body_;
  b.options = std::move(options);
  Arena &from = *model.arena(), &to = b.graph.arena();
  if (parameters[0].arena() != &from)
    throw GraphError(what, "the parameters are not of the model's graph", parameters[0].name());
  // A copy in a graph of its own, over the same variables: there an input of one number becomes a column.
  const std::vector<bool> needed = from.ancestors({&model, 1});
  std::vector<Var> made(model.id() + 1);
  for (std::uint32_t id = 0; id <= model.id(); ++id) {
    if (!needed[id]) continue;
    switch (from.kind(id)) {
      case Arena::Kind::input: {
        const Type& type = from.type(id);
        made[id] = to.input(*from.find_name(id), {type.dtype, type.shape.rank() == 0 ? Shape{dynamic} : type.shape});
        b.inputs.push_back(made[id]);
        break;
      }
      case Arena::Kind::constant: made[id] = to.constant(from.constant_value(id)); break;
      case Arena::Kind::variable: made[id] = to.variable(from.state(id)); break;
      case Arena::Kind::op: {
        Vars in;
        for (std::uint32_t operand : from.in(id)) in.push_back(made[operand]);
        made[id] = make_node(from.op_ptr(id), in);
      }
    }
  }
  for (Var p : parameters) {
    if (p.id() >= made.size() || !made[p.id()])
      throw GraphError(what, "the model does not depend on a parameter", p.name());
    b.parameters.push_back(made[p.id()]);
  }
  b.take_model(made[model.id()]);
}

CurveFit::CurveFit(CurveFit&&) noexcept = default;
CurveFit& CurveFit::operator=(CurveFit&&) noexcept = default;
CurveFit::~CurveFit() = default;

CurveFit& CurveFit::fit(const Columns& columns, const Tensor& y, const Tensor& sigma) {
  body_->fit(body_->problem(columns, y, sigma));
  return *this;
}

CurveFit& CurveFit::fit(const Columns& columns, std::string_view response, const Tensor& sigma) {
  return fit(columns, detail::evaluated(columns, response), sigma);
}

CurveFit& CurveFit::fit(const Table& table, std::string_view response, const Tensor& sigma) {
  return fit(columns_of(table), response, sigma);
}

const CurveFit::Result& CurveFit::result() const {
  if (!body_->result) throw DataError(what, "there has been no fit", {}, "call fit(columns, \"y\") first");
  return *body_->result;
}

Tensor CurveFit::predict(const Columns& columns) const {
  const Result& found = result();
  std::vector<Tensor> data = body_->data_of(columns);
  if (body_->counts_rows) data.push_back(data.empty() ? zeros({1}) : zeros({data[0].shape(0)}));
  const Tensor before = body_->program->parameters().get();
  body_->program->parameters().set(found.parameters);
  const Tensor made = (*body_->values)(data)[0];
  body_->program->parameters().set(before);
  return made;
}

Columns columns_of(const Table& table) {
  Columns made;
  for (const std::string& name : table.columns) made.emplace(name, table.column(name));
  return made;
}

}  // namespace xgrad::models
