# `cmake --install build --prefix DIR`: library, headers, CMake package and pkg-config file. All paths are relative:
# the installed tree may be moved.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/xgrad")

file(GLOB_RECURSE xgrad_headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}"
  graph/*.hpp ops/*.hpp optim/*.hpp models/*.hpp)
file(GLOB front_headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}" *.hpp)
list(APPEND xgrad_headers ${front_headers})
list(FILTER xgrad_headers EXCLUDE REGEX "_internal\\.hpp$")
foreach(header IN LISTS xgrad_headers)
  get_filename_component(folder "${header}" DIRECTORY)
  install(FILES "${PROJECT_SOURCE_DIR}/${header}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/xgrad/${folder}")
endforeach()

install(TARGETS xgrad EXPORT xgradTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(EXPORT xgradTargets NAMESPACE xgrad:: DESTINATION "${package_dir}")

get_target_property(library_type xgrad TYPE)
if(library_type STREQUAL "STATIC_LIBRARY")
  set(XGRAD_IS_STATIC TRUE)
else()
  set(XGRAD_IS_STATIC FALSE)
endif()
configure_package_config_file(cmake/xgradConfig.cmake.in "${PROJECT_BINARY_DIR}/xgradConfig.cmake"
  INSTALL_DESTINATION "${package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/xgradConfigVersion.cmake"
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/xgradConfig.cmake" "${PROJECT_BINARY_DIR}/xgradConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindOpenBLAS.cmake" DESTINATION "${package_dir}")

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# From lib/pkgconfig (or lib/x86_64-linux-gnu/pkgconfig) back to the prefix.
file(RELATIVE_PATH XGRAD_PC_TO_PREFIX "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" XGRAD_PC_TO_PREFIX "${XGRAD_PC_TO_PREFIX}")
configure_file(cmake/xgrad.pc.in "${PROJECT_BINARY_DIR}/xgrad.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/xgrad.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
