#include <fmt/format.h>
#include <chrono>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/find_non_finite.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/data/batches.hpp>
#include <xgrad/models/trainer.hpp>
#include <xgrad/ops/argmax.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/reduce.hpp>

namespace xgrad::models {
namespace {

constexpr std::string_view who = "Trainer";

void append(NamedNumbers& row, std::string_view prefix, const NamedNumbers& numbers) {
  for (const auto& [name, number] : numbers) row.emplace_back(fmt::format("{}{}", prefix, name), number);
}

/// Sums of scalars over examples, which become their means.
class Means {
 public:
  void add(const Outputs& scalars, std::size_t count, double weight) {
    sums_.resize(count, 0.0);
    for (std::size_t i = 0; i < count; ++i) sums_[i] += weight * scalars[i].item();
    weight_ += weight;
  }
  double operator[](std::size_t i) const { return sums_[i] / weight_; }

 private:
  std::vector<double> sums_;
  double weight_ = 0;
};

/// The values of all state variables of a graph, to go back to.
class Snapshot {
 public:
  explicit Snapshot(Arena& arena) {
    for (std::uint32_t id = 0; id < arena.size(); ++id)
      if (arena.kind(id) == Arena::Kind::variable) values_.emplace_back(arena.var(id), value(arena.var(id)));
  }
  void restore() const {
    for (const auto& [variable, was] : values_) set(variable, was);
  }

 private:
  std::vector<std::pair<Var, Tensor>> values_;
};

/// Layers' names and the norms of their gradients.
std::vector<std::pair<std::string, Var>> norms_by_layer(const Vars& parameters, const Vars& gradients) {
  std::vector<std::pair<std::string, Var>> squares;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string name = parameters[i].name(), layer = name.substr(0, name.rfind('/'));
    const Var square_sum = sum(square(gradients[i]));
    if (!squares.empty() && squares.back().first == layer)
      squares.back().second = squares.back().second + square_sum;
    else
      squares.emplace_back(layer, square_sum);
  }
  for (auto& [layer, norm] : squares) norm = sqrt(norm);
  return squares;
}

Type row_type(const Tensor& rows) {
  Shape shape = rows.shape();
  shape.set(0, dynamic);
  return {rows.dtype(), shape};
}

}  // namespace

Metric accuracy() {
  return {"accuracy",
          [](Var prediction, Var target) { return mean(cast(equal(argmax(prediction, 1), target), float64)); }};
}

NamedNumbers EpochReport::row() const {
  NamedNumbers all{{"epoch", static_cast<double>(epoch)}, {"loss", loss}};
  append(all, "", metrics);
  if (validation_loss) all.emplace_back("validation_loss", *validation_loss);
  append(all, "validation_", validation_metrics);
  all.emplace_back("learning_rate", learning_rate);
  append(all, "gradient_norm_", gradient_norms);
  all.emplace_back("samples", static_cast<double>(samples));
  all.emplace_back("seconds", seconds);
  return all;
}

double EpochReport::at(std::string_view name) const {
  std::string names;
  for (const auto& [known, number] : row()) {
    if (known == name) return number;
    names += (names.empty() ? "" : ", ") + known;
  }
  throw DataError("epoch report", "no such number", std::string(name), "there are " + names);
}

struct Trainer::Body {
  /// The programs for one type of examples.
  struct Programs {
    Type x_type, y_type;
    Vars inputs;
    Var loss;
    Vars watched;  // loss, gradients and new values: where a NaN may come from
    std::vector<std::string> layers;
    Program step, evaluate;
  };

  Arena* arena;
  Step net;
  Loss loss;
  std::unique_ptr<optim::Optimizer> optimizer;
  TrainerOptions options;
  std::vector<std::unique_ptr<Callback>> callbacks;
  std::optional<Programs> programs;
  std::optional<Program> prediction;
  Type prediction_type;
  std::int64_t epoch = 0, samples = 0;
  std::optional<RandomState> random;  // goes on through all fits

  Var input(std::string_view name, const Type& type) {
    std::string full = fmt::format("{}/{}", net.layer()->name(), name);
    for (int number = 2; arena->find_named(full); ++number)
      full = fmt::format("{}/{}_{}", net.layer()->name(), name, number);
    return arena->input(full, type);
  }

  Vars scalars(Var x, Var y) {
    const Var p = net(x);
    Vars all{loss(p, y)};
    for (const Metric& metric : options.metrics) all.push_back(metric.of(p, y));
    for (Var v : all)
      if (!v || v.rank() != 0)
        throw ShapeError(who, "the loss and the metrics must be scalars",
                         v ? fmt::format("{} {}", v.name(), to_string(v.shape())) : std::string("empty"),
                         "mean(...) makes one");
    return all;
  }

