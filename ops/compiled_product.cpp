#include <cstddef>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/ops/compiled_product_internal.hpp>

namespace xgrad {

namespace {

// Measured: above these the kernels' loops win, since they pack panels. Each panel has code of its own, which must stay
// small to be read quickly where it is not in cache.
constexpr std::int64_t most_bytes_of_b = 128 * 1024, most_vectors = 16;
constexpr std::int64_t many_rows = 24, most_bytes_turned = 16 * 1024, most_bytes_turned_for_few = 2 * 1024;

std::int64_t bytes_of(const ProductShape& s, std::int64_t rows, std::int64_t columns) {
  return rows * columns * static_cast<std::int64_t>(size_of(s.dtype));
}
/// A single row or column lies in memory as its transpose does.
bool is_turned(bool transpose, std::int64_t rows, std::int64_t columns) { return transpose && rows > 1 && columns > 1; }

}  // namespace

/// A transposed a may as well give the vectors, if that makes fewer of them.
CompiledProduct::Form CompiledProduct::form_of(const ProductShape& s) {
  if (is_turned(s.transpose_b, s.n, s.k)) return Form::transposes_b;
  if (!is_turned(s.transpose_a, s.m, s.k)) return Form::plain;
  const auto width = static_cast<std::int64_t>(jit::lanes_of(lanes::lane_type(s.dtype)));
  const auto vectors = [&](std::int64_t columns) { return (columns + width - 1) / width; };
  constexpr std::int64_t cost_of_transpose = 4;  // of a vector of c, in additions
  const std::int64_t turned = s.n * vectors(s.m) * (s.k + (s.n > 1 ? cost_of_transpose : 0));
  return turned < s.m * vectors(s.n) * s.k ? Form::turned : Form::plain;
}

bool CompiledProduct::takes(const ProductShape& s) {
  const bool turned_a = is_turned(s.transpose_a, s.m, s.k), turned_b = is_turned(s.transpose_b, s.n, s.k);
  if (turned_a && turned_b) return false;
  if (s.n == 1 && !turned_a) return false;  // the kernels sum such products in another order, lanes along k
  const Form form = form_of(s);
  const std::int64_t columns = form == Form::turned ? s.m : s.n, bytes_of_rows = bytes_of(s, columns, s.k);
  if (columns > most_vectors * static_cast<std::int64_t>(jit::lanes_of(lanes::lane_type(s.dtype)))) return false;
  if (form == Form::transposes_b)
    return bytes_of_rows <= (s.m >= many_rows ? most_bytes_turned : most_bytes_turned_for_few);
  return bytes_of_rows <= most_bytes_of_b && (form == Form::plain || bytes_of(s, s.m, s.n) <= most_bytes_turned);
}

jit::ProductBody CompiledProduct::body() const {
  const auto& s = shape_;
  const lanes::LaneType type = lanes::lane_type(s.dtype);
  if (form_ == Form::turned) return {type, s.n, s.m, s.k, 1, s.n};
  return {type, s.m, s.n, s.k, s.transpose_a ? 1 : s.k, s.transpose_a ? s.m : 1};
}

std::optional<CompiledProduct> CompiledProduct::make(const ProductShape& shape) {
  CompiledProduct made(shape, form_of(shape));
  made.code_ = jit::compiled(made.body());
  if (!made.code_) return std::nullopt;
  made.call_ = made.code_->function<jit::CompiledFunction>();
  return made;
}

void CompiledProduct::call_with_transpose(const void* a, const void* b, void* c) const {
  const auto transpose = lanes::kernels().transpose[size_of(shape_.dtype) == 4 ? 0 : 1];
  alignas(64) std::byte scratch[most_bytes_turned + 64];
  if (form_ == Form::transposes_b) {
    transpose(b, scratch, shape_.n, shape_.k);
    call_(a, scratch, c);
  } else if (shape_.n == 1) {
    call_(b, a, c);
  } else {
    call_(b, a, scratch);
    transpose(scratch, c, shape_.n, shape_.m);
  }
}

}  // namespace xgrad
