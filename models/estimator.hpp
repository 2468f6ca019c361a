#pragma once
#include <concepts>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad::models {

/// What learns to predict: fit(X, y), predict(X), score(X, y), and copies.
template <class E>
concept Predicts = std::copy_constructible<E> && requires(E& e, const E& fitted, const Tensor& X, const Tensor& y) {
  e.fit(X, y);
  { fitted.predict(X) } -> std::convertible_to<Tensor>;
  { fitted.score(X, y) } -> std::convertible_to<double>;
};

/// What learns to change a table: fit(X), transform(X), and copies.
template <class T>
concept Transforms = std::copy_constructible<T> && requires(T& t, const T& fitted, const Tensor& X) {
  t.fit(X);
  { fitted.transform(X) } -> std::convertible_to<Tensor>;
};

namespace detail {

/// A copy with the same options that has learned nothing.
template <class E> E unfitted(const E& e) {
  if constexpr (requires {
                  { e.unfitted() } -> std::convertible_to<E>;
                })
    return e.unfitted();
  else if constexpr (requires { E(e.options); })
    return E(e.options);
  else if constexpr (requires { E(e.options()); })
    return E(e.options());
  else
    return e;
}

[[noreturn]] void throw_missing(std::string_view what);
[[noreturn]] void throw_other_type(std::string_view what);

/// What all that is held can do.
template <class Interface> struct Holdable {
  virtual ~Holdable() = default;
  virtual std::unique_ptr<Interface> copy() const = 0;
  virtual std::unique_ptr<Interface> unfitted() const = 0;
  virtual void set_param(std::string_view name, const ParameterValue& value) = 0;
};

/// An object of type T behind the interface; Model is the class that is derived from this.
template <class Model, class Interface, class T> struct Held : Interface {
  explicit Held(T t) : value(std::move(t)) {}
  std::unique_ptr<Interface> copy() const override { return std::make_unique<Model>(value); }
  std::unique_ptr<Interface> unfitted() const override { return std::make_unique<Model>(detail::unfitted(value)); }
  void set_param(std::string_view name, const ParameterValue& v) override {
    if constexpr (requires { value.set_param(name, v); })
      value.set_param(name, v);
    else
      throw_missing("set_param");
  }
  T value;
};

/// A value that holds an object of any type behind an interface, and copies with it; Self is derived from this.
template <class Self, class Interface> class Holder {
 public:
  Holder(const Holder& other) : held_(other.held_->copy()) {}
  Holder(Holder&&) noexcept = default;
  Holder& operator=(Holder other) noexcept {
    held_.swap(other.held_);
    return *this;
  }

  /// Gives a parameter a value.
  void set_param(std::string_view name, const ParameterValue& value) { held_->set_param(name, value); }
  /// The same options, nothing learned.
  Self unfitted() const { return Self(held_->unfitted()); }
  /// The object itself. Throws DataError if it is of another type.
  template <class T> const T& get() const {
    const auto* held = dynamic_cast<const typename Self::template Model<T>*>(held_.get());
    if (!held) throw_other_type(Self::name);
    return held->value;
  }

 protected:
  explicit Holder(std::unique_ptr<Interface> held) : held_(std::move(held)) {}
  std::unique_ptr<Interface> held_;
};

struct AnyEstimator : Holdable<AnyEstimator> {
  virtual void fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) = 0;
  virtual Tensor predict(const Tensor& X) const = 0;
  virtual Tensor predict_proba(const Tensor& X) const = 0;
  virtual double score(const Tensor& X, const Tensor& y, const Tensor& sample_weight) const = 0;
  virtual bool is_classifier() const = 0;
};

struct AnyTransformer : Holdable<AnyTransformer> {
  virtual void fit(const Tensor& X) = 0;
  virtual Tensor transform(const Tensor& X) const = 0;
};

template <class E> bool is_classifier(const E& e) {
  if constexpr (requires {
                  { e.is_classifier() } -> std::convertible_to<bool>;
                })
    return e.is_classifier();
  else if constexpr (requires {
                       { E::is_classifier } -> std::convertible_to<bool>;
                     })
    return E::is_classifier;
  else
    return false;
}

}  // namespace detail

