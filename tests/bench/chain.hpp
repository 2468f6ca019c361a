#pragma once
#include <xgrad/graph/var.hpp>
#include "cases.hpp"
#include "works.hpp"

namespace xgrad::bench {

/// sum(of(x)) and its gradient, compiled.
Prepared prepare_chain(const Chain& chain, Var (*of)(Var x));
/// The same by hand.
Prepared prepare_chain_floor(const Chain& chain);

}  // namespace xgrad::bench
