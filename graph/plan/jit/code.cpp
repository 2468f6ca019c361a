#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <xgrad/graph/plan/jit/code_internal.hpp>
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#include <unistd.h>
#define XGRAD_HAS_MMAP
#endif

namespace xgrad::jit {

#ifdef XGRAD_HAS_MMAP
namespace {

void warn_refused(int error) {
  static std::once_flag once;
  std::call_once(once, [&] {
    std::fprintf(stderr,
                 "xgrad: this system allows no executable memory (%s): elementwise chains and small products are not "
                 "compiled, with the same results but slower; XGRAD_JIT=0 silences this\n",
                 std::strerror(error));
  });
}

}  // namespace

std::shared_ptr<const Code> Code::make(std::span<const std::uint8_t> bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  // Each loop begins where the last one ended in its page: at the same place of pages of their own, the loops of a
  // program would fight for the same lines of the instruction cache.
  static std::atomic<std::size_t> used{0};
  const std::size_t offset = used.fetch_add((bytes.size() + 63) / 64 * 64) % page;
  const std::size_t size = (offset + bytes.size() + page - 1) / page * page;
  // Written first, executable then: never both.
  void* const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    warn_refused(errno);
    return nullptr;
  }
  std::memcpy(static_cast<std::byte*>(memory) + offset, bytes.data(), bytes.size());
  if (mprotect(memory, size, PROT_READ | PROT_EXEC) != 0) {
    warn_refused(errno);
    munmap(memory, size);
    return nullptr;
  }
  return std::shared_ptr<const Code>(new Code(memory, size, offset));
}
Code::~Code() { munmap(memory_, bytes_); }
#else
std::shared_ptr<const Code> Code::make(std::span<const std::uint8_t>) { return nullptr; }
Code::~Code() = default;
#endif

}  // namespace xgrad::jit
