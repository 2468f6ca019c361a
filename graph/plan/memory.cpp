#include <algorithm>
#include <iterator>
#include <xgrad/graph/plan/memory_internal.hpp>

namespace xgrad {

std::size_t Placement::allocate(std::size_t bytes) {
  const std::size_t size = (bytes + 63) / 64 * 64 + 64;
  auto best = free_.end();
  for (auto it = free_.begin(); it != free_.end(); ++it)
    if (it->second >= size && (best == free_.end() || it->second < best->second)) best = it;
  std::size_t offset = extent_;
  if (best != free_.end()) {
    offset = best->first;
    const std::size_t rest = best->second - size;
    free_.erase(best);
    if (rest > 0) free_.emplace(offset + size, rest);
  } else if (!free_.empty() && std::prev(free_.end())->first + std::prev(free_.end())->second == extent_) {
    offset = std::prev(free_.end())->first;  // grow the last free block
    free_.erase(std::prev(free_.end()));
    extent_ = offset + size;
  } else {
    extent_ += size;
  }
  used_.emplace(offset, size);
  live_ += size;
  peak_ = std::max(peak_, live_);
  return offset;
}

void Placement::release(std::size_t offset) {
  auto block = used_.find(offset);
  live_ -= block->second;
  auto [here, inserted] = free_.emplace(*block);
  used_.erase(block);
  if (auto next = std::next(here); next != free_.end() && here->first + here->second == next->first) {
    here->second += next->second;
    free_.erase(next);
  }
  if (here != free_.begin()) {
    auto before = std::prev(here);
    if (before->first + before->second == here->first) {
      before->second += here->second;
      free_.erase(here);
    }
  }
}

}  // namespace xgrad
