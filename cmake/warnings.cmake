# xgrad_warnings(target): the warnings (and sanitizers) of our own targets; nothing of it reaches users of the library.
# Dependencies are SYSTEM includes, so that their headers do not count. -Wsign-conversion is left out (gcc's -Wconversion
# lacks it, clang's has it): sizes are int64_t here, and size_t in the standard library.
function(xgrad_warnings target)
  if(PROJECT_IS_TOP_LEVEL)
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi
      -Wconversion -Wno-sign-conversion -Wundef -Wvla -Wcast-align)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -Wlogical-op -Wduplicated-cond)
    endif()
    if(XGRAD_WARNINGS_AS_ERRORS)
      target_compile_options(${target} PRIVATE -Werror)
    endif()
  endif()
  if(XGRAD_SANITIZE)
    string(REPLACE ";" "," sanitizers "${XGRAD_SANITIZE}")
    target_compile_options(${target} PRIVATE -fsanitize=${sanitizers} -fno-omit-frame-pointer)
    if(sanitizers MATCHES undefined)
      target_compile_options(${target} PRIVATE -fno-sanitize-recover=undefined)
    endif()
    # PUBLIC: a program that links an instrumented static library needs the run-time library too.
    target_link_options(${target} PUBLIC "$<BUILD_INTERFACE:-fsanitize=${sanitizers}>")
  endif()
endfunction()