  Programs build(const Type& x_type, const Type& y_type) {
    Undo undo(*arena);
    const Var x = input("x", x_type), y = input("y", y_type);
    const bool outer = std::exchange(arena->is_training, true);
    Vars outputs;
    try {
      outputs = scalars(x, y);
    } catch (...) {
      arena->is_training = outer;
      throw;
    }
    arena->is_training = outer;
    const Vars& parameters = net.layer()->parameters();
    const Var trained = outputs[0];
    const Vars gradients = options.gradients(grad(trained, parameters));
    const Updates updates = optimizer->updates(parameters, gradients);
    std::vector<std::string> layers;
    outputs.push_back(optimizer->lr());
    if (options.gradient_norms)
      for (const auto& [layer, norm] : norms_by_layer(parameters, gradients)) {
        layers.push_back(layer);
        outputs.push_back(norm);
      }
    Vars watched{trained};
    watched.insert(watched.end(), gradients.begin(), gradients.end());
    for (const Update& u : updates) watched.push_back(u.value);
    Program step = compile({x, y}, outputs, updates);
    Program evaluate = compile({x, y}, scalars(x, y));
    undo.keep();
    return {x_type, y_type, {x, y}, trained, watched, layers, std::move(step), std::move(evaluate)};
  }

  Programs& programs_for(const Tensor& X, const Tensor& y) {
    const Type x_type = row_type(X), y_type = row_type(y);
    if (!programs || !(programs->x_type == x_type) || !(programs->y_type == y_type))
      programs.emplace(build(x_type, y_type));
    return *programs;
  }

  void check(const Tensor& X, const Tensor& y) const {
    if (options.epochs < 1 || options.batch_size < 1)
      throw DataError(who, "epochs and batch_size must be at least 1",
                      fmt::format("{}, {}", options.epochs, options.batch_size));
    if (X.rank() == 0 || y.rank() == 0 || X.shape(0) != y.shape(0) || X.shape(0) == 0)
      throw DataError(who, "X and y must have the same number of examples, at least one",
                      fmt::format("X {}, y {}", to_string(X.shape()), to_string(y.shape())));
  }

  NamedNumbers evaluate(const Tensor& X, const Tensor& y) {
    check(X, y);
    Programs& p = programs_for(X, y);
    Means means;
    for (auto& [xb, yb] : batches(X, y, options.batch_size))
      means.add(p.evaluate({xb, yb}), 1 + options.metrics.size(), static_cast<double>(xb.shape(0)));
    NamedNumbers numbers{{"loss", means[0]}};
    for (std::size_t i = 0; i < options.metrics.size(); ++i)
      numbers.emplace_back(options.metrics[i].name, means[1 + i]);
    return numbers;
  }

  /// Runs the epoch again up to the step whose loss was not finite, and says what made it so.
  [[noreturn]] void explain(Programs& p, const Snapshot& start, const Tensor& X, const Tensor& y,
                            const std::vector<std::int64_t>& order, std::int64_t bad) {
    const auto batch = [&](std::int64_t number) {
      const auto begin = static_cast<std::size_t>(number * options.batch_size);
      const auto size = std::min(static_cast<std::size_t>(options.batch_size), order.size() - begin);
      const std::span<const std::int64_t> numbers(order.data() + begin, size);
      return std::vector<Tensor>{take(X, numbers), take(y, numbers)};
    };
    start.restore();
    for (std::int64_t i = 0; i + 1 < bad; ++i) p.step(batch(i));
    std::string text = "its origin was not found";
    for (std::int64_t i = std::max<std::int64_t>(bad - 1, 0); i <= bad; ++i) {
      const std::vector<Tensor> inputs = batch(i);
      if (const auto found = find_non_finite(p.inputs, i < bad ? p.watched : Vars{p.loss}, inputs)) {
        text = found->text;
        break;
      }
      if (i < bad) p.step(inputs);
    }
    throw DataError(who, fmt::format("the loss is not finite in epoch {}, step {}", epoch + 1, bad + 1), text,
                    "a smaller learning rate, clipped gradients or scaled data may help");
  }

