/// Fits a formula to data by least squares: parameters with standard errors, the curve; --data, --formula: your own.
#include <fmt/format.h>
#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using models::CurveFit;
using plot::text;

namespace {

struct Settings {
  std::string formula, start, bounds, response;
  plot::OwnData data;
};

/// What is fitted to what.
struct Problem {
  models::Columns columns;
  std::vector<std::string> predictors;
  std::string target, formula, start, about;
};

/// Rat43 of NIST's Statistical Reference Datasets (public domain): the dry weight of onions over the time they grew,
/// from D. Ratkowsky, Nonlinear Regression Modeling, 1983; with the far ones of NIST's two starts.
Problem onions() {
  const Tensor x = arange(15).astype(float64), y = tensor({16.08, 33.83, 65.80, 97.20, 191.55, 326.20, 386.87, 520.53,
                                                           590.03, 651.92, 724.93, 699.56, 689.96, 637.56, 717.41});
  std::vector<double> weeks = plot::numbers(x);
  for (double& week : weeks) week += 1;
  return {{{"x", Tensor::from(weeks, {15})}, {"y", y}},
          {"x"},
          "y",
          "b1/(1 + exp(b2 - b3*x))^(1/b4)",
          "b1=100,b2=10,b3=1,b4=1",
          text("onions, weight y over time x (NIST's Rat43)", "洋葱，重量 y 随时间 x 的变化（NIST 的 Rat43）")};
}

/// The user's table; without a formula a plane through all its columns.
Problem own(const plot::OwnData& data) {
  const CsvDataset read = data.numbers();
  Problem p;
  p.about = data.file;
  p.target = read.target_name;
  p.columns.emplace(p.target, read.target);
  p.formula = "b0";
  const auto rows = read.data.shape(0), features = read.data.shape(1);
  for (std::int64_t j = 0; j < features; ++j) {
    std::vector<double> column;
    for (std::int64_t i = 0; i < rows; ++i) column.push_back(read.data.at<double>({i, j}));
    p.predictors.push_back(read.feature_names[static_cast<std::size_t>(j)]);
    p.columns.emplace(p.predictors.back(), Tensor::from(column, {rows}));
    p.formula += fmt::format(" + b{}*`{}`", j + 1, p.predictors.back());
  }
  return p;
}

/// "b1=1,b2=0.5" or, with two numbers each, "b1=0:10": the names with the texts behind the sign.
std::vector<std::pair<std::string, std::string>> assignments(const std::string& option, const std::string& list) {
  std::vector<std::pair<std::string, std::string>> made;
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ',');) {
    word.erase(0, word.find_first_not_of(' '));
    const std::size_t sign = word.find('=');
    if (sign == 0 || sign == std::string::npos)
      throw DataError(option, "it is not understood", word, "write it as b1=1,b2=0.5");
    made.emplace_back(word.substr(0, word.find_last_not_of(' ', sign - 1) + 1), word.substr(sign + 1));
  }
  return made;
}

double number(const std::string& option, const std::string& word) {
  std::size_t end = 0;
  double value = 0;
  try {
    value = std::stod(word, &end);
  } catch (const std::exception&) { end = 0; }
  if (end == 0 || word.find_first_not_of(' ', end) != std::string::npos)
    throw DataError(option, "it is not understood", word, "write it as b1=1,b2=0.5");
  return value;
}

/// Where the parameters start: what --start says; 1 for the other names of the formula that are no columns.
CurveFit::Start starts(const Problem& p, const std::string& given) {
  CurveFit::Start made;
  for (const auto& [name, word] : assignments("--start", given)) made.emplace_back(name, number("--start", word));
  for (const std::string& name : formula_names(p.formula)) {
    const bool is_given = std::any_of(made.begin(), made.end(), [&](const auto& one) { return one.first == name; });
    if (!is_given && p.columns.count(name) == 0) made.emplace_back(name, 1.0);
  }
  return made;
}

CurveFit::Options options(const std::string& bounds) {
  CurveFit::Options made;
  for (const auto& [name, word] : assignments("--bounds", bounds)) {
    const std::size_t colon = word.find(':');
    if (colon == std::string::npos)
      throw DataError("--bounds", "it is not understood", word, "write it as b1=0:10,b2=0:inf");
    made.bounds[name] = {number("--bounds", word.substr(0, colon)), number("--bounds", word.substr(colon + 1))};
  }
  return made;
}

void print(const CurveFit::Result& r) {
  if (plot::language() == plot::Language::en) {
    std::cout << r;
    return;
  }
  fmt::print("参数        值                    标准误\n");
  for (std::size_t k = 0; k < r.names.size(); ++k)
    fmt::print("{:<10}  {:<20.11g}  {:.11g}\n", r.names[k], r.parameter(r.names[k]), r.standard_error(r.names[k]));
  fmt::print("R2 {:.10g}，残差平方和 {:.11g}，残差标准误 {:.11g}，自由度 {}\n", r.r_squared, r.rss,
             r.residual_standard_error, r.dof);
  fmt::print("{}，迭代 {} 次\n", r.converged() ? "已收敛" : "未收敛：" + r.why, r.iterations);
}

