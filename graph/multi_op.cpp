#include <fmt/format.h>
#include <cstring>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/multi_op.hpp>
#include <xgrad/graph/multi_op_internal.hpp>

namespace xgrad {
namespace {

constexpr std::int64_t spare = 64;  // as behind every View

/// Where a result of this type ends if the block is that long before it; dynamic if it is not known.
std::int64_t end_of(std::string_view op, const Type& type, std::int64_t begin) {
  if (begin == dynamic || !type.shape.is_static()) return dynamic;
  const auto bytes = static_cast<std::int64_t>(bytes_of(op, type.dtype, type.shape));
  return begin + (bytes + spare - 1) / spare * spare + spare;
}

std::vector<Type> result_types(Var packed) {
  Arena& arena = *packed.arena();
  const std::vector<Operand> operands = arena.operands(packed.id());
  return arena.op(packed.id()).multi()->infer(Types(operands));
}

/// The results of a packed op in its block: their types, where they begin, and views that are moved along with it.
struct Results {
  std::vector<Type> types;
  std::vector<std::int64_t> begins;
  std::vector<View> views;

  Results(const MultiOp& op, Types in) : types(op.infer(in)) {
    std::int64_t at = 0;
    for (const Type& type : types) {
      begins.push_back(at);
      views.push_back({type.dtype, &type.shape, nullptr});
      at = end_of(op.name(), type, at);
    }
  }
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  Views in(void* block) {
    for (std::size_t i = 0; i < views.size(); ++i) views[i].data = static_cast<std::byte*>(block) + begins[i];
    return views;
  }
};

/// One result of a PackedOp.
class Part final : public Op {
 public:
  explicit Part(std::size_t i) : i_(i) {}
  std::string_view name() const override { return "part"; }
  std::string attributes() const override { return fmt::format("{}", i_); }
  std::optional<std::size_t> part() const override { return i_; }
  Type infer(Types in) const override {
    const std::vector<Type> types = result_types(in[0].var);
    if (i_ >= types.size())
      throw GraphError(in[0].var.name(), fmt::format("it has {} results, not {}", types.size(), i_ + 1));
    return types[i_];
  }
  void forward(Views, View) const override {}  // only the kernel runs: it knows where the result begins
  Kernel kernel(Types in, const Type& out) const override {
    Arena& arena = *in[0].var.arena();
    const std::uint32_t packed = in[0].var.id();
    const std::vector<Operand> operands = arena.operands(packed);
    const Results results(*arena.op(packed).multi(), Types(operands));
    const std::int64_t offset = results.begins[i_];
    const std::size_t bytes = bytes_of(name(), out.dtype, out.shape);
    return [offset, bytes](const View* views, const View& result) {
      if (bytes > 0) std::memcpy(result.data, static_cast<const std::byte*>(views[0].data) + offset, bytes);
    };
  }

 private:
  std::size_t i_;
};

}  // namespace

Vars MultiOp::vjp(Vars, Vars out, Vars) const {
  throw GraphError("grad", fmt::format("{} has no derivative rule", name()), out.empty() ? "" : out[0].name(),
                   "override vjp, or leave this path out with stop_gradient");
}

namespace detail {

Type PackedOp::infer(Types in) const {
  std::int64_t end = 0;
  for (const Type& type : op_->infer(in)) end = end_of(name(), type, end);
  return {boolean, {end}};
}

void PackedOp::forward(Views in, View out) const {
  std::vector<Operand> operands(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) static_cast<Type&>(operands[i]) = {in[i].dtype, in[i].shape()};
  op_->forward(in, Results(*op_, Types(operands)).in(out.data));
}

Kernel PackedOp::kernel(Types in, const Type&) const {
  const auto results = std::make_shared<Results>(*op_, in);
  return [this, results, count = in.size()](const View* views, const View& out) {
    op_->forward(Views(views, count), results->in(out.data));
  };
}

}  // namespace detail

void for_each_result(Arena& arena, std::uint32_t packed, void* block,
                     const std::function<void(std::size_t, const Type&, const void*)>& see) {
  const std::vector<Operand> operands = arena.operands(packed);
  Results results(*arena.op(packed).multi(), Types(operands));
  const Views views = results.in(block);
  for (std::size_t i = 0; i < views.size(); ++i) see(i, results.types[i], views[i].data);
}

Vars parts_of(Var packed) {
  if (!packed || !packed.arena()->op(packed.id()).multi())
    throw GraphError("parts_of", "the node has one result", packed.name(), "make_nodes makes nodes of several");
  Vars parts;
  const std::size_t count = result_types(packed).size();
  for (std::size_t i = 0; i < count; ++i) parts.push_back(make_node<Part>({packed}, i));
  return parts;
}

Vars make_nodes(const OpPtr& packed, std::span<const Var> in) {
  Arena& arena = arena_of_operands(*packed, in);
  Undo undo(arena);
  Vars parts = parts_of(arena.apply(packed, in));
  undo.keep();
  return parts;
}

}  // namespace xgrad
