#include <fmt/format.h>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/file_internal.hpp>
#include <xgrad/models/data/npy.hpp>

namespace xgrad {
namespace {

static_assert(std::endian::native == std::endian::little, ".npy files are read and written as little-endian bytes");

constexpr std::string_view magic = "\x93NUMPY";

[[noreturn]] void refuse(const std::string& path, std::string_view rule, std::string_view operands = {},
                         std::string_view remedy = {}) {
  throw IoError("load_npy", rule, operands.empty() ? path : fmt::format("{}, {}", path, operands), remedy);
}

std::string_view descr_of(DType dtype) {
  constexpr std::string_view names[] = {"<f4", "<f8", "<i8", "|b1"};
  return names[static_cast<std::size_t>(dtype)];
}

struct Header {
  DType dtype = float64;
  bool fortran_order = false;
  Shape shape;
};

/// Reads the header, a Python dictionary like {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }
class HeaderReader {
 public:
  HeaderReader(std::string_view text, const std::string& path) : rest_(text), path_(path) {}

  Header read() {
    Header header;
    bool has_descr = false, has_order = false, has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string_view key = quoted();
      expect(':');
      if (key == "descr" && !std::exchange(has_descr, true))
        header.dtype = dtype();
      else if (key == "fortran_order" && !std::exchange(has_order, true))
        header.fortran_order = boolean_value();
      else if (key == "shape" && !std::exchange(has_shape, true))
        header.shape = shape();
      else
        bad();
      if (!accept(',') && peek() != '}') bad();
    }
    if (peek() != 0 || !has_descr || !has_order || !has_shape) bad();
    return header;
  }

 private:
  [[noreturn]] void bad() const { refuse(path_, "the header is not that of a .npy file"); }

  char peek() {
    const auto next = rest_.find_first_not_of(" \n");
    rest_.remove_prefix(next == rest_.npos ? rest_.size() : next);
    return rest_.empty() ? '\0' : rest_.front();
  }
  bool accept(char c) {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!accept(c)) bad();
  }
  bool accept(std::string_view word) {
    peek();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  std::string_view quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') bad();
    const auto end = rest_.find(quote, 1);
    if (end == rest_.npos) bad();
    const std::string_view text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return text;
  }
  DType dtype() {
    if (peek() == '[') refuse(path_, "records of several fields are not supported");
    const std::string_view descr = quoted();
    for (DType dtype : {float32, float64, int64, boolean})
      if (descr == descr_of(dtype)) return dtype;
    refuse(path_, "the elements are not float32, float64, int64 or bool (little-endian)",
           fmt::format("descr '{}'", detail::printable(descr)), remedy_for(descr));
  }
  /// By the kind of the elements: "<i4" are whole numbers of 4 bytes.
  static std::string_view remedy_for(std::string_view descr) {
    const char kind = descr.size() < 2 ? '?' : descr[1];
    if (kind == 'i' || kind == 'u') return "save array.astype('<i8')";
    if (kind == 'f' || kind == 'g') return "save array.astype('<f8')";
    return "save an array of numbers, such as array.astype('<f8')";
  }
  bool boolean_value() {
    if (accept("True")) return true;
    if (!accept("False")) bad();
    return false;
  }
  Shape shape() {
    Shape made;
    expect('(');
    while (!accept(')')) {
      peek();
      std::int64_t extent = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), extent);
      if (error != std::errc() || extent < 0) bad();
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      accept('L');  // written by Python 2
      if (made.rank() == Shape::max_rank) refuse(path_, "the array has more than 8 dimensions");
      made.push_back(extent);
      if (!accept(',') && peek() != ')') bad();
    }
    return made;
  }

  std::string_view rest_;
  const std::string& path_;
};

