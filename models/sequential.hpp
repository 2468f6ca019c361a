#pragma once
#include <concepts>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>
#include <xgrad/graph/unary_function.hpp>
#include <xgrad/models/layer.hpp>

namespace xgrad::models {

/// A step of a Sequential: a layer, or a function such as relu.
class Step {
 public:
  template <std::derived_from<Layer> L> Step(L layer) : layer_(std::make_shared<const L>(std::move(layer))) {}
  template <class F>
  requires(!std::derived_from<std::remove_cvref_t<F>, Layer> && !std::same_as<std::remove_cvref_t<F>, Step> &&
           std::is_constructible_v<UnaryFunction, F>) Step(F&& function)
      : function_(std::forward<F>(function)) {}
  Step(Var (*function)(Var)) : function_(function) {}

  Var operator()(Var x) const { return layer_ ? (*layer_)(x) : function_(x); }
  /// Null for a function.
  const Layer* layer() const { return layer_.get(); }

 private:
  std::shared_ptr<const Layer> layer_;
  UnaryFunction function_ = [](Var x) { return x; };
};

/// Layers and functions, one after the other.                       as torch.nn.Sequential
///     models::Sequential net(g, {models::Conv2D(g, 1, 16, 3), relu, models::MaxPool2D(g, 2), models::Flatten(g),
///                                models::Dense(g, 144, 10)});
///     Var logits = net(images);
///   parameters  those of its layers, which keep their names
///   throws      GraphError for a layer of another graph, and what its layers throw
class Sequential : public Layer {
 public:
  Sequential(Build g, std::initializer_list<Step> steps) : Sequential(g, std::vector<Step>(steps)) {}
  Sequential(Build g, std::vector<Step> steps, const std::string& name = "sequential");
  const std::vector<Step>& steps() const { return steps_; }

 protected:
  Var forward(Var x) const override;

 private:
  std::vector<Step> steps_;
};

/// y = x + inner(x) (He et al. 2016); with a shortcut, y = shortcut(x) + inner(x), for when the shapes differ.
///     models::Residual block(g, models::Sequential(g, {models::Dense(g, 8, 8), relu, models::Dense(g, 8, 8)}));
///   throws      ShapeError if inner(x) has another shape than x (or its shortcut)
class Residual : public Layer {
 public:
  Residual(Build g, const Step& inner);
  Residual(Build g, const Step& inner, const Step& shortcut);

 protected:
  Var forward(Var x) const override;

 private:
  Step inner_, shortcut_;
};

/// [n, ...] -> [n, product of the others], which must be known.     as torch.nn.Flatten
class Flatten : public Layer {
 public:
  explicit Flatten(Build g) : Layer(g, "flatten") {}

 protected:
  Var forward(Var x) const override;
};

}  // namespace xgrad::models
