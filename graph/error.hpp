#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace xgrad {

/// Base of everything xgrad throws. The message has the form
///     what was attempted: the rule that broke: the operands
///       the remedy
/// A call that throws has changed nothing.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  Error(std::string_view what, std::string_view rule, std::string_view operands = {}, std::string_view remedy = {})
      : std::runtime_error(message(what, rule, operands, remedy)) {}

 private:
  static std::string message(std::string_view what, std::string_view rule, std::string_view operands,
                             std::string_view remedy);
};

/// Shapes that do not fit together, or an axis that is not there.
struct ShapeError : Error {
  using Error::Error;
};
/// A dtype that an op does not take, or two that differ.
struct DTypeError : Error {
  using Error::Error;
};
/// A graph put together wrongly: mixed graphs, no derivative, a program run by two threads at once.
struct GraphError : Error {
  using Error::Error;
};
/// Values that cannot be right: a label out of range, NaN in training data, an unknown parameter.
struct DataError : Error {
  using Error::Error;
};
/// A file that cannot be read or written, or is not what it should be.
struct IoError : Error {
  using Error::Error;
};

}  // namespace xgrad
