#include <cstring>
#include <new>
#include <xgrad/graph/buffer.hpp>

namespace xgrad {

Buffer Buffer::allocate(std::size_t bytes) {
  constexpr std::size_t header = 64, spare = 128;
  if (bytes > SIZE_MAX - header - spare) throw std::bad_alloc();
  const std::size_t rounded = (bytes + 63) / 64 * 64 + 64;
  void* memory = ::operator new(header + rounded, std::align_val_t(64));
  // The spare bytes are read by whole-vector kernels (and the results thrown away): zeros are never slow to compute
  // with.
  std::memset(static_cast<std::byte*>(memory) + header + bytes, 0, rounded - bytes);
  Buffer buffer;
  buffer.block_ = new (memory) Block{{1}, bytes};
  return buffer;
}

void Buffer::release(Block* block) noexcept {
  block->~Block();
  ::operator delete(block, std::align_val_t(64));
}

}  // namespace xgrad
