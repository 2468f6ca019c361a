#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <xgrad/graph/graph.hpp>
#include <xgrad/models/initializer.hpp>

namespace xgrad::models {

/// A layer is parameters and a formula. It stays usable as long as its Graph lives; a copy has the same parameters. One
/// of your own makes its parameters in the constructor and says its formula:
///     class Scale : public models::Layer {
///      public:
///       Scale(Build g, int64_t n) : Layer(g, "scale"), factor_(parameter(g, "factor", {n}, init::ones)) {}
///      protected:
///       Var forward(Var x) const override { return x * factor_; }
///      private:
///       Var factor_;
///     };
class Layer {
 public:
  virtual ~Layer() = default;
  /// The layer's formula applied to x; its nodes are named by the layer, in listings and in errors. A throw leaves the
  /// graph as it was. Throws GraphError for an x of another graph, and what the formula's ops throw.
  Var operator()(Var x) const;
  /// State variables, in the order in which they were made.
  const Vars& parameters() const { return parameters_; }
  /// State variables that no optimizer moves: running statistics, counters.
  const Vars& buffers() const { return buffers_; }
  /// Unique in its graph: "dense", "dense_2"; within a scope "mlp/dense_1".
  const std::string& name() const { return name_; }

 protected:
  /// Takes the name, or the first free one of name_2, name_3, ...
  Layer(Build g, std::string_view name);
  Layer(const Layer&) = default;
  Layer& operator=(const Layer&) = default;

  /// A new state variable "<layer>/<name>". Its first value is drawn from a generator seeded by random_state and that
  /// full name: it depends on no other parameter. Throws DataError for an extent below 1, a negative random_state, or
  /// an initializer that gives another shape or dtype.
  Var parameter(Build g, std::string_view name, const Shape& shape, const Initializer& initializer,
                DType dtype = float32, std::int64_t random_state = 0);
  /// A new state variable "<layer>/<name>" that is no parameter.
  Var buffer(Build g, std::string_view name, const Tensor& initial);
  /// Counts another layer's parameters and buffers among this one's, each but once.
  void adopt(const Layer& part);

  /// The formula: what the layer makes of x.
  virtual Var forward(Var x) const = 0;

  /// What is made while it lives is named within the layer: its parts, its nodes.
  class Inside {
   public:
    explicit Inside(const Layer& layer);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    Arena* arena_;
    std::uint32_t previous_;
  };

 private:
  Arena* arena_;
  std::string name_;
  std::shared_ptr<const void> name_lease_;
  Vars parameters_, buffers_;
};

}  // namespace xgrad::models
