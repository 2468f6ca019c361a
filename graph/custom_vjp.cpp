#include <fmt/format.h>
#include <atomic>
#include <cstring>
#include <xgrad/graph/custom_vjp.hpp>
#include <xgrad/graph/op.hpp>

namespace xgrad {
namespace {

class CustomVjp final : public Op {
 public:
  explicit CustomVjp(VjpRule rule) : rule_(std::move(rule)) {}
  std::string_view name() const override { return "custom_vjp"; }
  /// Every rule is an op of its own.
  std::string attributes() const override { return fmt::format("rule={}", number_); }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override {
    if (out.size() > 0) std::memcpy(out.data, in[0].data, static_cast<std::size_t>(out.size()) * size_of(out.dtype));
  }
  Vars vjp(Vars in, Var out, Var dout) const override {
    Vars gradients = rule_({in.begin() + 1, in.end()}, out, dout);
    if (gradients.size() + 1 != in.size())
      throw GraphError(name(),
                       fmt::format("the rule gives {} gradients for {} operands", gradients.size(), in.size() - 1),
                       out.name(), "no_gradient stands for an operand that has none");
    gradients.insert(gradients.begin(), no_gradient);
    return gradients;
  }
  Var specialize(const Vars& in) const override { return in[0]; }
  bool reads_shape_only(std::size_t i) const override { return i > 0; }
  bool may_fail() const override { return false; }
  bool is_reshape() const override { return true; }

 private:
  static std::uint64_t next_number() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }
  VjpRule rule_;
  std::uint64_t number_ = next_number();
};

}  // namespace

Var custom_vjp(Var out, const Vars& in, VjpRule rule) {
  if (!rule) throw GraphError("custom_vjp", "there is no rule", out.name());
  Vars operands{out};
  operands.insert(operands.end(), in.begin(), in.end());
  return make_node(std::make_shared<CustomVjp>(std::move(rule)), operands);
}

}  // namespace xgrad
