#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/applied_internal.hpp>
#include <xgrad/models/layer.hpp>
#include <xgrad/models/name_hash_internal.hpp>

namespace xgrad::models {
namespace {

bool has_parameters_of(const Arena& arena, std::string_view layer) {
  for (std::uint32_t id = 0; id < arena.size(); ++id) {
    if (arena.kind(id) != Arena::Kind::variable) continue;
    const std::string_view name = *arena.find_name(id);
    if (name.size() > layer.size() && name[layer.size()] == '/' && name.substr(0, layer.size()) == layer) return true;
  }
  return false;
}

std::string free_name(const Arena& arena, std::string_view name) {
  const std::string& outer = arena.scope_name(arena.scope());
  const std::string first = outer.empty() ? std::string(name) : fmt::format("{}/{}", outer, name);
  std::string free = first;
  for (int number = 2; arena.layer_names.count(free) > 0 || has_parameters_of(arena, free); ++number)
    free = fmt::format("{}_{}", first, number);
  return free;
}

/// The generator of one parameter. Its words are the seed and the name's hash, so parameters do not depend on the
/// order in which they are made.
RandomState generator(std::int64_t random_state, std::string_view name) {
  const std::uint64_t hash = name_hash(name);
  const auto seed = static_cast<std::uint64_t>(random_state);
  const std::array words{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                         static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(hash >> 32)};
  return RandomState(words);
}

/// Keeps a layer's name taken as long as a copy of it lives.
class NameLease {
 public:
  NameLease(Arena& arena, std::string name) : arena_(&arena), graph_(arena.lifetime()), name_(std::move(name)) {
    arena_->layer_names.insert(name_);
  }
  ~NameLease() {
    if (!graph_.expired()) arena_->layer_names.erase(name_);
  }
  NameLease(const NameLease&) = delete;
  NameLease& operator=(const NameLease&) = delete;

 private:
  Arena* arena_;
  std::weak_ptr<const void> graph_;
  std::string name_;
};

}  // namespace

Applied*& applied_layers() {
  static thread_local Applied* log = nullptr;
  return log;
}

Layer::Layer(Build g, std::string_view name) : arena_(&g->arena()) {
  if (name.empty()) throw DataError("layer", "the name is empty");
  name_ = free_name(*arena_, name);
  name_lease_ = std::make_shared<NameLease>(*arena_, name_);
}

Var Layer::operator()(Var x) const {
  if (!x || x.arena() != arena_)
    throw GraphError(name_, "x is not of the layer's graph", x.name(), "build the layer and its input in one graph");
  Undo undo(*arena_);
  Inside scope(*this);
  Applied* const log = applied_layers();
  const std::size_t place = log ? log->begin(*this) : 0;
  const Var y = forward(x);
  if (log) log->end(place, y.shape());
  undo.keep();
  return y;
}

Var Layer::parameter(Build g, std::string_view name, const Shape& shape, const Initializer& initializer, DType dtype,
                     std::int64_t random_state) {
  const std::string full_name = fmt::format("{}/{}", name_, name);
  for (std::int64_t extent : shape)
    if (extent < 1) throw DataError(full_name, "an extent is below 1", to_string(shape));
  if (!is_float(dtype)) throw DataError(full_name, "a parameter is float32 or float64", to_string(dtype));
  if (random_state < 0) throw DataError(full_name, "random_state is negative", fmt::format("{}", random_state));
  if (!initializer) throw DataError(full_name, "the initializer is empty", {}, "such as init::glorot_uniform");
  RandomState random = generator(random_state, full_name);
  const Tensor initial = initializer(random, shape, dtype);
  if (initial.dtype() != dtype || initial.shape() != shape)
    throw DataError(full_name, "the initializer gives another type",
                    fmt::format("{} {} for {} {}", to_string(initial.dtype()), to_string(initial.shape()),
                                to_string(dtype), to_string(shape)));
  const Var made = g->variable(full_name, initial, g.line);
  parameters_.push_back(made);
  return made;
}

Var Layer::buffer(Build g, std::string_view name, const Tensor& initial) {
  const Var made = g->variable(fmt::format("{}/{}", name_, name), initial, g.line);
  buffers_.push_back(made);
  return made;
}

void Layer::adopt(const Layer& part) {
  const auto take = [](Vars& mine, const Vars& others) {  // a layer that is used twice counts once
    for (Var other : others)
      if (std::none_of(mine.begin(), mine.end(), [&](Var v) { return v.is_same(other); })) mine.push_back(other);
  };
  take(parameters_, part.parameters_);
  take(buffers_, part.buffers_);
}

Layer::Inside::Inside(const Layer& layer) : arena_(layer.arena_), previous_(arena_->scope()) {
  arena_->set_scope(arena_->intern_scope(layer.name_));
}
Layer::Inside::~Inside() { arena_->set_scope(previous_); }

}  // namespace xgrad::models
