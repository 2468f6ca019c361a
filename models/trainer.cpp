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
#include <xgrad/graph/registered_updates_internal.hpp>
#include <xgrad/graph/state_snapshot_internal.hpp>
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
  if (learning_rate) all.emplace_back("learning_rate", *learning_rate);
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

namespace {

/// The graph's training mode, for as long as it lives.
class TrainingMode {
 public:
  TrainingMode(Arena& arena, bool is_training) : arena_(arena), outer_(std::exchange(arena.is_training, is_training)) {}
  ~TrainingMode() { arena_.is_training = outer_; }
  TrainingMode(const TrainingMode&) = delete;
  TrainingMode& operator=(const TrainingMode&) = delete;

 private:
  Arena& arena_;
  bool outer_;
};

/// Programs by the types of their inputs, which stay where they are.
template <class P> class ByTypes {
 public:
  template <class Make> P& find_or_make(const std::vector<Type>& types, Make&& make) {
    for (auto& [known, program] : programs_)
      if (known == types) return *program;
    programs_.emplace_back(types, std::make_unique<P>(make()));
    return *programs_.back().second;
  }

 private:
  std::vector<std::pair<std::vector<Type>, std::unique_ptr<P>>> programs_;
};

/// A training step, and what must be known to explain a NaN.
struct TrainingStep {
  Program program;
  Vars inputs;
  Var loss;
  Vars watched;  // loss, gradients and new values: where a NaN may come from
  bool has_rate;
  std::vector<std::string> layers;
};

}  // namespace

struct Trainer::Body {
  Arena* arena;
  std::weak_ptr<const void> graph;
  Step net;
  Loss loss;
  std::unique_ptr<optim::Optimizer> optimizer;
  TrainerOptions options;
  std::vector<Metric> metrics;
  std::function<Vars(const Vars&)> change_gradients;
  bool has_norms = false;
  std::vector<std::unique_ptr<Callback>> callbacks = {};
  ByTypes<TrainingStep> steps = {};
  ByTypes<Program> evaluations = {}, predictions = {};
  std::int64_t epoch = 0, samples = 0;
  std::vector<std::string> reported = {};
  std::optional<RandomState> random = {};  // goes on through all fits

  void check_graph() const {
    if (graph.expired())
      throw GraphError(who, "the graph of its net is gone", {}, "keep the Graph as long as the Trainer");
  }

  Var input(std::string_view name, const Type& type) {
    return arena->input(arena->free_name(fmt::format("{}/{}", net.layer()->name(), name)), type);
  }

  Vars scalars(Var x, Var y) {
    const Var p = net(x);
    Vars all{loss(p, y)};
    for (const Metric& metric : metrics) all.push_back(metric.of(p, y));
    for (Var v : all)
      if (!v || v.rank() != 0)
        throw ShapeError(who, "the loss and the metrics must be scalars",
                         v ? fmt::format("{} {}", v.name(), to_string(v.shape())) : std::string("empty"),
                         "mean(...) makes one");
    return all;
  }

  TrainingStep build_step(const Type& x_type, const Type& y_type) {
    Undo undo(*arena);
    const std::size_t registered = arena->updates.size();
    const Var x = input("x", x_type), y = input("y", y_type);
    const TrainingMode mode(*arena, true);
    Vars outputs = scalars(x, y);
    const Vars& parameters = net.layer()->parameters();
    const Var trained = outputs[0];
    const Vars gradients = change_gradients(grad(trained, parameters));
    const Updates updates = optimizer->updates(parameters, gradients) + registered_updates(*arena, {trained});
    const bool has_rate = optimizer->has_lr();
    if (has_rate) outputs.push_back(optimizer->lr());
    std::vector<std::string> layers;
    if (has_norms)
      for (const auto& [layer, norm] : norms_by_layer(parameters, gradients)) {
        layers.push_back(layer);
        outputs.push_back(norm);
      }
    Vars watched{trained};
    watched.insert(watched.end(), gradients.begin(), gradients.end());
    for (const Update& u : updates) watched.push_back(u.value);
    TrainingStep step{compile({x, y}, outputs, updates), {x, y}, trained, watched, has_rate, layers};
    undo.keep();
    arena->updates.resize(registered);  // running statistics that this step moves are its own affair
    return step;
  }

  TrainingStep& step_for(const Tensor& X, const Tensor& y) {
    const std::vector<Type> types{row_type(X), row_type(y)};
    return steps.find_or_make(types, [&] { return build_step(types[0], types[1]); });
  }

