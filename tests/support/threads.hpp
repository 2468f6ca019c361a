#pragma once
#include <xgrad/graph/threads.hpp>

namespace xgrad {

/// So many threads while it lives.
class Threads {
 public:
  explicit Threads(int count) : before_(num_threads()) { set_num_threads(count); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() { set_num_threads(before_); }

 private:
  int before_;
};

}  // namespace xgrad
