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

template <class E> void set_param_of(E& e, std::string_view name, const ParameterValue& value) {
  if constexpr (requires { e.set_param(name, value); })
    e.set_param(name, value);
  else
    throw_missing("set_param");
}

}  // namespace detail

/// A value that holds an estimator of any type: for pipelines, cross-validation and searches.
///     models::Estimator model = models::MLPClassifier({.random_state = 1});
///     model.set_param("alpha", 0.01);
///     model.fit(X, y);
///     model.get<models::MLPClassifier>().n_iter();
/// One of your own needs fit(X, y), predict(X), score(X, y) and copies. `static constexpr bool is_classifier = true`
/// says that y are labels, `Options options` (or unfitted()) how to make it anew, set_param(name, value) is for
/// searches. What the estimator throws passes through; what it has not got is a DataError.
class Estimator {
 public:
  template <class E>
  requires(!std::same_as<E, Estimator> && Predicts<E>) Estimator(E estimator)
      : held_(std::make_unique<Held<E>>(std::move(estimator))) {}
  Estimator(const Estimator& other) : held_(other.held_->copy()) {}
  Estimator(Estimator&&) noexcept = default;
  Estimator& operator=(Estimator other) noexcept {
    held_.swap(other.held_);
    return *this;
  }

  /// Learns from the rows of X and their labels or targets.
  Estimator& fit(const Tensor& X, const Tensor& y) {
    held_->fit(X, y);
    return *this;
  }
  /// What the estimator makes of X.
  Tensor predict(const Tensor& X) const { return held_->predict(X); }
  /// Of a classifier that has it.
  Tensor predict_proba(const Tensor& X) const { return held_->predict_proba(X); }
  /// The estimator's own measure of how well it predicts y.
  double score(const Tensor& X, const Tensor& y) const { return held_->score(X, y); }
  /// Whether y are labels.
  bool is_classifier() const { return held_->is_classifier(); }
  /// Gives a parameter a value.
  void set_param(std::string_view name, const ParameterValue& value) { held_->set_param(name, value); }
  /// The same options, nothing learned.
  Estimator unfitted() const { return Estimator(held_->unfitted()); }

  /// The estimator itself. Throws DataError if it is of another type.
  template <Predicts E> const E& get() const {
    const auto* held = dynamic_cast<const Held<E>*>(held_.get());
    if (!held) detail::throw_other_type("Estimator.get");
    return held->value;
  }

 private:
  struct Any {
    virtual ~Any() = default;
    virtual std::unique_ptr<Any> copy() const = 0;
    virtual std::unique_ptr<Any> unfitted() const = 0;
    virtual void fit(const Tensor& X, const Tensor& y) = 0;
    virtual Tensor predict(const Tensor& X) const = 0;
    virtual Tensor predict_proba(const Tensor& X) const = 0;
    virtual double score(const Tensor& X, const Tensor& y) const = 0;
    virtual bool is_classifier() const = 0;
    virtual void set_param(std::string_view name, const ParameterValue& value) = 0;
  };
  template <class E> struct Held : Any {
    explicit Held(E e) : value(std::move(e)) {}
    std::unique_ptr<Any> copy() const override { return std::make_unique<Held>(value); }
    std::unique_ptr<Any> unfitted() const override { return std::make_unique<Held>(detail::unfitted(value)); }
    void fit(const Tensor& X, const Tensor& y) override { value.fit(X, y); }
    Tensor predict(const Tensor& X) const override { return value.predict(X); }
    Tensor predict_proba(const Tensor& X) const override {
      if constexpr (requires { value.predict_proba(X); })
        return value.predict_proba(X);
      else
        detail::throw_missing("predict_proba");
    }
    double score(const Tensor& X, const Tensor& y) const override { return value.score(X, y); }
    bool is_classifier() const override {
      if constexpr (requires {
                      { value.is_classifier() } -> std::convertible_to<bool>;
                    })
        return value.is_classifier();
      else if constexpr (requires {
                           { E::is_classifier } -> std::convertible_to<bool>;
                         })
        return E::is_classifier;
      else
        return false;
    }
    void set_param(std::string_view name, const ParameterValue& v) override { detail::set_param_of(value, name, v); }
    E value;
  };
  explicit Estimator(std::unique_ptr<Any> held) : held_(std::move(held)) {}

  std::unique_ptr<Any> held_;
};

/// The same for what changes a table: StandardScaler, PolynomialFeatures, or one of your own with fit(X), transform(X)
/// and copies.
class Transformer {
 public:
  template <class T>
  requires(!std::same_as<T, Transformer> && Transforms<T>) Transformer(T transformer)
      : held_(std::make_unique<Held<T>>(std::move(transformer))) {}
  Transformer(const Transformer& other) : held_(other.held_->copy()) {}
  Transformer(Transformer&&) noexcept = default;
  Transformer& operator=(Transformer other) noexcept {
    held_.swap(other.held_);
    return *this;
  }

  /// Learns from the rows of X.
  Transformer& fit(const Tensor& X) {
    held_->fit(X);
    return *this;
  }
  /// X, changed.
  Tensor transform(const Tensor& X) const { return held_->transform(X); }
  /// Gives a parameter a value.
  void set_param(std::string_view name, const ParameterValue& value) { held_->set_param(name, value); }
  /// The same options, nothing learned.
  Transformer unfitted() const { return Transformer(held_->unfitted()); }
  /// The transformer itself. Throws DataError if it is of another type.
  template <Transforms T> const T& get() const {
    const auto* held = dynamic_cast<const Held<T>*>(held_.get());
    if (!held) detail::throw_other_type("Transformer.get");
    return held->value;
  }

 private:
  struct Any {
    virtual ~Any() = default;
    virtual std::unique_ptr<Any> copy() const = 0;
    virtual std::unique_ptr<Any> unfitted() const = 0;
    virtual void fit(const Tensor& X) = 0;
    virtual Tensor transform(const Tensor& X) const = 0;
    virtual void set_param(std::string_view name, const ParameterValue& value) = 0;
  };
  template <class T> struct Held : Any {
    explicit Held(T t) : value(std::move(t)) {}
    std::unique_ptr<Any> copy() const override { return std::make_unique<Held>(value); }
    std::unique_ptr<Any> unfitted() const override { return std::make_unique<Held>(detail::unfitted(value)); }
    void fit(const Tensor& X) override { value.fit(X); }
    Tensor transform(const Tensor& X) const override { return value.transform(X); }
    void set_param(std::string_view name, const ParameterValue& v) override { detail::set_param_of(value, name, v); }
    T value;
  };
  explicit Transformer(std::unique_ptr<Any> held) : held_(std::move(held)) {}

  std::unique_ptr<Any> held_;
};

}  // namespace xgrad::models