  Program& evaluation_for(const Tensor& X, const Tensor& y) {
    const std::vector<Type> types{row_type(X), row_type(y)};
    return evaluations.find_or_make(types, [&] {
      Undo undo(*arena);
      const TrainingMode mode(*arena, false);
      const Var vx = input("x", types[0]), vy = input("y", types[1]);
      Program made = compile({vx, vy}, scalars(vx, vy));
      undo.keep();
      return made;
    });
  }

  Program& prediction_for(const Tensor& X) {
    const std::vector<Type> types{row_type(X)};
    return predictions.find_or_make(types, [&] {
      Undo undo(*arena);
      const TrainingMode mode(*arena, false);
      const Var x = input("x", types[0]);
      Program made = compile({x}, {net(x)});
      undo.keep();
      return made;
    });
  }

  void check(const Tensor& X, const Tensor& y) const {
    check_graph();
    if (options.epochs < 1 || options.batch_size < 1)
      throw DataError(who, "epochs and batch_size must be at least 1",
                      fmt::format("{}, {}", options.epochs, options.batch_size));
    if (X.rank() == 0 || y.rank() == 0 || X.shape(0) != y.shape(0) || X.shape(0) == 0)
      throw DataError(who, "X and y must have the same number of examples, at least one",
                      fmt::format("X {}, y {}", to_string(X.shape()), to_string(y.shape())));
  }

  NamedNumbers evaluate(const Tensor& X, const Tensor& y) {
    check(X, y);
    Program& evaluation = evaluation_for(X, y);
    Means means;
    for (auto& [xb, yb] : batches(X, y, options.batch_size))
      means.add(evaluation({xb, yb}), 1 + metrics.size(), static_cast<double>(xb.shape(0)));
    NamedNumbers numbers{{"loss", means[0]}};
    for (std::size_t i = 0; i < metrics.size(); ++i) numbers.emplace_back(metrics[i].name, means[1 + i]);
    return numbers;
  }

  /// A step's rows of X and y; none after the last.
  std::vector<Tensor> batch_of(const Tensor& X, const Tensor& y, std::span<const std::int64_t> order,
                               std::int64_t step) const {
    const std::int64_t rows = std::ssize(order), begin = std::min(step * options.batch_size, rows);
    const auto numbers = order.subspan(static_cast<std::size_t>(begin),
                                       static_cast<std::size_t>(std::min(options.batch_size, rows - begin)));
    return {take(X, numbers), take(y, numbers)};
  }

  /// Runs the epoch again up to the step whose loss was not finite, and says what made it so.
  [[noreturn]] void explain(TrainingStep& p, const StateSnapshot& start, const Tensor& X, const Tensor& y,
                            const std::vector<std::int64_t>& order, std::int64_t bad) {
    const auto batch = [&](std::int64_t number) { return batch_of(X, y, order, number); };
    start.restore();
    for (std::int64_t i = 0; i + 1 < bad; ++i) p.program(batch(i));
    std::string text = "its origin was not found";
    for (std::int64_t i = std::max<std::int64_t>(bad - 1, 0); i <= bad; ++i) {
      const std::vector<Tensor> inputs = batch(i);
      if (const auto found = find_non_finite(p.inputs, i < bad ? p.watched : Vars{p.loss}, inputs)) {
        text = found->text;
        break;
      }
      if (i < bad) p.program(inputs);
    }
    throw DataError(who, fmt::format("the loss is not finite in epoch {}, step {}", epoch + 1, bad + 1), text,
                    "a smaller learning rate, clipped gradients or scaled data may help");
  }

  /// The names of the rows that such a step, and a validation, lead to.
  std::vector<std::string> names_of_reports(const TrainingStep& p, bool has_validation) const {
    EpochReport report;
    for (const Metric& metric : metrics) report.metrics.emplace_back(metric.name, 0.0);
    if (has_validation) report.validation_loss = 0.0, report.validation_metrics = report.metrics;
    if (p.has_rate) report.learning_rate = 0.0;
    for (const std::string& layer : p.layers) report.gradient_norms.emplace_back(layer, 0.0);
    std::vector<std::string> names;
    for (const auto& [name, number] : report.row()) names.push_back(name);
    return names;
  }

