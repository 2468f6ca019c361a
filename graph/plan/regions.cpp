#include <algorithm>
#include <unordered_map>
#include <xgrad/graph/plan/regions_internal.hpp>

namespace xgrad {

std::optional<RowForm> row_form(const Work& work, std::size_t u, std::int64_t rows) {
  const Unit& unit = work.units[u];
  const Arena& arena = work.arena;
  const Shape& result = arena.type(unit.root()).shape;
  const Op& op = arena.op(unit.root());
  if (unit.is_lanes) {
    const auto axes = row_axes(result, rows);
    if (!axes) return {};
    return RowForm{RowForm::Kind::lanes, result, *axes, 1};
  }
  if (op.reads_shape_only(0) || work.in[u].empty()) return {};
  const Type& operand = arena.type(work.in[u][0]);
  const auto axes = row_axes(operand.shape, rows);
  if (!axes) return {};
  if (const auto reduction = op.leading_reduction()) {
    if (reduction->axes < *axes || (operand.dtype != float32 && operand.dtype != float64)) return {};
    std::int64_t inner = 1;
    for (std::size_t axis = reduction->axes; axis < operand.shape.rank(); ++axis) inner *= operand.shape[axis];
    return RowForm{RowForm::Kind::reduction, operand.shape, *axes, inner};
  }
  if (!op.is_row_wise() || *axes != 1 || row_axes(result, rows) != axes) return {};
  return RowForm{RowForm::Kind::op, operand.shape, 1, 1};
}

namespace {

// Of all arrays that a chunk goes through: they stay in the second-level cache.
constexpr std::int64_t chunk_bytes = 96 * 1024;
constexpr std::int64_t vector_elements = 64;
constexpr std::size_t most_units = 64;
constexpr std::int64_t most_chunk_bytes = 8 * chunk_bytes;

/// Takes one unit after the other while they go by the same rows.
class Finder {
 public:
  Finder(const Work& work, std::size_t first, std::int64_t rows)
      : work_(work), first_(first), last_(first), rows_(rows) {
    while (last_ < work.units.size() && count() < most_units && take(last_)) ++last_;
  }
  std::size_t count() const { return last_ - first_; }
  /// None if all rows are hardly more than a chunk.
  std::optional<RegionPlan> region() const {
    if (count() == 0) return {};
    const std::int64_t chunk = chunk_for(row_bytes_, fewest_);
    if (2 * chunk > rows_) return {};
    return RegionPlan{first_, last_, rows_, chunk};
  }

 private:
  enum class Role : std::uint8_t { whole, rows, made, partial };

  static std::int64_t chunk_for(std::int64_t row_bytes, std::int64_t fewest) {
    std::int64_t chunk = fewest;
    while (2 * chunk * row_bytes <= chunk_bytes) chunk *= 2;
    return chunk;
  }

  bool take(std::size_t u) {
    const std::optional<RowForm> form = row_form(work_, u, rows_);
    if (!form || work_.units[u].is_early != work_.units[first_].is_early) return false;
    std::int64_t fewest = fewest_;
    if (form->kind == RowForm::Kind::reduction) {  // chunks must be whole blocks of it
      const std::int64_t per_row = form->space.size() / form->inner / rows_;
      if ((per_row & (per_row - 1)) != 0) return false;
      const std::int64_t block = lanes::part_block(work_.arena.type(work_.in[u][0]).dtype, form->inner);
      while (per_row * fewest < block) fewest *= 2;
    }
    std::unordered_map<std::uint32_t, Role> roles = roles_;
    std::int64_t row_bytes = row_bytes_;
    const auto see = [&](std::uint32_t id, Role role) {
      const std::uint32_t storage = work_.storage_of[id];
      const auto [found, is_new] = roles.emplace(storage, role);
      if (is_new && (role == Role::rows || role == Role::made)) {
        const Type& type = work_.arena.type(id);
        row_bytes += type.shape.size() / rows_ * static_cast<std::int64_t>(size_of(type.dtype));
      }
      if (!is_new && role == Role::made && found->second == Role::rows) found->second = Role::made;
      return found->second == role || (role == Role::rows && found->second == Role::made);
    };
    if (form->kind == RowForm::Kind::lanes)  // kernels write whole vectors: none may reach into the next chunk
      while (fewest * (form->space.size() / rows_) % vector_elements != 0) fewest *= 2;
    for (std::uint32_t id : work_.in[u]) {
      const RowUse use = form->use(work_.arena.type(id).shape);
      if (use == RowUse::neither || !see(id, use == RowUse::rows ? Role::rows : Role::whole)) return false;
    }
    for (std::uint32_t id : work_.out[u])
      if (!see(id, form->kind == RowForm::Kind::reduction ? Role::partial : Role::made)) return false;
    if (chunk_for(row_bytes, fewest) * row_bytes > most_chunk_bytes && count() > 0) return false;
    roles_ = std::move(roles);
    row_bytes_ = row_bytes;
    fewest_ = fewest;
    return true;
  }

  const Work& work_;
  std::size_t first_, last_;
  std::int64_t rows_, row_bytes_ = 0, fewest_ = 1;
  std::unordered_map<std::uint32_t, Role> roles_;  // by storage
};

/// The longest region that begins with a unit: by its first axis, or by its single elements.
std::optional<RegionPlan> region_from(const Work& work, std::size_t first) {
  const Unit& unit = work.units[first];
  const std::uint32_t id = unit.is_lanes ? unit.root() : work.in[first].empty() ? unit.root() : work.in[first][0];
  const Shape& space = work.arena.type(id).shape;
  if (space.size() * static_cast<std::int64_t>(size_of(work.arena.type(id).dtype)) < chunk_bytes / 2) return {};
  const Finder by_elements(work, first, space.size()), by_rows(work, first, space[0]);
  const auto elements = by_elements.region(), rows = by_rows.region();
  if (!elements || !rows) return elements ? elements : rows;
  return rows->last > elements->last ? rows : elements;
}

}  // namespace

std::vector<RegionPlan> find_regions(const Work& work) {
  std::vector<RegionPlan> regions;
  for (std::size_t u = 0; u < work.units.size();) {
    const auto region = region_from(work, u);
    if (region) regions.push_back(*region);
    u = region ? region->last : u + 1;
  }
  return regions;
}

}  // namespace xgrad
