# What the library needs. All of it stays private: no public header needs any of these, but the xtensor views that
# a user asks for by including <xgrad/graph/xtensor.hpp>.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(OpenBLAS REQUIRED MODULE)    # cmake/FindOpenBLAS.cmake

# The plain xtensor target: xtensor::optimize would add -march=native to everything that links it. xtensor-blas and
# xsimd are found as headers: xtensor-blas' own package would link whichever BLAS is the system's default.
find_package(xtensor REQUIRED)
find_path(XGRAD_XTENSOR_BLAS_INCLUDE_DIR xtensor-blas/xlinalg.hpp)
find_path(XGRAD_XSIMD_INCLUDE_DIR xsimd/xsimd.hpp)
foreach(header XTENSOR_BLAS XSIMD)
  if(NOT XGRAD_${header}_INCLUDE_DIR)
    message(FATAL_ERROR "xgrad: the headers of ${header} were not found "
      "(Debian: libxtensor-blas-dev, libxsimd-dev; cmake/install_packages.sh installs them)")
  endif()
endforeach()
mark_as_advanced(XGRAD_XTENSOR_BLAS_INCLUDE_DIR XGRAD_XSIMD_INCLUDE_DIR)

add_library(xgrad_headers_only INTERFACE)
target_link_libraries(xgrad_headers_only INTERFACE xtensor)
target_include_directories(xgrad_headers_only SYSTEM INTERFACE
  "${XGRAD_XTENSOR_BLAS_INCLUDE_DIR}" "${XGRAD_XSIMD_INCLUDE_DIR}")
