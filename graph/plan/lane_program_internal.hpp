#pragma once
#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/graph/op.hpp>
#include <xgrad/graph/plan/jit/code_internal.hpp>

namespace xgrad {

/// Calls f with a zero of the unsigned type of that many bytes.
template <class F> void with_bits(std::size_t bytes, F f) {
  if (bytes == 1)
    f(std::uint8_t{});
  else if (bytes == 4)
    f(std::uint32_t{});
  else
    f(std::uint64_t{});
}

/// What an op of the user's does, for lanes of that type: constants of int64 lanes are whole numbers then. Throws
/// DTypeError, naming the op and the step, for a fraction and for a step that int64 lanes have no kernel of.
lanes::Trace trace_for(std::string_view op, const lanes::LaneCode& code, lanes::LaneType type);

/// Tiles that hold one number in every lane, shared by the lane programs of a plan.
class ConstantTiles {
 public:
  void* tile(std::uint64_t bits, std::size_t lane_bytes, std::size_t tile_bytes);

 private:
  std::map<std::tuple<std::uint64_t, std::size_t, std::size_t>, Buffer> tiles_;
};

/// Elementwise ops joined over one iteration space, run tile by tile: a tile stays in the first-level cache while every
/// instruction passes over it. Operands that broadcast are spread out into tiles of their own. A program that runs
/// often or long is compiled to one loop (plan/jit), with the same bits.
class LaneProgram {
 public:
  using Value = std::uint32_t;
  LaneProgram(lanes::LaneType type, const Shape& space);
  LaneProgram(const LaneProgram&) = delete;
  LaneProgram& operator=(const LaneProgram&) = delete;
  ~LaneProgram();

  /// Makes room for so many ops: no growing by doubling.
  void reserve(std::size_t ops);
  /// The next operand: of the space's shape or broadcasting to it; of the program's type or bool.
  Value input(const Type& type);
  Value number(std::uint64_t bits);
  Value apply(const lanes::LaneCode& code, std::span<const Value> operands);
  /// The next result.
  void output(Value value, DType dtype);
  /// Assigns registers. No more calls of the above.
  void finish(ConstantTiles& constants);

  /// Whether result k may be written over operand j: nothing reads the operand after the result is written.
  bool may_alias(std::size_t output, std::size_t input) const;
  std::size_t scratch_bytes() const { return scratch_bytes_; }
  std::size_t instruction_count() const { return instructions_.size(); }
  std::int64_t size() const { return static_cast<std::int64_t>(count_); }
  /// Gives the program its scratch, which only lives during run; several programs may share it.
  void bind(std::byte* scratch);
  void run(const View* in, const View* out);
  /// When to compile, if not as XGRAD_JIT says. Before the first run.
  void set_mode(jit::Mode mode) { mode_ = mode; }
  /// Compiles it without waiting for runs, if it is to be compiled at all.
  void compile_now() {
    if (!compiled_ && !sources_.empty()) compile();
  }
  bool is_compiled() const { return compiled_ != nullptr; }

 private:
  enum class Pattern : std::uint8_t { direct, splat, periodic, repeated, general };
  struct Input {
    Pattern pattern;
    DType dtype;
    bool once;                                   ///< the tile is the same for every tile of the space
    std::size_t period = 1;                      ///< periodic: elements; repeated: how often each
    std::vector<std::int64_t> extents, strides;  ///< of the space, in elements
    Value value = 0;
    std::uint32_t reg = 0, bytes_reg = 0;  ///< bytes_reg: where bools are spread before widening
  };
  /// A register that holds an address in memory: of an operand of the space's shape, of a number, of a result.
  struct Walk {
    std::uint32_t reg, number;
    std::size_t item_bytes;
  };
  struct Output {
    Value value;
    DType dtype;
    std::uint32_t reg = 0;  ///< of the address in the result's memory
  };
  struct Virtual {  // a value before registers are assigned
    enum class Kind : std::uint8_t { input, constant, temporary } kind;
    std::uint32_t reg = UINT32_MAX;
    std::uint64_t bits = 0;
    std::uint32_t defined = 0, last_use = 0;
  };
  /// What an instruction does, for the compiler: a built-in op, or a step of a trace.
  struct Source {
    const void* key;
    lanes::LaneOp op;
    Value to, a, b, c;
    std::uint64_t immediate;
  };
  /// The axes of the space joined where every operand allows it, and what each operand moves along them, in elements.
  struct Nest {
    std::vector<std::int64_t> extents;
    std::vector<std::vector<std::int64_t>> strides;  ///< by operand: inputs, then results
  };
  struct Compiled;

  Value add_value(Virtual v);
  Value emit(lanes::TileFunction run, Value a, Value b, Value c, const Source& source);
  Value inline_trace(const lanes::Trace& trace, std::span<const Value> operands);
  lanes::TileFunction lane_op(lanes::LaneOp op) const;
  void choose_tile();
  void assign_registers(ConstantTiles& constants);
  void forget_temporaries();
  std::uint32_t new_register(void* address);
  std::uint32_t new_tile();
  void list_work();
  void splat(const Walk& number, const View* in);
  void load_tile(const Input& input, const std::byte* base, std::size_t start, std::size_t count);
  void spread(const Input& input, const std::byte* base, std::size_t start, std::size_t count, std::byte* to) const;
  void interpret(const View* in, const View* out);

  // lane_program_compile.cpp, lane_program_loop.cpp
  bool is_time_to_compile();
  void try_to_compile() noexcept;
  void compile();
  std::size_t item_bytes(std::size_t operand) const;
  Nest nest() const;
  void choose_form(Compiled& made) const;
  std::vector<jit::Feed> feeds(const Compiled& made) const;
  void fill_frame(Compiled& made) const;
  std::optional<jit::Body> body(std::span<const jit::Feed> feeds, jit::Walk walk) const;
  void run_compiled(const View* in, const View* out);
  void run_rows(const View* in, const View* out);
  void* wrapped(std::size_t input, const void* row);
  void run_tiles(const View* in, const View* out);

  lanes::LaneType type_;
  std::size_t lane_bytes_;
  Shape space_;
  std::size_t count_, tile_ = 0;
  std::vector<Virtual> values_;
  std::vector<lanes::Instruction> instructions_;
  std::vector<Input> inputs_;
  std::vector<Output> outputs_;
  std::map<std::uint64_t, Value> numbers_;
  std::vector<void*> registers_;
  std::vector<std::pair<std::uint32_t, std::size_t>> scratch_registers_;  // register, offset
  std::size_t scratch_bytes_ = 0;
  // What run has to do for the operands and results, sorted out beforehand.
  std::vector<Walk> operand_walks_, result_walks_, splats_;
  std::vector<std::uint32_t> once_, each_;
  jit::Mode mode_ = jit::mode();
  std::vector<Source> sources_;  // empty: it is not to be compiled
  std::unique_ptr<Compiled> compiled_;
  std::uint32_t runs_ = 0;
};

}  // namespace xgrad