/// The formula's slopes: the Jacobian that the fit uses.
void print_slopes(const Problem& p, const CurveFit::Start& start) {
  Graph g;
  Vars parameters;
  for (const auto& [name, value] : start) parameters.push_back(g.input(name));
  const Var f = parse_formula(g, p.formula);
  fmt::print("f = {}\n", to_formula(f));
  for (Var b : parameters) fmt::print("df/d{} = {}\n", b.name(), to_formula(grad(f, b)));
}

/// The formula's values where the parameters are at their start.
std::vector<double> values_at(const CurveFit::Start& start, const Problem& p, const std::string& name,
                              const Tensor& x) {
  Graph g;
  const Var column = g.input(name, float64, {dynamic});
  FormulaNames names{{name, column}};
  for (const auto& [parameter, value] : start) names.emplace(parameter, g.constant(value));
  return plot::numbers(compile({column}, broadcast_like(parse_formula(g, p.formula, names), column))({x})[0]);
}

/// The curve over one predictor; of several, what was observed over what the formula says.
void draw(const Problem& p, const CurveFit& fit, const CurveFit::Start& start, const std::vector<double>& y,
          plot::Album& album) {
  const auto fitted = plot::numbers(fit.predict(p.columns)), residuals = plot::numbers(fit.result().residuals);
  if (p.predictors.size() != 1) {
    album.add(
        "fit",
        plot::Chart({.title = p.formula, .x_label = text("the formula", "公式"), .y_label = text("observed", "观测值")})
            .line("", fitted, fitted, {.colour = 6, .width = 1.5})
            .points(text("rows", "数据行"), fitted, y, {.colour = 0}));
  } else {
    const auto x = plot::numbers(p.columns.at(p.predictors[0]));
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    const auto many = plot::linspace({*low, *high}, 401);
    const models::Columns line{{p.predictors[0], Tensor::from(many, {401})}};
    plot::Chart chart({.title = p.formula, .x_label = p.predictors[0], .y_label = p.target});
    chart.points(text("data", "数据"), x, y, {.colour = 6});
    chart.line(text("the start", "起点"), many, values_at(start, p, p.predictors[0], line.begin()->second),
               {.colour = 4, .width = 1.5, .dashed = true});
    chart.line(text("the fit", "拟合"), many, plot::numbers(fit.predict(line)), {.colour = 1});
    album.add("fit", chart);
  }
  album.add("residuals", plot::Chart({.title = text("What the formula leaves", "公式剩下的残差"),
                                      .x_label = text("the formula", "公式"),
                                      .y_label = text("observed - formula", "观测值 - 公式"),
                                      .legend = "none"})
                             .horizontal(0)
                             .points("residuals", fitted, residuals, {.colour = 0}));
}

void lesson(const Settings& s, plot::Album& album) {
  Problem p = s.data.is_given() ? own(s.data) : onions();
  if (!s.formula.empty()) {
    p.formula = s.formula;
    p.start.clear();
    const auto names = formula_names(s.formula);
    std::erase_if(p.predictors,
                  [&](const std::string& name) { return std::count(names.begin(), names.end(), name) == 0; });
  }
  if (!s.start.empty()) p.start = s.start;
  const CurveFit::Start start = starts(p, p.start);
  CurveFit fit(p.formula, start, options(s.bounds));

  std::string response = s.response;
  if (response.empty()) response = "`" + p.target + "`";
  fmt::print("{}, {} {}\n", p.about, p.columns.begin()->second.size(), text("rows", "行"));
  print_slopes(p, start);
  fit.fit(p.columns, response);
  fmt::print("\n");
  print(fit.result());
  const auto fitted = plot::numbers(fit.predict(p.columns)), residuals = plot::numbers(fit.result().residuals);
  std::vector<double> y = fitted;
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += residuals[i];
  if (!s.response.empty()) p.target = s.response;
  draw(p, fit, start, y, album);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("fit", {"Fits a formula to data by least squares and tells how sure its parameters are.",
                                 "用最小二乘法把公式拟合到数据，并给出参数的标准误。"});
  line.option("--formula", settings.formula,
              {"e.g. \"b1*(1 - exp(-b2*x))\"; names that are no columns are parameters",
               "例如 \"b1*(1 - exp(-b2*x))\"；不是列名的名字就是参数"});
  line.option("--start", settings.start,
              {"where parameters start, e.g. \"b1=500,b2=1e-4\" (the others: 1)",
               "参数的起点，例如 \"b1=500,b2=1e-4\"（其余为 1）"});
  line.option("--bounds", settings.bounds,
              {"bounds of parameters, e.g. \"b1=0:1000,b2=0:inf\"", "参数的上下界，例如 \"b1=0:1000,b2=0:inf\""});
  line.option("--response", settings.response,
              {"what is fitted, a formula of the columns, e.g. \"log(y)\" (default: the target)",
               "要拟合的量，由各列写成的公式，例如 \"log(y)\"（默认为目标列）"});
  line.option(settings.data);
  return line.run(argc, argv, [&] {
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
