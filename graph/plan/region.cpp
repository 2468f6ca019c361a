#include <algorithm>
#include <bit>
#include <xgrad/graph/plan/memory_internal.hpp>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include <xgrad/graph/plan/region_internal.hpp>
#include <xgrad/graph/threads.hpp>

namespace xgrad {
namespace {

constexpr std::size_t most_workers = 64;

lanes::ReductionParts parts_of(DType dtype, lanes::Reduction kind) {
  return lanes::kernels().reduction_parts[dtype == float32 ? 0 : 1][static_cast<std::size_t>(kind)];
}
lanes::ReduceFunction reduce_of(DType dtype, lanes::Reduction kind) {
  return lanes::kernels().reduce[static_cast<std::size_t>(lanes::lane_type(dtype))][static_cast<std::size_t>(kind)];
}

std::byte* moved(void* data, std::size_t bytes) { return static_cast<std::byte*>(data) + bytes; }

}  // namespace

Region::Region(const Work& work, const RegionPlan& plan, const std::vector<Place>& places,
               const std::function<bool(std::uint32_t)>& is_local)
    : plan_(plan),
      chunks_(static_cast<std::size_t>((plan.rows + plan.chunk - 1) / plan.chunk)),
      rows_{plan.chunk, plan.rows - static_cast<std::int64_t>(chunks_ - 1) * plan.chunk},
      arena_(work.arena),
      units_(work.units) {
  for (std::size_t u = plan.first; u < plan.last; ++u) add_step(work, u, places[u], is_local);
  place_locals();
  std::size_t partial_bytes = 0;
  for (Access& access : accesses_) {
    if (access.kind != Access::Kind::partial) continue;
    access.offset = partial_bytes;
    partial_bytes += chunks_ * access.chunk_bytes + 64;
  }
  partials_ = Buffer::allocate(partial_bytes);
}

void Region::add_step(const Work& work, std::size_t u, const Place& place,
                      const std::function<bool(std::uint32_t)>& is_local) {
  Step step{u, *row_form(work, u, plan_.rows), accesses_.size(), 0, 0, {}, nullptr};
  if (step.form.kind == RowForm::Kind::reduction) {
    const auto reduction = *arena_.op(units_[u].root()).leading_reduction();
    const DType dtype = arena_.type(work.in[u][0]).dtype;
    step.parts = parts_of(dtype, reduction.kind);
    step.reduce = reduce_of(dtype, reduction.kind);
  }
  const auto add = [&](std::uint32_t id, const View& view, bool is_result) {
    storages_.push_back(work.storage_of[id]);
    accesses_.push_back(access(step, id, view, is_result, is_local(storages_.back())));
  };
  for (std::size_t i = 0; i < work.in[u].size(); ++i) add(work.in[u][i], place.in[i], false);
  step.results = accesses_.size();
  for (std::size_t i = 0; i < work.out[u].size(); ++i) add(work.out[u][i], place.out[i], true);
  step.end = accesses_.size();
  steps_.push_back(std::move(step));
}

Region::Access Region::access(const Step& step, std::uint32_t id, const View& view, bool is_result, bool is_local) {
  using Kind = Access::Kind;
  const Type& type = arena_.type(id);
  Access made{Kind::rows, type.dtype, {}, &view, 0, 0};
  if (is_result && step.form.kind == RowForm::Kind::reduction) {
    made.kind = Kind::partial;
    made.shapes.fill(type.shape);
    made.chunk_bytes = step.form.inner > 1 ? static_cast<std::size_t>(step.form.inner) * size_of(type.dtype) : 64;
    return made;
  }
  if (!is_result && step.form.use(type.shape) == RowUse::whole) made.kind = Kind::whole;
  if (is_local) made.kind = Kind::local;
  for (std::size_t f = 0; f < forms; ++f)
    made.shapes[f] = step.form.kind == RowForm::Kind::lanes
                         ? rows_of_operand(type.shape, step.form.space, step.form.axes, rows_[f])
                         : rows_of(type.shape, *row_axes(type.shape, plan_.rows), rows_[f]);
  made.chunk_bytes = static_cast<std::size_t>(type.shape.size() / plan_.rows * plan_.chunk) * size_of(type.dtype);
  return made;
}

/// Values that only live within a chunk share its memory.
void Region::place_locals() {
  Placement placement;
  std::unordered_map<std::uint32_t, std::size_t> offsets;  // by storage
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const auto is_used_later = [&](std::uint32_t storage) {
      return std::find(storages_.begin() + static_cast<std::ptrdiff_t>(steps_[s].end), storages_.end(), storage) !=
             storages_.end();
    };
    for (std::size_t i = steps_[s].begin; i < steps_[s].end; ++i) {
      if (accesses_[i].kind != Access::Kind::local) continue;
      const auto [found, is_new] = offsets.emplace(storages_[i], 0);
      if (is_new) found->second = placement.allocate(accesses_[i].chunk_bytes);
      accesses_[i].offset = found->second;
    }
    for (auto it = offsets.begin(); it != offsets.end();)
      if (is_used_later(it->first)) {
        ++it;
      } else {
        placement.release(it->second);
        it = offsets.erase(it);
      }
  }
  local_bytes_ = placement.extent();
}

