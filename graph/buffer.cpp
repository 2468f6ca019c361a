#include <cstring>
#include <new>
#include <xgrad/graph/buffer.hpp>
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace xgrad {

namespace {

constexpr std::size_t header = 64, huge_page = std::size_t(2) << 20;

std::align_val_t alignment(std::size_t bytes) { return std::align_val_t(bytes < huge_page ? 64 : huge_page); }

/// Asks for huge pages, where the system leaves that to programs: a column of a large matrix lies in a page for each
/// row, more than the processor remembers the places of.
void advise([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  if (bytes >= huge_page) (void)madvise(memory, bytes / huge_page * huge_page, MADV_HUGEPAGE);
#endif
}

}  // namespace

Buffer Buffer::allocate(std::size_t bytes) {
  if (bytes > SIZE_MAX / 2) throw std::bad_alloc();  // far from where sizes wrap when they are rounded
  const std::size_t rounded = (bytes + 63) / 64 * 64 + 64;
  void* memory = ::operator new(header + rounded, alignment(bytes));
  advise(memory, bytes);
  // The spare bytes are read by whole-vector kernels (and the results thrown away): zeros are never slow to compute
  // with.
  std::memset(static_cast<std::byte*>(memory) + header + bytes, 0, rounded - bytes);
  Buffer buffer;
  buffer.block_ = new (memory) Block{{1}, bytes};
  return buffer;
}

void Buffer::release(Block* block) noexcept {
  const std::align_val_t alignment_of_block = alignment(block->bytes);
  block->~Block();
  ::operator delete(block, alignment_of_block);
}

}  // namespace xgrad
