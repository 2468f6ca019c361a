# What the library needs. All of it stays private: no public header needs any of these, but the xtensor views that
# a user asks for by including <xgrad/graph/xtensor.hpp>.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(TBB REQUIRED)
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

# Elementwise chains are compiled at run time where the processor is an x86-64 (graph/plan/jit).
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  find_path(XGRAD_XBYAK_INCLUDE_DIR xbyak/xbyak.h)
  mark_as_advanced(XGRAD_XBYAK_INCLUDE_DIR)
  if(NOT XGRAD_XBYAK_INCLUDE_DIR)
    message(FATAL_ERROR "xgrad: the headers of xbyak were not found "
      "(Debian: libxbyak-dev; cmake/install_packages.sh installs it)")
  endif()
endif()

add_library(xgrad_headers_only INTERFACE)
target_link_libraries(xgrad_headers_only INTERFACE xtensor)
target_include_directories(xgrad_headers_only SYSTEM INTERFACE
  "${XGRAD_XTENSOR_BLAS_INCLUDE_DIR}" "${XGRAD_XSIMD_INCLUDE_DIR}")
if(XGRAD_XBYAK_INCLUDE_DIR)
  target_include_directories(xgrad_headers_only SYSTEM INTERFACE "${XGRAD_XBYAK_INCLUDE_DIR}")
endif()
