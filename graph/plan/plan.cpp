#include <algorithm>
#include <cstring>
#include <xgrad/graph/plan/plan_internal.hpp>
#include <xgrad/graph/plan/unit_program_internal.hpp>
#include <xgrad/graph/threads.hpp>

namespace xgrad {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

}  // namespace

std::size_t Plan::bytes(std::uint32_t id) const {
  const Type& type = arena_.type(id);
  return bytes_of(arena_.op(id).name(), type.dtype, type.shape);
}

Plan::Plan(std::shared_ptr<Module> specialized, const CompileOptions& options)
    : owner_(std::move(specialized)),
      module_(*owner_),
      arena_(module_.graph.arena()),
      units_(
          make_units(module_, {.joins = !is_left_out(options.without, "join"), .all_may_fail = options.check_finite})),
      checks_finite_(options.check_finite),
      profiles_(options.profile) {
  num_threads();  // if the environment asks for nonsense, before anything has run
  storage_of_.assign(arena_.size(), none);
  const std::vector<Unit>& units = units_;
  store_leaves();
  store_units(units);
  store_results();
  store_updates(units);
  if (!is_left_out(options.without, "rows")) split_by_rows();
  place(units);
  resolve(units);
}

std::uint32_t Plan::add_storage(Storage s) {
  storages_.push_back(std::move(s));
  return static_cast<std::uint32_t>(storages_.size() - 1);
}

void Plan::store_leaves() {
  for (std::uint32_t id = 0; id < arena_.size(); ++id) {
    if (arena_.kind(id) == Arena::Kind::constant) {
      const std::size_t bytes = this->bytes(id);
      const Tensor& value = arena_.constant_value(id);
      void* address = const_cast<void*>(value.data());
      if (value.size() <= 1) {  // kernels may touch spare bytes, which a Tensor of one element has not
        numbers_.push_back(Buffer::allocate(bytes));
        address = numbers_.back().data();
        if (bytes > 0) std::memcpy(address, value.data(), bytes);
      }
      storage_of_[id] = add_storage({Storage::Kind::constant, bytes, 0, address, 0, 0, {}});
    } else if (arena_.kind(id) == Arena::Kind::variable) {
      storage_of_[id] = add_storage({Storage::Kind::state, bytes(id), 0, arena_.state(id)->storage.data(), 0, 0, {}});
    }
  }
  for (std::size_t i = 0; i < module_.inputs.size(); ++i) {
    const std::uint32_t id = module_.inputs[i].id();
    // One number is copied in, for the same reason; an empty Tensor has no address.
    const bool is_copied = arena_.type(id).shape.size() <= 1;
    storage_of_[id] =
        add_storage({is_copied ? Storage::Kind::temporary : Storage::Kind::input, bytes(id), i, nullptr, 0, none, {}});
    input_storage_.push_back(storage_of_[id]);
  }
}

/// A storage for each result of a unit, its own operands and results by node; reshapes share their operand's.
void Plan::store_units(const std::vector<Unit>& units) {
  unit_in_.resize(units.size());
  unit_out_.resize(units.size());
  programs_.resize(units.size());
  for (std::size_t u = 0; u < units.size(); ++u)
    for (std::uint32_t id : units[u].results) {
      unit_out_[u].push_back(id);
      storage_of_[id] =
          add_storage({Storage::Kind::temporary, bytes(id), 0, nullptr, 0, static_cast<std::uint32_t>(u), {}});
    }
  for (std::uint32_t id = 0; id < arena_.size(); ++id)
    if (!arena_.is_leaf(id) && arena_.op(id).is_reshape()) storage_of_[id] = storage_of_[arena_.in(id)[0]];

  std::vector<LaneProgram::Value> values(arena_.size(), no_value);
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (units[u].is_lanes) {
      UnitProgram made = make_unit_program(
          arena_, units[u], arena_.type(units[u].root()).shape, [&](std::uint32_t id) { return arena_.type(id).shape; },
          constants_, values);
      programs_[u] = std::move(made.program);
      unit_in_[u] = std::move(made.in);
    } else {
      unit_in_[u].assign(arena_.in(units[u].root()).begin(), arena_.in(units[u].root()).end());
    }
    for (std::uint32_t id : unit_in_[u]) {
      Storage& s = storages_[storage_of_[id]];
      if (s.last_use != none) s.last_use = std::max(s.last_use, static_cast<std::uint32_t>(u));
    }
  }
}

