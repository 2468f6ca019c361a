#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <xgrad/graph/dtype.hpp>
#include <xgrad/graph/recorder.hpp>

/// The kernels of the instruction set that was chosen when the library was loaded: SSE2, AVX2+FMA or AVX-512, the best
/// that the processor has, or what the environment variable XGRAD_ISA names (sse2, avx2, avx512).
namespace xgrad::lanes {

struct Instruction;

/// Does one instruction for `count` lanes of a tile. It may read and write whole vectors past the end: all memory that
/// xgrad computes in ends in spare bytes.
using TileFunction = void (*)(void* const* registers, const Instruction& instruction, std::size_t count);

/// A step of a lane program on the tile interpreter: registers[to] = run(registers[a], registers[b], registers[c]).
/// A register is the address of a tile: lanes of one width, masks as all bits set or none.
struct Instruction {
  TileFunction run = nullptr;
  std::uint32_t to = 0, a = 0, b = 0, c = 0;
  std::uint64_t immediate = 0;  ///< a shift's distance, a called function's address
};

/// The width and arithmetic of a lane program.
enum class LaneType : std::uint8_t { float32, float64, int64, count };
constexpr LaneType lane_type(DType d) {
  return d == xgrad::float32 ? LaneType::float32 : d == xgrad::float64 ? LaneType::float64 : LaneType::int64;
}

/// A type's own address, its identity across translation units.
template <class Op> inline constexpr char op_key = 0;

/// A built-in elementwise op's kernels, by lane type; null where the op does not take that type.
struct OpKernels {
  const void* key;  ///< &op_key<Op>
  std::array<TileFunction, static_cast<std::size_t>(LaneType::count)> tile;
};

/// y[i] = f over the elements that reduce to it; x is [outer, axis, inner], row-major, y is [outer, inner].
/// Sums are pairwise over blocks, with 16 (float32) or 8 (float64) partial sums on every instruction set, so the result
/// depends on the extents alone. NaN passes through max and min.
using ReduceFunction = void (*)(const void* x, void* y, std::int64_t outer, std::int64_t axis, std::int64_t inner);
enum class Reduction : std::uint8_t { sum, product, maximum, minimum, count };

/// A long reduction done in parts, with the bits of the whole. Each part but the last is part_block(...) times a power
/// of two long. reduce_part: the partial results, 64 bytes, of a part of a row. join_rows: y [columns] from x [rows,
/// columns], a row a part; of a row's parts y is then reduced like a row of 64 bytes.
using ReducePartFunction = void (*)(const void* x, void* y, std::int64_t count);
using JoinRowsFunction = void (*)(const void* x, void* y, std::int64_t rows, std::int64_t columns);
struct ReductionParts {
  ReducePartFunction reduce_part;
  JoinRowsFunction join_rows;
};
/// Elements of a row, or rows (inner > 1).
constexpr std::int64_t part_block(DType dtype, std::int64_t inner) {
  return inner > 1 ? 64 : dtype == xgrad::float32 ? 512 : 256;
}

/// c [m, n] = op(a) op(b) for small products, without BLAS; a is [m, k] or, transposed, [k, m]; b is [k, n] or [n, k].
using SmallProductFunction = void (*)(const void* a, bool transpose_a, const void* b, bool transpose_b, void* c,
                                      std::int64_t m, std::int64_t n, std::int64_t k);

/// A rectangle of c [m, n] = op(a) op(b), all of k; operands as above.
struct ProductPart {
  const void *a, *b;
  void* c;
  bool transpose_a, transpose_b;
  std::int64_t m, n, k;
  std::int64_t row, rows, column, columns;  ///< first and count of those to compute
  void* scratch;                            ///< product_scratch_bytes, 64-byte aligned
};
/// A product of any size, a rectangle at a time: nothing outside it is written, and an element's bits do not depend on
/// how c was cut.
using ProductPartFunction = void (*)(const ProductPart&);
inline constexpr std::size_t product_scratch_bytes = 260 * 1024;

struct KernelTable {
  std::string_view name;  ///< "sse2", "avx2", "avx512", "generic"
  std::array<std::array<TileFunction, static_cast<std::size_t>(LaneOp::count)>,
             static_cast<std::size_t>(LaneType::count)>
      lane_ops;
  const OpKernels* ops;  ///< of the built-in elementwise families
  std::size_t op_count;
  /// Widens `count` bools (bytes) to masks of that lane type, and back: registers[to] from registers[a].
  std::array<TileFunction, static_cast<std::size_t>(LaneType::count)> load_mask, store_mask;
  std::array<std::array<ReduceFunction, static_cast<std::size_t>(Reduction::count)>,
             static_cast<std::size_t>(LaneType::count)>
      reduce;
  std::array<std::array<ReductionParts, static_cast<std::size_t>(Reduction::count)>, 2>
      reduction_parts;                                ///< float32, float64
  std::array<SmallProductFunction, 2> small_product;  ///< float32, float64
  /// Blocked transpose of elements of 4 and of 8 bytes: y [columns, rows] = x [rows, columns] transposed.
  std::array<void (*)(const void* x, void* y, std::int64_t rows, std::int64_t columns), 2> transpose;
  std::array<ProductPartFunction, 2> product_part;  ///< float32, float64
};

/// The chosen instruction set's kernels. Throws DataError if XGRAD_ISA names none that this machine has.
const KernelTable& kernels();
/// Its name.
inline std::string_view instruction_set() { return kernels().name; }
/// The kernels of a built-in op, null for a user's.
const OpKernels* find_op(const void* key);

}  // namespace xgrad::lanes
