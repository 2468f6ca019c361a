#include <xgrad/graph/recorder.hpp>

namespace xgrad::lanes {

Trace*& recording() {
  thread_local Trace* trace = nullptr;
  return trace;
}

}  // namespace xgrad::lanes
