# One translation unit per instruction set: ops/kernels/sse2.cpp, avx2.cpp, avx512.cpp and *_sse2.cpp, *_avx2.cpp, ...
# The library picks one at load; nothing else is compiled with such flags, so the library runs on every x86-64.
#   -O2 always, in debug builds too: without inlining, std:: templates compiled for AVX would leave these objects as
#       weak symbols, and the linker may keep those for everybody (.ci/check_kernel_symbols watches over it).
#   -ffp-contract=off: `fma` stands where it is meant, and nowhere else.
#   -fno-math-errno, -fno-trapping-math: change no value, but let loops over sqrt, floor and comparisons vectorize.
set(kernel_flags -O2 -ffp-contract=off -fno-math-errno -fno-trapping-math)
set(kernel_flags_sse2 -msse2)
set(kernel_flags_avx2 -mavx2 -mfma)
set(kernel_flags_avx512 -mavx512f -mavx512bw -mavx512dq -mavx512vl -mfma)

string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" processor)
if(processor MATCHES "^(x86_64|amd64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  set(xgrad_x86_64 TRUE)
else()
  set(xgrad_x86_64 FALSE)
  target_compile_definitions(xgrad PRIVATE XGRAD_NO_X86_KERNELS)
endif()

# Under AddressSanitizer these files take minutes with the stack checked; heap accesses are what matters in them.
set(kernel_sanitizing)
if(XGRAD_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(kernel_sanitizing -fno-sanitize=undefined -fno-sanitize-address-use-after-scope --param asan-stack=0)
endif()

foreach(source IN LISTS xgrad_sources)
  if(NOT source MATCHES "/ops/kernels/([^/]*_)?(sse2|avx2|avx512)\\.cpp$")
    continue()
  endif()
  set(isa "${CMAKE_MATCH_2}")
  if(xgrad_x86_64)
    set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_OPTIONS ${kernel_flags} ${kernel_flags_${isa}} ${kernel_sanitizing})
    set_property(SOURCE "${source}" PROPERTY SKIP_PRECOMPILE_HEADERS ON)
  else()
    set_property(SOURCE "${source}" PROPERTY HEADER_FILE_ONLY ON)
  endif()
endforeach()
