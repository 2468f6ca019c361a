#pragma once
#include <deque>
#include <functional>
#include <utility>
#include <vector>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

namespace detail {
/// An optimizer and the parameters that it updates.
struct Group {
  Optimizer* optimizer;
  Vars parameters;
};
Updates updates_of_groups(Var loss, const std::vector<Group>& groups, bool maximize);
[[noreturn]] void throw_no_group(std::size_t group, std::size_t count);
}  // namespace detail

/// Parameter groups: an optimizer whose options differ from group to group.       as the param_groups of torch.optim
///     optim::Groups<optim::Adam> adam({.lr = 0.03});                            // the options of all groups
///     adam.add({w1, w2}, [](auto& o) { o.weight_decay = 0.1; });                // what differs in this one
///     adam.add({b1, b2}, [](auto& o) { o.lr = 0.1; });
///     Program step = compile({x, y}, {loss}, adam.minimize(loss));
///     g.set(adam[1].lr(), 0.01);                                                // a group is an optimizer
template <class O> class Groups {
 public:
  using Options = typename O::Options;
  /// With the optimizer's own options.
  Groups() = default;
  /// With these, but for what a group changes.
  explicit Groups(Options of_all) : of_all_(std::move(of_all)) {}

  /// One more group, with the options of all.
  O& add(const Vars& parameters) {
    return add(parameters, [](Options&) {});
  }
  /// One more group; `change` gets the options of all and changes some. Throws what O's constructor throws.
  template <class F>
  requires std::is_invocable_v<F&, Options&> O& add(const Vars& parameters, F change) {
    Options options = of_all_;
    change(options);
    optimizers_.emplace_back(std::move(options));
    parameters_.push_back(parameters);
    return optimizers_.back();
  }

  /// The updates of a step of all groups. Throws as Optimizer::minimize does: no parameters, one in two groups ...
  Updates minimize(Var loss) { return detail::updates_of_groups(loss, groups(), false); }
  /// The same along the gradient. Throws GraphError if .maximize is set in a group: the two undo each other.
  Updates maximize(Var objective) { return detail::updates_of_groups(objective, groups(), true); }

  /// How many groups there are.
  std::size_t size() const { return optimizers_.size(); }
  /// The optimizer of a group, by the order of adding. Throws DataError if there are not so many.
  O& operator[](std::size_t group) { return optimizers_[checked(group)]; }
  const O& operator[](std::size_t group) const { return optimizers_[checked(group)]; }

 private:
  std::size_t checked(std::size_t group) const {
    if (group >= size()) detail::throw_no_group(group, size());
    return group;
  }
  std::vector<detail::Group> groups() {
    std::vector<detail::Group> all;
    for (std::size_t i = 0; i < optimizers_.size(); ++i) all.push_back({&optimizers_[i], parameters_[i]});
    return all;
  }
  Options of_all_;
  std::deque<O> optimizers_;  // stay where they are
  std::vector<Vars> parameters_;
};

}  // namespace xgrad::optim
