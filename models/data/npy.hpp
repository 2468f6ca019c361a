#pragma once
#include <string>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

/// Reads an array of a .npy file, versions 1 to 3: float32, float64, int64 or bool, in C or Fortran order.
///                                                                                        as numpy.load
/// Throws IoError if the file cannot be read, is not a whole .npy file, or holds something else.
Tensor load_npy(const std::string& path);

/// Writes an array as a .npy file, the bytes that numpy.save writes.     Throws IoError if that fails.
void save_npy(const std::string& path, const Tensor& array);

}  // namespace xgrad
