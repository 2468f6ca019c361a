#pragma once
#include <cstddef>
#include <map>

namespace xgrad {

/// Places blocks in one stretch of memory, before there is any: best fit, neighbours joined when freed.
class Placement {
 public:
  /// The offset of a block of at least `bytes`, a multiple of 64, with 64 spare bytes behind.
  std::size_t allocate(std::size_t bytes);
  void release(std::size_t offset);
  std::size_t extent() const { return extent_; }   ///< bytes in all
  std::size_t peak_live() const { return peak_; }  ///< most bytes in use at one time: no placement needs less
 private:
  std::map<std::size_t, std::size_t> free_, used_;  // offset -> bytes
  std::size_t extent_ = 0, live_ = 0, peak_ = 0;
};

}  // namespace xgrad
