#include "refusals.hpp"

#include <doctest/doctest.h>

#include <regex>

namespace xgrad {
namespace {

std::string kind_of(const Error& error) {
  if (dynamic_cast<const ShapeError*>(&error)) return "ShapeError";
  if (dynamic_cast<const DTypeError*>(&error)) return "DTypeError";
  if (dynamic_cast<const GraphError*>(&error)) return "GraphError";
  if (dynamic_cast<const DataError*>(&error)) return "DataError";
  return "Error";
}

std::string outcome(const Refusal& refusal, const Operands& operands) {
  try {
    refusal.call(operands);
  } catch (const Error& error) { return described(error); }
  return "nothing was thrown";
}

}  // namespace

std::string described(const Error& error) {
  static const std::regex line("(\\.[ch]pp):[0-9]+");
  return kind_of(error) + ": " + std::regex_replace(error.what(), line, "$1:N");
}

void check_refusals(std::initializer_list<Refusal> refusals) {
  for (const Refusal& refusal : refusals) {
    const Operands operands;
    const std::size_t before = operands.g.size();
    CHECK(outcome(refusal, operands) == refusal.error);
    CHECK_MESSAGE(operands.g.size() == before, refusal.error);
  }
}

}  // namespace xgrad
