#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>
#include <xgrad/graph/lane_kernels.hpp>

namespace xgrad::jit {

using lanes::LaneOp;
using lanes::LaneType;

/// How an operand's address moves in the loop.
enum class Feed : std::uint8_t {
  stream,     ///< along with the elements
  row,        ///< one number for each row
  splat,      ///< one number for all
  wrapped,    ///< a row, the same for all rows: its beginning follows its end, so that groups may begin anywhere
  stretched,  ///< one number for each row, where groups of lanes take no notice of rows
};
/// How the elements are gone through.
enum class Walk : std::uint8_t {
  flat,  ///< one after another
  rows,  ///< row by row, with nothing written behind the end of each
  wrap,  ///< one after another, keeping count of rows for what is wrapped or stretched
};
struct Input {
  Feed feed;
  bool is_mask;  ///< bytes in memory
};

/// A step that writes value a to result number `immediate`.
inline constexpr LaneOp store_step = LaneOp::count;

/// What a fused step of a body negates, as its immediate.
inline constexpr std::uint64_t minus_addend = 1, minus_product = 2;

/// What a compiled loop does with one group of lanes: loads (immediate: the input), constants, the vocabulary's
/// operations, stores, each value before it is used.
struct Body {
  LaneType type = LaneType::float32;
  Walk walk = Walk::flat;
  std::vector<Input> inputs;
  std::vector<bool> mask_results;  ///< by result: written as bytes
  std::vector<lanes::TraceStep> steps;

  /// Equal for bodies that do the same.
  std::string key() const;
};

/// How many of a, b, c a step reads.
std::size_t operand_count(LaneOp op);
/// Whether a step makes a mask; loads are as their input says.
bool makes_mask(LaneOp op);

/// Puts a body together: functions are taken apart into the vocabulary, equal steps are done once, whole-number work on
/// constants is done here, what no result needs is dropped.
class BodyBuilder {
 public:
  using Value = std::uint32_t;
  explicit BodyBuilder(LaneType type) { body_.type = type; }

  Value input(bool is_mask);
  Value number(std::uint64_t bits) { return add({LaneOp::constant, 0, 0, 0, bits}); }
  /// A step of the vocabulary, or a whole function.
  Value apply(const lanes::TraceStep& step);
  Value apply(const lanes::Trace& trace, std::span<const Value> operands);
  void store(Value value, std::size_t result, bool is_mask);

  /// The body; nothing if a step cannot be compiled or if there are too many.
  std::optional<Body> finish(std::span<const Feed> feeds, Walk walk) &&;

 private:
  struct Hash {
    std::size_t operator()(const lanes::TraceStep& s) const;
  };
  struct Same {
    bool operator()(const lanes::TraceStep& x, const lanes::TraceStep& y) const {
      return x.op == y.op && x.a == y.a && x.b == y.b && x.c == y.c && x.immediate == y.immediate;
    }
  };
  Value add(lanes::TraceStep step);
  bool fold(lanes::TraceStep& step) const;
  void take_negatives(lanes::TraceStep& step) const;
  void drop_unused();

  Body body_;
  std::unordered_map<lanes::TraceStep, Value, Hash, Same> known_;
  bool is_supported_ = true, has_stored_ = false;
};

}  // namespace xgrad::jit