void Plan::store_results() {
  std::vector<bool> taken(storages_.size(), false);
  for (Var v : module_.outputs) {
    const std::uint32_t storage = storage_of_[v.id()];
    Storage& s = storages_[storage];
    const Type& type = arena_.type(v.id());
    const bool is_unit_result = s.kind == Storage::Kind::temporary && s.last_use != none;
    Result result{storage, true, &type, {}};
    if (is_unit_result && !taken[storage] && type.shape.size() != 1) {
      taken[storage] = true;
      s.kind = Storage::Kind::output;
      s.number = results_.size();
      result.is_copied = false;
    } else if (s.kind == Storage::Kind::state) {  // the value before this run's updates
      result.storage = add_storage({Storage::Kind::temporary, s.bytes, 0, nullptr, 0, none, {}});
      before_.push_back({storage, result.storage, bytes(v.id())});
      taken.push_back(true);
    } else if (s.kind == Storage::Kind::temporary) {
      s.last_use = none;
    }
    results_.push_back(std::move(result));
  }
}

/// By storage: the unit that makes it, and as which of its results.
std::vector<Plan::Maker> Plan::makers() const {
  std::vector<Maker> makers(storages_.size(), Maker{none, none});
  for (std::uint32_t u = 0; u < unit_out_.size(); ++u)
    for (std::uint32_t k = 0; k < unit_out_[u].size(); ++k) makers[storage_of_[unit_out_[u][k]]] = {u, k};
  return makers;
}

/// Whether the unit that makes the value may write it over the state: it runs after all that may fail, and nobody reads
/// the old value later.
bool Plan::can_update_in_place(std::uint32_t value, std::uint32_t state, Maker maker,
                               const std::vector<Unit>& units) const {
  if (storages_[value].kind != Storage::Kind::temporary || storages_[value].last_use == none) return false;
  if (maker.unit == none || units[maker.unit].is_early || storages_[state].last_use > maker.unit) return false;
  const auto& program = programs_[maker.unit];
  const auto& in = unit_in_[maker.unit];
  for (std::size_t i = 0; i < in.size(); ++i)
    if (storage_of_[in[i]] == state && (!program || !program->may_alias(maker.result, i))) return false;
  return true;
}

void Plan::store_updates(const std::vector<Unit>& units) {
  const std::vector<Maker> makers = this->makers();
  std::vector<std::uint32_t> written(storages_.size(), none);  // by storage: the state that it is written over
  for (const Update& update : module_.updates) {
    const std::uint32_t value = storage_of_[update.value.id()], state = storage_of_[update.state.id()];
    Storage& s = storages_[value];
    if (written[value] != none) {  // in place for another variable already
      commits_.push_back({value, state, s.bytes});
    } else if (s.kind == Storage::Kind::state) {  // commits come one after another: keep the old value aside
      const std::uint32_t aside = add_storage({Storage::Kind::temporary, s.bytes, 0, nullptr, 0, none, {}});
      before_.push_back({value, aside, storages_[aside].bytes});
      commits_.push_back({aside, state, storages_[aside].bytes});
    } else if (can_update_in_place(value, state, makers[value], units)) {
      written[value] = state;
      s.kind = Storage::Kind::state;
      s.address = storages_[state].address;
    } else {
      if (s.kind == Storage::Kind::temporary) s.last_use = none;
      commits_.push_back({value, state, s.bytes});
    }
  }
  for (std::uint32_t& storage : storage_of_)
    if (storage != none && written[storage] != none) storage = written[storage];
}

/// Lets a result take the memory of an operand that dies in this unit.
bool Plan::take_over(std::size_t u, std::size_t out) {
  if (checks_finite_) return false;  // operands are looked at afterwards
  Storage& result = storages_[storage_of_[unit_out_[u][out]]];
  for (std::size_t i = 0; i < unit_in_[u].size(); ++i) {
    const std::uint32_t storage = storage_of_[unit_in_[u][i]];
    Storage& operand = storages_[storage];
    if (operand.kind != Storage::Kind::temporary || operand.is_local || operand.last_use != u || operand.is_released ||
        operand.bytes != result.bytes)
      continue;
    bool allowed = true;
    for (std::size_t j = 0; j < unit_in_[u].size(); ++j)
      if (storage_of_[unit_in_[u][j]] == storage)
        allowed &= programs_[u] ? programs_[u]->may_alias(out, j) : arena_.op(unit_out_[u][out]).works_in_place(j);
    if (!allowed) continue;
    operand.is_released = true;
    result.offset = operand.offset;
    result.is_placed = true;
    return true;
  }
  return false;
}

/// Regions, and what lives in their chunks alone.
void Plan::split_by_rows() {
  region_plans_ = find_regions(work());
  for (const RegionPlan& region : region_plans_)
    for (std::size_t u = region.first; u < region.last; ++u) {
      if (row_form(work(), u, region.rows)->kind == RowForm::Kind::reduction) continue;
      for (std::uint32_t id : unit_out_[u]) {
        Storage& s = storages_[storage_of_[id]];
        s.is_local = s.kind == Storage::Kind::temporary && s.last_use < region.last;
      }
    }
}

