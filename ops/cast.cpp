#include <algorithm>
#include <xgrad/graph/op.hpp>
#include <xgrad/graph/tensor_internal.hpp>
#include <xgrad/ops/cast.hpp>

namespace xgrad {
namespace {

template <class From> void convert_all(const From* from, const View& out) {
  const auto run = [&]<class To>(To* to) {
    std::transform(from, from + out.size(), to, [](From x) { return converted<To>("cast", x); });
  };
  switch (out.dtype) {
    case DType::float32: return run(out.as<float>());
    case DType::float64: return run(out.as<double>());
    case DType::int64: return run(out.as<std::int64_t>());
    case DType::boolean: return run(out.as<bool>());
  }
}

class Cast final : public Op {
 public:
  explicit Cast(DType to) : to_(to) {}
  std::string_view name() const override { return "cast"; }
  std::string attributes() const override { return std::string(to_string(to_)); }
  bool may_fail() const override { return to_ == int64; }
  Type infer(Types in) const override { return {to_, in[0].shape}; }

  void forward(Views in, View out) const override {
    switch (in[0].dtype) {
      case DType::float32: return convert_all(in[0].as<float>(), out);
      case DType::float64: return convert_all(in[0].as<double>(), out);
      case DType::int64: return convert_all(in[0].as<std::int64_t>(), out);
      case DType::boolean: return convert_all(in[0].as<bool>(), out);
    }
  }

  Vars vjp(Vars in, Var, Var dy) const override {
    const DType from = in[0].dtype();
    if (!is_float(from) || !is_float(to_)) return no_gradient;
    return cast(dy, from);
  }

 private:
  DType to_;
};

}  // namespace

Var cast(Var x, DType dtype) { return make_node<Cast>({x}, dtype); }

}  // namespace xgrad