/// Takes magic, version, length and header off the bytes.
std::string_view take_header(std::string_view& bytes, const std::string& path) {
  if (!bytes.starts_with(magic)) refuse(path, "the file is not a .npy file");
  if (bytes.size() < 8) refuse(path, "the file is cut off");
  const int major = static_cast<unsigned char>(bytes[6]);
  if (major < 1 || major > 3) refuse(path, "the version is not known", fmt::format("version {}", major));
  const std::size_t length_bytes = major == 1 ? 2 : 4, start = 8 + length_bytes;
  if (bytes.size() < start) refuse(path, "the file is cut off");
  std::uint32_t length = 0;
  std::memcpy(&length, bytes.data() + 8, length_bytes);
  if (bytes.size() - start < length) refuse(path, "the file is cut off");
  const std::string_view header = bytes.substr(start, length);
  bytes.remove_prefix(start + length);
  return header;
}

/// How many bytes the elements take, or nothing if more than can be counted.
std::optional<std::uint64_t> bytes_of(const Header& header) {
  std::uint64_t bytes = size_of(header.dtype);
  bool is_empty = false, is_too_large = false;
  for (std::int64_t extent : header.shape) {
    is_empty |= extent == 0;
    is_too_large |= __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(extent == 0 ? 1 : extent), &bytes);
  }
  if (is_too_large) return std::nullopt;
  return is_empty ? 0 : bytes;
}

/// Writes elements whose first index runs fastest so that the last one does.
void to_row_major(const char* from, const Shape& shape, std::size_t item, char* to) {
  std::vector<std::size_t> strides, index(shape.rank(), 0);
  std::size_t stride = item, at = 0;
  for (std::int64_t extent : shape) {
    strides.push_back(stride);
    stride *= static_cast<std::size_t>(extent);
  }
  for (std::int64_t i = 0; i < shape.size(); ++i, to += item) {
    std::memcpy(to, from + at, item);
    for (std::size_t axis = shape.rank(); axis-- > 0;) {
      at += strides[axis];
      if (++index[axis] < static_cast<std::size_t>(shape[axis])) break;
      at -= strides[axis] * index[axis];
      index[axis] = 0;
    }
  }
}

}  // namespace

Tensor load_npy(const std::string& path) {
  const std::string content = detail::read_file("load_npy", path);
  std::string_view bytes = content;
  const Header header = HeaderReader(take_header(bytes, path), path).read();
  const std::optional<std::uint64_t> wanted = bytes_of(header);
  if (!wanted || *wanted != bytes.size())
    refuse(path, !wanted || *wanted > bytes.size() ? "the file is cut off" : "the file goes on after the array",
           fmt::format("{} {} in {} bytes", to_string(header.dtype), to_string(header.shape), bytes.size()));
  if (header.dtype == boolean && bytes.find_first_not_of(std::string_view("\0\1", 2)) != bytes.npos)
    refuse(path, "a bool is neither 0 nor 1");
  Tensor made = Tensor::uninitialized(header.dtype, header.shape);
  char* to = static_cast<char*>(made.mutable_data());
  if (header.fortran_order && header.shape.rank() > 1)
    to_row_major(bytes.data(), header.shape, size_of(header.dtype), to);
  else if (!bytes.empty())
    std::memcpy(to, bytes.data(), bytes.size());
  return made;
}

void save_npy(const std::string& path, const Tensor& array) {
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}", descr_of(array.dtype()),
                  fmt::join(array.shape(), ", "), array.rank() == 1 ? "," : "");
  // numpy.save leaves room for the first extent to grow to 21 digits, then fills up to a multiple of 64.
  if (array.rank() > 0) header.append(21 - fmt::formatted_size("{}", array.shape(0)), ' ');
  const std::size_t start = magic.size() + 4;
  header.append(63 - (start + header.size()) % 64, ' ');
  header += '\n';
  std::string head(magic);
  head += {'\1', '\0', static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  detail::write_file("save_npy", path, head + header, {static_cast<const char*>(array.data()), array.bytes()});
}

}  // namespace xgrad
