# Finds OpenBLAS' library (the headers come with xtensor-blas) and makes the target OpenBLAS::OpenBLAS.
# Installed beside xgradConfig.cmake: who links a static xgrad needs it too.
find_library(OpenBLAS_LIBRARY NAMES openblas PATH_SUFFIXES openblas-pthread openblas-serial openblas)
mark_as_advanced(OpenBLAS_LIBRARY)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenBLAS
  REQUIRED_VARS OpenBLAS_LIBRARY
  REASON_FAILURE_MESSAGE "Debian: apt install libopenblas-dev")
if(OpenBLAS_FOUND AND NOT TARGET OpenBLAS::OpenBLAS)
  add_library(OpenBLAS::OpenBLAS UNKNOWN IMPORTED)
  set_target_properties(OpenBLAS::OpenBLAS PROPERTIES IMPORTED_LOCATION "${OpenBLAS_LIBRARY}")
endif()