  EpochReport train_epoch(Programs& p, const Tensor& X, const Tensor& y, const std::vector<std::int64_t>& order) {
    const std::size_t metrics = options.metrics.size(), norms = p.layers.size();
    const Snapshot start(*arena);
    Means means, norm_means;
    double rate = 0;
    std::vector<double> norm_sums(norms, 0.0);
    std::int64_t steps = 0;
    const auto size = static_cast<std::size_t>(options.batch_size);
    for (std::size_t begin = 0; begin < order.size(); begin += size, ++steps) {
      const std::span<const std::int64_t> numbers(order.data() + begin, std::min(size, order.size() - begin));
      const Outputs out = p.step({take(X, numbers), take(y, numbers)});
      if (!std::isfinite(out[0].item())) explain(p, start, X, y, order, steps);
      means.add(out, 1 + metrics, static_cast<double>(numbers.size()));
      rate = out[1 + metrics].item();
      for (std::size_t i = 0; i < norms; ++i) norm_sums[i] += out[2 + metrics + i].item();
    }
    EpochReport report;
    report.epoch = ++epoch;
    report.loss = means[0];
    for (std::size_t i = 0; i < metrics; ++i) report.metrics.emplace_back(options.metrics[i].name, means[1 + i]);
    report.learning_rate = rate;
    for (std::size_t i = 0; i < norms; ++i)
      report.gradient_norms.emplace_back(p.layers[i], norm_sums[i] / static_cast<double>(steps));
    samples += static_cast<std::int64_t>(order.size());
    report.samples = samples;
    return report;
  }
};

Trainer::Trainer(Graph& g, Step net, Loss loss, std::unique_ptr<optim::Optimizer> optimizer, TrainerOptions options)
    : body_(std::make_unique<Body>(Body{&g.arena(),
                                        std::move(net),
                                        std::move(loss),
                                        std::move(optimizer),
                                        std::move(options),
                                        {},
                                        {},
                                        {},
                                        {},
                                        0,
                                        0,
                                        {}})) {
  const Layer* layer = body_->net.layer();
  if (!layer || layer->parameters().empty() || layer->parameters()[0].arena() != body_->arena)
    throw GraphError(who, "the net is no layer of this graph with parameters", layer ? layer->name() : "a function");
}
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;
Trainer::~Trainer() = default;

TrainerOptions& Trainer::options() { return body_->options; }
optim::Optimizer& Trainer::optimizer() { return *body_->optimizer; }
const Layer& Trainer::net() const { return *body_->net.layer(); }
void Trainer::add_callback(std::unique_ptr<Callback> callback) { body_->callbacks.push_back(std::move(callback)); }

History Trainer::fit(const Tensor& X, const Tensor& y) { return fit(X, y, Tensor(), Tensor()); }

History Trainer::fit(const Tensor& X, const Tensor& y, const Tensor& X_validation, const Tensor& y_validation) {
  Body& b = *body_;
  b.check(X, y);
  const bool validates = X_validation.size() > 0;
  if (validates) b.check(X_validation, y_validation);
  Body::Programs& programs = b.programs_for(X, y);
  if (!b.random) b.random = b.options.random_state ? RandomState(*b.options.random_state) : RandomState();
  std::vector<std::int64_t> order(static_cast<std::size_t>(X.shape(0)));
  std::iota(order.begin(), order.end(), 0);
  const auto start = std::chrono::steady_clock::now();
  History history;
  for (const auto& callback : b.callbacks) callback->on_train_begin(*this);
  for (bool goes_on = true; goes_on && std::ssize(history) < b.options.epochs;) {
    if (b.options.shuffle) b.random->shuffle(std::span(order));
    EpochReport report = b.train_epoch(programs, X, y, order);
    if (validates) {
      const NamedNumbers numbers = b.evaluate(X_validation, y_validation);
      report.validation_loss = numbers[0].second;
      report.validation_metrics.assign(numbers.begin() + 1, numbers.end());
    }
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    history.push_back(report);
    for (const auto& callback : b.callbacks) goes_on &= callback->on_epoch_end(*this, report);
  }
  for (const auto& callback : b.callbacks) callback->on_train_end(*this);
  return history;
}

NamedNumbers Trainer::evaluate(const Tensor& X, const Tensor& y) { return body_->evaluate(X, y); }

Tensor Trainer::predict(const Tensor& X) {
  Body& b = *body_;
  if (X.rank() == 0) throw ShapeError(who, "X has no rows", to_string(X.shape()));
  const Type type = row_type(X);
  if (!b.prediction || !(b.prediction_type == type)) {
    Undo undo(*b.arena);
    const Var x = b.input("x", type);
    b.prediction.emplace(compile({x}, {b.net(x)}));
    b.prediction_type = type;
    undo.keep();
  }
  return (*b.prediction)({X})[0];
}

}  // namespace xgrad::models