/// Places the results of units [first, last), which run as one; then releases what nobody needs any more.
void Plan::place_group(Placement& placement, std::size_t first, std::size_t last) {
  const auto is_temporary = [](const Storage& s) { return s.kind == Storage::Kind::temporary && !s.is_local; };
  for (std::size_t u = first; u < last; ++u)
    for (std::size_t k = 0; k < unit_out_[u].size(); ++k) {
      Storage& s = storages_[storage_of_[unit_out_[u][k]]];
      if (is_temporary(s) && !s.is_placed && !take_over(u, k))
        s.offset = placement.allocate(s.bytes), s.is_placed = true;
    }
  const auto release = [&](std::uint32_t id) {
    Storage& s = storages_[storage_of_[id]];
    if (!is_temporary(s) || s.last_use < first || s.last_use >= last || s.is_released) return;
    s.is_released = true;
    placement.release(s.offset);
  };
  for (std::size_t u = first; u < last; ++u) {
    for (std::uint32_t id : unit_in_[u]) release(id);
    for (std::uint32_t id : unit_out_[u]) release(id);
  }
}

void Plan::place(const std::vector<Unit>& units) {
  Placement placement;
  for (Storage& s : storages_)
    if (s.kind == Storage::Kind::temporary && s.last_use == none)
      s.offset = placement.allocate(s.bytes), s.is_placed = true;
  auto region = region_plans_.begin();
  for (std::size_t u = 0; u < units.size();) {
    const bool is_region = region != region_plans_.end() && region->first == u;
    const std::size_t last = is_region ? (region++)->last : u + 1;
    place_group(placement, u, last);
    u = last;
  }
  std::size_t scratch = 0;
  for (const auto& program : programs_)
    if (program) scratch = std::max(scratch, program->scratch_bytes());
  memory_ = Buffer::allocate(placement.extent() + scratch + 64);
  auto* base = static_cast<std::byte*>(memory_.data());
  for (Storage& s : storages_)
    if (s.kind == Storage::Kind::temporary && !s.is_local) s.address = base + s.offset;
  for (const auto& program : programs_)
    if (program) program->bind(base + placement.extent());
  report_.memory_bytes = placement.extent();
  report_.peak_live_bytes = placement.peak_live();
}

/// The flat list: views with addresses, a step a unit.
void Plan::resolve(const std::vector<Unit>& units) {
  std::size_t count = 0;
  for (std::size_t u = 0; u < units.size(); ++u) count += unit_in_[u].size() + unit_out_[u].size();
  views_.reserve(count);  // addresses of views must stay
  kernels_.reserve(units.size());
  auto add_view = [&](std::uint32_t id) {
    Storage& s = storages_[storage_of_[id]];
    const Type& type = arena_.type(id);
    views_.push_back({type.dtype, &type.shape, s.address});
    s.views.push_back(&views_.back());
  };
  for (std::size_t u = 0; u < units.size(); ++u) {
    View* in = views_.data() + views_.size();
    for (std::uint32_t id : unit_in_[u]) add_view(id);
    View* out = views_.data() + views_.size();
    for (std::uint32_t id : unit_out_[u]) add_view(id);
    const Kernel* kernel = nullptr;
    if (!programs_[u]) {
      const std::vector<Operand> operands = arena_.operands(units[u].root());
      kernels_.push_back(arena_.op(units[u].root()).kernel(Types(operands), arena_.type(units[u].root())));
      kernel = &kernels_.back();
    }
    steps_.push_back({programs_[u].get(), kernel, in, out, nullptr});
    report_.lane_programs += programs_[u] != nullptr;
  }
  report_.kernels = steps_.size();
  make_regions();
}

void Plan::make_regions() {
  std::vector<Region::Place> places;
  for (const Step& step : steps_) places.push_back({step.in, step.out});
  std::size_t local = 0;
  for (const RegionPlan& plan : region_plans_) {
    regions_.push_back(std::make_unique<Region>(work(), plan, places,
                                                [&](std::uint32_t storage) { return storages_[storage].is_local; }));
    local = std::max(local, regions_.back()->local_bytes());
    for (std::size_t u = plan.first; u < plan.last; ++u)
      steps_[u] = {nullptr, nullptr, steps_[u].in, steps_[u].out, nullptr};
    steps_[plan.first].region = regions_.back().get();
  }
  report_.regions = regions_.size();
  report_.memory_bytes += local;
  report_.peak_live_bytes += local;
}

}  // namespace xgrad
