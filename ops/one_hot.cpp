#include <fmt/format.h>
#include <cstring>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/like_internal.hpp>
#include <xgrad/ops/one_hot.hpp>

namespace xgrad {
namespace {

template <class T> void write_ones(std::string_view user, const View& labels, const View& out, std::int64_t classes) {
  const auto* label = labels.as<const std::int64_t>();
  const std::int64_t count = labels.size();
  if (out.size() > 0) std::memset(out.data, 0, static_cast<std::size_t>(out.size()) * sizeof(T));
  T* row = out.as<T>();
  for (std::int64_t i = 0; i < count; ++i, row += classes) {
    if (label[i] < 0 || label[i] >= classes)
      throw DataError(user, fmt::format("label {} is out of range", label[i]),
                      fmt::format("labels[{}], with {} classes", i, classes),
                      fmt::format("labels are 0 ... {}", classes - 1));
    row[label[i]] = T(1);
  }
}

/// `user` is who asked for it, and is named if a label is out of range.
struct OneHot : Op {
  OneHot(std::int64_t classes, DType dtype, std::string_view user) : classes_(classes), dtype_(dtype), user_(user) {}
  std::string_view name() const override { return "one_hot"; }
  Type infer(Types in) const override {
    check_dtype(user_, in[0], int64);
    check_result_rank(user_, in[0].shape.rank() + 1, in);
    Type type{dtype_, in[0].shape};
    type.shape.push_back(classes_);
    return type;
  }
  void forward(Views in, View out) const override {
    switch (dtype_) {
      case DType::float32: return write_ones<float>(user_, in[0], out, classes_);
      case DType::float64: return write_ones<double>(user_, in[0], out, classes_);
      case DType::int64: return write_ones<std::int64_t>(user_, in[0], out, classes_);
      case DType::boolean: return write_ones<bool>(user_, in[0], out, classes_);
    }
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient}; }
  std::string attributes() const override {
    return fmt::format("classes={}, {}{}{}", classes_, to_string(dtype_), user_ == name() ? "" : ", for ",
                       user_ == name() ? "" : user_);
  }

 private:
  std::int64_t classes_;
  DType dtype_;
  std::string_view user_;  // a literal
};

/// one_hot as a mask, with the number of classes from ref's last axis.
struct OneHotLike : Op {
  explicit OneHotLike(std::string_view user) : user_(user) {}
  std::string_view name() const override { return "one_hot_like"; }
  Type infer(Types in) const override {
    check_dtype(user_, in[0], int64);
    const Operand &labels = in[0], &ref = in[1];
    check_result_rank(user_, labels.shape.rank() + 1, in);
    Type type{boolean, labels.shape};
    type.shape.push_back(ref.shape[ref.shape.rank() - 1]);
    if (!may_equal(type.shape, ref.shape))
      throw ShapeError(user_, "there is not one label for each row",
                       fmt::format("{}, {}", to_string(ref), to_string(labels)), labels.origin());
    return type;
  }
  void forward(Views in, View out) const override {
    write_ones<bool>(user_, in[0], out, out.shape()[out.shape().rank() - 1]);
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient, no_gradient}; }
  std::string attributes() const override { return fmt::format("for {}", user_); }
  bool reads_shape_only(std::size_t i) const override { return i == 1; }
  Var specialize(const Vars& in) const override {
    check_again(*this, in);
    return make_node<OneHot>({in[0]}, in[1].shape()[in[1].rank() - 1], boolean, user_);
  }

 private:
  std::string_view user_;  // a literal
};

}  // namespace

Var one_hot(Var labels, std::int64_t classes) { return one_hot(labels, classes, float64); }
Var one_hot(Var labels, std::int64_t classes, DType dtype) {
  if (classes < 0)
    throw ShapeError("one_hot", fmt::format("{} classes", classes), to_string(operand_of("one_hot", labels)));
  return make_node<OneHot>({labels}, classes, dtype, std::string_view("one_hot"));
}
Var one_hot_like(std::string_view user, Var labels, Var ref) { return make_node<OneHotLike>({labels, ref}, user); }

}  // namespace xgrad
