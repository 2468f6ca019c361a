#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>
#include <xgrad/graph/dtype.hpp>
#include <xgrad/graph/shape.hpp>
#include <xgrad/graph/source_line.hpp>

namespace xgrad {

class Arena;
class Tensor;

namespace detail {
[[noreturn]] void throw_too_few(std::size_t have, std::size_t wanted);
}

/// A node of a graph: a small handle, empty by default. It may be used as long as its Graph lives.
class Var {
 public:
  Var() = default;
  Var(Arena* arena, std::uint32_t id) : arena_(arena), id_(id) {}
  explicit operator bool() const { return arena_ != nullptr; }

  /// Its place in the graph: an operand's id is always smaller than its user's.
  std::uint32_t id() const { return id_; }
  Arena* arena() const { return arena_; }
  DType dtype() const;
  const Shape& shape() const;
  std::size_t rank() const { return shape().rank(); }
  /// The given name, or the op with the named nodes that it comes from: "matmul(x, w1)".
  std::string name() const;
  bool is_same(Var other) const { return arena_ == other.arena_ && id_ == other.id_; }

 private:
  Arena* arena_ = nullptr;
  std::uint32_t id_ = 0;
};

/// Comparing handles is hardly ever what was meant: equal(a, b) compares values, a.is_same(b) the handles.
bool operator==(Var, Var) = delete;
bool operator!=(Var, Var) = delete;

/// Several nodes: the operands of an op, the gradients that a vjp returns.
class Vars : public std::vector<Var> {
 public:
  using std::vector<Var>::vector;
  Vars(Var one) : std::vector<Var>{one} {}
  /// auto [a, b] = vars.take<2>();                       throws GraphError if there are fewer
  template <std::size_t N> std::array<Var, N> take() const {
    if (size() < N) detail::throw_too_few(size(), N);
    std::array<Var, N> taken;
    for (std::size_t i = 0; i < N; ++i) taken[i] = (*this)[i];
    return taken;
  }
};

/// What a vjp returns for an operand that the result does not depend on smoothly: labels, masks, anything rounded.
inline const Var no_gradient{};

/// An operand of an expression: a Var, or a C++ number that takes the other operand's dtype. Throws DataError for an
/// integer that int64 does not hold.
class Term {
 public:
  Term(Var v) : var_(v) {}
  template <class N>
  requires std::is_arithmetic_v<N> Term(N number)
      : number_(static_cast<double>(number)),
        whole_(whole(number)),
        is_number_(true),
        is_whole_(std::is_integral_v<N>) {}
  bool is_number() const { return is_number_; }  // an empty Var is none
  bool is_whole() const { return is_whole_; }    // a C++ integer
  double number() const { return number_; }
  /// The Var itself, or a constant of like's dtype in like's graph. Throws DTypeError for a fraction where like is
  /// int64 or bool, in the name of `op`, GraphError where like is empty.
  Var as_var(Var like, std::string_view op = "number") const;

 private:
  template <class N> static std::int64_t whole(N number) {
    if constexpr (std::is_integral_v<N>)
      return detail::whole_number(number);
    else
      return 0;
  }

  Var var_;
  double number_ = 0;
  std::int64_t whole_ = 0;
  bool is_number_ = false, is_whole_ = false;
};

/// The first operand that is a Var. Throws GraphError if all are numbers.
Var first_var(std::initializer_list<Term>);

// Arithmetic, elementwise with NumPy's broadcasting; documented where it is defined, ops/arithmetic.hpp.
Var operator+(Term a, Term b);
Var operator-(Term a, Term b);
Var operator*(Term a, Term b);
Var operator/(Term a, Term b);
Var operator-(Var x);
Var operator<(Term a, Term b);
Var operator<=(Term a, Term b);
Var operator>(Term a, Term b);
Var operator>=(Term a, Term b);

}  // namespace xgrad
