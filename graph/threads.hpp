#pragma once

namespace xgrad {

/// How many threads a program may compute with, the caller's among them.      as torch.set_num_threads
/// At the start those cores that the process may use, or what the environment variable XGRAD_NUM_THREADS says.
///   results  do not depend on it, bit for bit: work is cut by shapes alone; what is small runs on one thread
///   calls    from a loop of TBB or OpenMP run on the thread that calls, whatever stands here
///   throws   DataError if count is not 1 to 1024
/// May be called at any time, from any thread; runs that have begun go on as they began.
///     set_num_threads(2);
///     num_threads();                                                          // 2
void set_num_threads(int count);

/// The number in force.                                                        as torch.get_num_threads
///   throws   DataError if XGRAD_NUM_THREADS is no number from 1 to 1024
int num_threads();

}  // namespace xgrad
