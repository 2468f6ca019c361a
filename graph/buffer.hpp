#pragma once
#include <atomic>
#include <cstddef>
#include <utility>

namespace xgrad {

/// Shared plain memory, 64-byte aligned, of huge pages where it is large and the system has them. Every buffer ends in
/// at least 64 spare bytes, so that kernels may load and store whole vectors past the last element. Copies of the
/// handle share the memory.
class Buffer {
 public:
  Buffer() = default;
  /// Memory for `bytes` bytes, not initialized. Throws std::bad_alloc.
  static Buffer allocate(std::size_t bytes);
  Buffer(const Buffer& other) noexcept : block_(other.block_) {
    if (block_) block_->users.fetch_add(1, std::memory_order_relaxed);
  }
  Buffer(Buffer&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Buffer& operator=(Buffer other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Buffer() {
    if (block_ && block_->users.fetch_sub(1, std::memory_order_acq_rel) == 1) release(block_);
  }

  explicit operator bool() const { return block_ != nullptr; }
  void* data() const { return block_ ? reinterpret_cast<std::byte*>(block_) + 64 : nullptr; }
  std::size_t bytes() const { return block_ ? block_->bytes : 0; }
  /// Whether this handle is the only one: nobody else can see a write.
  bool is_unique() const { return block_ && block_->users.load(std::memory_order_acquire) == 1; }

 private:
  struct alignas(64) Block {
    std::atomic<std::size_t> users;
    std::size_t bytes;
  };
  static void release(Block* block) noexcept;
  Block* block_ = nullptr;
};

}  // namespace xgrad
