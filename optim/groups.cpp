#include <fmt/format.h>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/groups.hpp>
#include <xgrad/optim/parameters_internal.hpp>
#include <xgrad/optim/updates_internal.hpp>

namespace xgrad::optim::detail {

Updates updates_of_groups(Var loss, const std::vector<Group>& groups, bool maximize) {
  if (maximize)
    for (const Group& group : groups) check_can_maximize(*group.optimizer);
  Vars all;
  for (const Group& group : groups) all.insert(all.end(), group.parameters.begin(), group.parameters.end());
  Undo undo(check_parameters(groups.empty() ? "groups" : groups[0].optimizer->name(), all));
  const Vars gradients = grad(loss, all);
  Updates made;
  auto next = gradients.begin();
  for (const Group& group : groups) {
    if (group.parameters.empty()) continue;
    Vars own;
    for (std::size_t i = 0; i < group.parameters.size(); ++i, ++next) own.push_back(maximize ? -*next : *next);
    made = made + group.optimizer->updates(group.parameters, own);
  }
  undo.keep();
  return made;
}

void throw_no_group(std::size_t group, std::size_t count) {
  throw DataError("groups", fmt::format("there is no group {}", group), fmt::format("{} groups, from 0 on", count));
}

}  // namespace xgrad::optim::detail
