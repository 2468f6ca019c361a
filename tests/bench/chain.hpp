#pragma once
#include <string>
#include <vector>
#include <xgrad/graph/var.hpp>
#include "cases.hpp"
#include "works.hpp"

namespace xgrad::bench {

/// sum(of(x)) and its gradient, compiled.
Prepared prepare_chain(const Chain& chain, Var (*of)(Var x));
/// The same by hand, for what the machine has and for AVX2.
void add_chain_floors(std::vector<Case>& cases, const std::string& name, const Chain& chain);

}  // namespace xgrad::bench
