// The built-in elementwise families once more, as traces: what compiled lanes are made from.
#define XGRAD_ISA primitive
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/plan/jit/primitive_recorder_internal.hpp>
#include <xgrad/graph/plan/jit/traces_internal.hpp>

namespace xgrad::lanes {
inline namespace XGRAD_ISA {

/// Recorded when asked for, once.
template <class D, class F> const Trace& recorded() {
  using T = PrimitiveRecorder<F>;
  constexpr detail::Signature signature = detail::signature_of<D, T, 1>();
  static const Trace trace = detail::record<D, T, signature.masks>(std::make_index_sequence<signature.arity>());
  return trace;
}

struct OpTraces {
  const void* key;
  const Trace& (*single)();
  const Trace& (*double_)();
};
template <class... Lists> struct AllOps;
template <class... Ops> struct AllOps<OpList<Ops...>> {
  static constexpr OpTraces traces[] = {{&op_key<Ops>, &recorded<Ops, float>, &recorded<Ops, double>}...};
};
template <class... A, class... B, class... Rest>
struct AllOps<OpList<A...>, OpList<B...>, Rest...> : AllOps<OpList<A..., B...>, Rest...> {};

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes

#include <xgrad/ops/kernels/op_lists_internal.hpp>

namespace xgrad::lanes {

const Trace* primitive_trace(const void* key, LaneType type) {
  if (type == LaneType::int64) return nullptr;
  for (const OpTraces& op : BuiltInOps::traces)
    if (op.key == key) return type == LaneType::float32 ? &op.single() : &op.double_();
  return nullptr;
}

const Trace* primitive_trace(LaneOp function, LaneType type) {
  // A function's kernel is that of the op whose forward it is (functions_internal.hpp).
  const KernelTable& table = kernels();
  const auto t = static_cast<std::size_t>(type);
  const TileFunction wanted = table.lane_ops[t][static_cast<std::size_t>(function)];
  for (std::size_t i = 0; wanted != nullptr && i < table.op_count; ++i)
    if (table.ops[i].tile[t] == wanted) return primitive_trace(table.ops[i].key, type);
  return nullptr;
}

}  // namespace xgrad::lanes