/// The steps' programs and kernels for the rows of one form.
void Region::add_steps(Worker& worker, std::size_t form) {
  std::vector<LaneProgram::Value> values(arena_.size(), no_value);
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const Step& step = steps_[s];
    const Unit& unit = units_[step.unit];
    worker.programs[form].emplace_back();
    worker.kernels[form].emplace_back();
    if (step.form.kind == RowForm::Kind::lanes) {
      const auto shape_of = [&](std::uint32_t id) {
        return rows_of_operand(arena_.type(id).shape, step.form.space, step.form.axes, rows_[form]);
      };
      const Shape space = rows_of(step.form.space, step.form.axes, rows_[form]);
      worker.programs[form].back() = make_unit_program(arena_, unit, space, shape_of, constants_, values).program;
      worker.programs[form].back()->compile_now();  // so that no later run has to, whichever thread takes it
    } else if (step.form.kind == RowForm::Kind::op) {
      std::vector<Operand> in;
      for (std::size_t i = step.begin; i < step.results; ++i)
        in.push_back({{accesses_[i].dtype, accesses_[i].shapes[form]}, Var()});
      const Access& out = accesses_[step.results];
      worker.kernels[form].back() = arena_.op(unit.root()).kernel(Types(in), {out.dtype, out.shapes[form]});
    }
  }
  for (const Access& access : accesses_)
    worker.views[form].push_back({access.dtype, &access.shapes[form], access.view->data});
}

std::unique_ptr<Region::Worker> Region::make_worker() {
  auto worker = std::make_unique<Worker>();
  std::size_t scratch = 0;
  for (std::size_t form = 0; form < forms; ++form) {
    add_steps(*worker, form);
    for (const auto& program : worker->programs[form])
      if (program) scratch = std::max(scratch, program->scratch_bytes());
  }
  worker->memory = Buffer::allocate(local_bytes_ + scratch + 64);
  for (std::size_t form = 0; form < forms; ++form) {
    for (const auto& program : worker->programs[form])
      if (program) program->bind(moved(worker->memory.data(), local_bytes_));
    for (std::size_t i = 0; i < accesses_.size(); ++i)
      if (accesses_[i].kind == Access::Kind::local)
        worker->views[form][i].data = moved(worker->memory.data(), accesses_[i].offset);
  }
  return worker;
}

void Region::add_workers(std::size_t count) {
  for (; workers_.size() < count; free_workers_ |= std::uint64_t(1) << (workers_.size() - 1))
    workers_.push_back(make_worker());
}

/// A worker that is nobody else's as long as this lives.
class Region::Borrowed {
 public:
  explicit Borrowed(Region& region) : region_(region) {
    std::uint64_t free = region.free_workers_;
    for (;;) {
      number_ = static_cast<std::size_t>(std::countr_zero(free));
      if (number_ >= region.workers_.size())  // not so, as there are as many as threads
        free = region.free_workers_;
      else if (region.free_workers_.compare_exchange_weak(free, free & (free - 1)))
        return;
    }
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() { region_.free_workers_ |= std::uint64_t(1) << number_; }
  Worker& worker() const { return *region_.workers_[number_]; }

 private:
  Region& region_;
  std::size_t number_ = 0;
};

void Region::prepare() { add_workers(std::min({static_cast<std::size_t>(num_threads()), chunks_, most_workers})); }

void Region::run() {
  for_each_part(chunks_, [this](std::size_t chunk) {
    const Borrowed borrowed(*this);
    run_chunk(borrowed.worker(), chunk);
  });
  for (const Step& step : steps_)
    if (step.form.kind == RowForm::Kind::reduction) join_partials(step);
}

void Region::run_chunk(Worker& worker, std::size_t chunk) const {
  const std::size_t form = chunk + 1 == chunks_ ? 1 : 0;
  std::vector<View>& views = worker.views[form];
  for (std::size_t i = 0; i < accesses_.size(); ++i) {
    const Access& access = accesses_[i];
    switch (access.kind) {
      case Access::Kind::whole: views[i].data = access.view->data; break;
      case Access::Kind::rows: views[i].data = moved(access.view->data, chunk * access.chunk_bytes); break;
      case Access::Kind::partial:
        views[i].data = moved(partials_.data(), access.offset + chunk * access.chunk_bytes);
        break;
      case Access::Kind::local: break;
    }
  }
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const Step& step = steps_[s];
    const View* in = views.data() + step.begin;
    const View* out = views.data() + step.results;
    if (step.form.kind == RowForm::Kind::lanes)
      worker.programs[form][s]->run(in, out);
    else if (step.form.kind == RowForm::Kind::op)
      worker.kernels[form][s](in, *out);
    else if (step.form.inner > 1)
      step.reduce(in->data, out->data, 1, in->size() / step.form.inner, step.form.inner);
    else
      step.parts.reduce_part(in->data, out->data, in->size());
  }
}

void Region::join_partials(const Step& step) const {
  const Access& out = accesses_[step.results];
  const auto chunks = static_cast<std::int64_t>(chunks_);
  const void* from = moved(partials_.data(), out.offset);
  if (step.form.inner > 1) return step.parts.join_rows(from, out.view->data, chunks, step.form.inner);
  alignas(64) std::byte line[192];  // and the spare bytes that kernels may touch
  const auto width = static_cast<std::int64_t>(64 / size_of(out.dtype));
  step.parts.join_rows(from, line, chunks, width);
  step.reduce(line, out.view->data, 1, width, 1);
}

}  // namespace xgrad
