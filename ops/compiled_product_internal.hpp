#pragma once
#include <memory>
#include <optional>
#include <xgrad/graph/plan/jit/product_internal.hpp>
#include <xgrad/ops/product_shape_internal.hpp>

namespace xgrad {

/// A small product compiled for its shape, with the bits of the kernels' loops.
class CompiledProduct {
 public:
  /// Whether it pays: b stays in cache, so that nothing has to be packed.
  static bool takes(const ProductShape& shape);
  /// Nothing if the system allows no executable memory.
  static std::optional<CompiledProduct> make(const ProductShape& shape);

  void operator()(const void* a, const void* b, void* c) const {
    if (form_ == Form::plain)
      call_(a, b, c);
    else
      call_with_transpose(a, b, c);
  }

 private:
  enum class Form : std::uint8_t {
    plain,         ///< vectors run along n, in b's rows
    transposes_b,  ///< the same, b's rows made first
    turned,        ///< a's rows are longer: vectors run along m, c^T = b^T a, which is transposed last
  };
  CompiledProduct(const ProductShape& shape, Form form) : shape_(shape), form_(form) {}
  static Form form_of(const ProductShape& shape);
  jit::ProductBody body() const;
  void call_with_transpose(const void* a, const void* b, void* c) const;

  ProductShape shape_;
  Form form_;
  jit::CompiledFunction call_ = nullptr;
  std::shared_ptr<const jit::Code> code_;
};

}  // namespace xgrad