  EpochReport train_epoch(TrainingStep& p, const Tensor& X, const Tensor& y, const std::vector<std::int64_t>& order) {
    const std::size_t metric_count = metrics.size(), norms = p.layers.size(), rate_count = p.has_rate ? 1 : 0;
    const StateSnapshot start(*arena);
    Means means;
    std::optional<double> rate;
    std::vector<double> norm_sums(norms, 0.0);
    std::int64_t number = 0;
    for (; number * options.batch_size < std::ssize(order); ++number) {
      const std::vector<Tensor> batch = batch_of(X, y, order, number);
      const Outputs out = p.program(batch);
      if (!std::isfinite(out[0].item())) explain(p, start, X, y, order, number);
      means.add(out, 1 + metric_count, static_cast<double>(batch[0].shape(0)));
      if (p.has_rate) rate = out[1 + metric_count].item();
      for (std::size_t i = 0; i < norms; ++i) norm_sums[i] += out[1 + metric_count + rate_count + i].item();
    }
    EpochReport report;
    report.epoch = ++epoch;
    report.loss = means[0];
    for (std::size_t i = 0; i < metric_count; ++i) report.metrics.emplace_back(metrics[i].name, means[1 + i]);
    report.learning_rate = rate;
    for (std::size_t i = 0; i < norms; ++i)
      report.gradient_norms.emplace_back(p.layers[i], norm_sums[i] / static_cast<double>(number));
    samples += static_cast<std::int64_t>(order.size());
    report.samples = samples;
    return report;
  }
};

Trainer::Trainer(Graph& g, Step net, Loss loss, std::unique_ptr<optim::Optimizer> optimizer, TrainerOptions options) {
  const Layer* layer = net.layer();
  if (!layer || layer->parameters().empty() || layer->parameters()[0].arena() != &g.arena())
    throw GraphError(who, "the net is no layer of this graph with parameters", layer ? layer->name() : "a function");
  if (!loss)
    throw DataError(who, "the loss is an empty function", {}, "such as [](Var p, Var t) { return mse(p, t); }");
  if (!options.gradients) throw DataError(who, "options.gradients is an empty function");
  for (const Metric& metric : options.metrics)
    if (!metric.of) throw DataError(who, "a metric is an empty function", metric.name);
  body_.reset(new Body{&g.arena(), g.arena().lifetime(), std::move(net), std::move(loss), std::move(optimizer), options,
                       options.metrics, options.gradients, options.gradient_norms});
}
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;
Trainer::~Trainer() = default;

TrainerOptions& Trainer::options() { return body_->options; }
optim::Optimizer& Trainer::optimizer() { return *body_->optimizer; }
const Layer& Trainer::net() const { return *body_->net.layer(); }
const std::vector<std::string>& Trainer::reported() const { return body_->reported; }
void Trainer::add_callback(std::unique_ptr<Callback> callback) { body_->callbacks.push_back(std::move(callback)); }

History Trainer::fit(const Tensor& X, const Tensor& y) { return fit(X, y, nullptr, nullptr); }
History Trainer::fit(const Tensor& X, const Tensor& y, const Tensor& X_validation, const Tensor& y_validation) {
  return fit(X, y, &X_validation, &y_validation);
}

History Trainer::fit(const Tensor& X, const Tensor& y, const Tensor* X_validation, const Tensor* y_validation) {
  Body& b = *body_;
  b.check(X, y);
  if (X_validation) b.check(*X_validation, *y_validation);
  TrainingStep& step = b.step_for(X, y);
  if (X_validation) b.evaluation_for(*X_validation, *y_validation);
  if (!b.random) b.random = b.options.random_state ? RandomState(*b.options.random_state) : RandomState();
  std::vector<std::int64_t> order(static_cast<std::size_t>(X.shape(0)));
  std::iota(order.begin(), order.end(), 0);
  const auto start = std::chrono::steady_clock::now();
  History history;
  // Callbacks may add others: by number.
  b.reported = b.names_of_reports(step, X_validation != nullptr);
  std::size_t begun = 0;
  const auto end = [&](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) b.callbacks[i]->on_train_end(*this);
  };
  try {
    for (; begun < b.callbacks.size(); ++begun) b.callbacks[begun]->on_train_begin(*this);
    for (bool goes_on = true; goes_on && std::ssize(history) < b.options.epochs;) {
      if (b.options.shuffle) b.random->shuffle(std::span(order));
      EpochReport report = b.train_epoch(step, X, y, order);
      if (X_validation) {
        const NamedNumbers numbers = b.evaluate(*X_validation, *y_validation);
        report.validation_loss = numbers[0].second;
        report.validation_metrics.assign(numbers.begin() + 1, numbers.end());
      }
      report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      history.push_back(report);
      for (std::size_t i = 0; i < b.callbacks.size(); ++i) goes_on &= b.callbacks[i]->on_epoch_end(*this, report);
    }
  } catch (...) {
    end(begun);  // a callback that was added since has not begun
    throw;
  }
  end(b.callbacks.size());
  return history;
}

NamedNumbers Trainer::evaluate(const Tensor& X, const Tensor& y) { return body_->evaluate(X, y); }

Tensor Trainer::predict(const Tensor& X) {
  body_->check_graph();
  if (X.rank() == 0) throw ShapeError(who, "X has no rows", to_string(X.shape()));
  return body_->prediction_for(X)({X})[0];
}

}  // namespace xgrad::models