/// A value that holds an estimator of any type: for pipelines, cross-validation and searches.
///     models::Estimator model = models::MLPClassifier({.random_state = 1});
///     model.set_param("alpha", 0.01);
///     model.fit(X, y);
///     model.get<models::MLPClassifier>().n_iter();
/// One of your own needs fit(X, y), predict(X), score(X, y) and copies. `static constexpr bool is_classifier = true`
/// says that y are labels, `Options options` (or unfitted()) how to make it anew, set_param(name, value) is for
/// searches, a third argument of fit and score is for sample_weight. What the estimator throws passes through; what it
/// has not got is a DataError.
class Estimator : public detail::Holder<Estimator, detail::AnyEstimator> {
 public:
  template <class E>
  requires(!std::same_as<E, Estimator> && Predicts<E>) Estimator(E estimator)
      : Holder(std::make_unique<Model<E>>(std::move(estimator))) {}

  /// Learns from the rows of X and their labels or targets; sample_weight [n] is how much each row counts. Throws
  /// DataError for weights if the estimator takes none.
  Estimator& fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) {
    held_->fit(X, y, sample_weight);
    return *this;
  }
  /// What the estimator makes of X.
  Tensor predict(const Tensor& X) const { return held_->predict(X); }
  /// Of a classifier that has it.
  Tensor predict_proba(const Tensor& X) const { return held_->predict_proba(X); }
  /// The estimator's own measure of how well it predicts y. Throws as fit.
  double score(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) const {
    return held_->score(X, y, sample_weight);
  }
  /// Whether y are labels.
  bool is_classifier() const { return held_->is_classifier(); }

 private:
  friend Holder;
  static constexpr std::string_view name = "Estimator.get";
  explicit Estimator(std::unique_ptr<detail::AnyEstimator> held) : Holder(std::move(held)) {}

  template <class E> struct Model : detail::Held<Model<E>, detail::AnyEstimator, E> {
    using detail::Held<Model<E>, detail::AnyEstimator, E>::Held;
    void fit(const Tensor& X, const Tensor& y, const Tensor& w) override {
      if constexpr (requires { this->value.fit(X, y, w); })
        this->value.fit(X, y, w);
      else if (w.size() > 0)
        detail::throw_missing("sample_weight of fit");
      else
        this->value.fit(X, y);
    }
    Tensor predict(const Tensor& X) const override { return this->value.predict(X); }
    Tensor predict_proba(const Tensor& X) const override {
      if constexpr (requires { this->value.predict_proba(X); })
        return this->value.predict_proba(X);
      else
        detail::throw_missing("predict_proba");
    }
    double score(const Tensor& X, const Tensor& y, const Tensor& w) const override {
      if constexpr (requires { this->value.score(X, y, w); })
        return this->value.score(X, y, w);
      else if (w.size() > 0)
        detail::throw_missing("sample_weight of score");
      else
        return this->value.score(X, y);
    }
    bool is_classifier() const override { return detail::is_classifier(this->value); }
  };
};

/// The same for what changes a table: StandardScaler, PolynomialFeatures, or one of your own with fit(X), transform(X)
/// and copies.
class Transformer : public detail::Holder<Transformer, detail::AnyTransformer> {
 public:
  template <class T>
  requires(!std::same_as<T, Transformer> && Transforms<T>) Transformer(T transformer)
      : Holder(std::make_unique<Model<T>>(std::move(transformer))) {}

  /// Learns from the rows of X.
  Transformer& fit(const Tensor& X) {
    held_->fit(X);
    return *this;
  }
  /// X, changed.
  Tensor transform(const Tensor& X) const { return held_->transform(X); }

 private:
  friend Holder;
  static constexpr std::string_view name = "Transformer.get";
  explicit Transformer(std::unique_ptr<detail::AnyTransformer> held) : Holder(std::move(held)) {}

  template <class T> struct Model : detail::Held<Model<T>, detail::AnyTransformer, T> {
    using detail::Held<Model<T>, detail::AnyTransformer, T>::Held;
    void fit(const Tensor& X) override { this->value.fit(X); }
    Tensor transform(const Tensor& X) const override { return this->value.transform(X); }
  };
};

}  // namespace xgrad::models
