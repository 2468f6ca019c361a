#include <fmt/format.h>
#include <algorithm>
#include <xgrad/graph/plan/plan_internal.hpp>

namespace xgrad {
namespace {

std::string node_text(const Arena& arena, std::uint32_t id) {
  if (const std::string* name = arena.find_name(id)) return *name;
  if (arena.kind(id) == Arena::Kind::constant)
    return arena.type(id).shape.size() == 1 ? fmt::format("{:g}", arena.constant_value(id).item()) : "a constant";
  return fmt::format("%{}", id);
}

/// Rows of cells, columns as wide as they need to be.
std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{}{:<{}}", i == 0 ? "" : "  ", row[i], widths[i]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

}  // namespace

/// "[64 of 256 rows] ", or nothing for a kernel that does all rows at once.
std::string Plan::rows_text(std::size_t step) const {
  for (const RegionPlan& region : region_plans_)
    if (step >= region.first && step < region.last) return fmt::format("[{} of {} rows] ", region.chunk, region.rows);
  return {};
}

/// The op, or those that were joined: "mul, add, tanh".
std::string Plan::kernel_text(std::size_t step) const {
  constexpr std::size_t most = 6;
  std::string text = rows_text(step);
  std::size_t count = 0;
  for (std::uint32_t id : units_[step].nodes) {
    if (units_[step].nodes.size() > 1 && arena_.op(id).is_broadcast()) continue;
    if (count++ < most) text += fmt::format("{}{}", count == 1 ? "" : ", ", arena_.op(id).name());
  }
  return count > most ? fmt::format("{}, {} more", text, count - most) : text;
}

std::string Plan::operands_text(std::size_t step) const {
  constexpr std::size_t most = 4;
  std::string text;
  const std::vector<std::uint32_t>& in = unit_in_[step];
  for (std::size_t i = 0; i < in.size() && i < most; ++i) text += (i == 0 ? "" : ", ") + node_text(arena_, in[i]);
  return in.size() > most ? fmt::format("{}, {} more", text, in.size() - most) : text;
}

/// Where a result lives.
std::string Plan::memory_text(std::size_t step, std::size_t out) const {
  const Storage& s = storages_[storage_of_[unit_out_[step][out]]];
  if (s.is_local) return "within the rows";
  if (s.kind == Storage::Kind::output) return fmt::format("output {}", s.number);
  if (s.kind == Storage::Kind::state) {
    for (const Update& u : module_.updates)
      if (storages_[storage_of_[u.state.id()]].address == s.address) return "state " + u.state.name();
    return "state";
  }
  for (std::uint32_t id : unit_in_[step]) {
    const Storage& operand = storages_[storage_of_[id]];
    if (operand.kind == Storage::Kind::temporary && !operand.is_local && operand.offset == s.offset &&
        operand.bytes == s.bytes)
      return fmt::format("at {}, in place of {}", s.offset, node_text(arena_, id));
  }
  return fmt::format("at {}", s.offset);
}

std::string Plan::explain() const {
  std::vector<std::vector<std::string>> rows{{"kernel", "computes", "from", "result", "type", "bytes", "memory"}};
  if (profiles_) rows[0].insert(rows[0].begin() + 1, {"us", "%"});
  double total = 0;
  for (double s : seconds_) total += s;
  for (std::size_t step = 0; step < steps_.size(); ++step)
    for (std::size_t out = 0; out < unit_out_[step].size(); ++out) {
      const std::uint32_t id = unit_out_[step][out];
      const Type& type = arena_.type(id);
      const bool is_first = out == 0;
      rows.push_back({is_first ? fmt::format("{}", step) : "", is_first ? kernel_text(step) : "",
                      is_first ? operands_text(step) : "", fmt::format("%{}", id),
                      fmt::format("{} {}", to_string(type.dtype), to_string(type.shape)),
                      fmt::format("{}", type.shape.size() * static_cast<std::int64_t>(size_of(type.dtype))),
                      memory_text(step, out)});
      if (profiles_) {
        const double share = total > 0 ? seconds_[step] / total : 0;
        const double us = profiled_runs_ > 0 ? 1e6 * seconds_[step] / static_cast<double>(profiled_runs_) : 0;
        rows.back().insert(rows.back().begin() + 1, {is_first ? fmt::format("{:.2f}", us) : "",
                                                     is_first ? fmt::format("{:.0f}", 100 * share) : ""});
      }
    }
  return fmt::format(
      "{}{} kernels, {} of them joined elementwise ops; {} bytes of intermediate values, {} alive at once\n",
      table(rows), report_.kernels, report_.lane_programs, report_.memory_bytes, report_.peak_live_bytes);
}

}  // namespace xgrad
