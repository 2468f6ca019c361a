# xgrad_discover_tests(TARGET ROOM): a ctest entry for every TEST_CASE, listed by the program itself after it is built.
# (doctest_discover_tests does this too, but stumbles over names with brackets or semicolons, and an entry whose name
# its filter does not find passes there without having run anything.)
function(xgrad_discover_tests target room)
  set(list "${CMAKE_CURRENT_BINARY_DIR}/${target}_list.cmake")
  add_custom_command(TARGET ${target} POST_BUILD
    BYPRODUCTS "${list}"
    COMMAND "${CMAKE_COMMAND}" -D "PROGRAM=$<TARGET_FILE:${target}>" -D "ROOM=${room}" -D "LIST=${list}"
            -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/list_tests.cmake"
    VERBATIM)
  set(include "${CMAKE_CURRENT_BINARY_DIR}/${target}_include.cmake")
  file(WRITE "${include}"
    "if(EXISTS \"${list}\")\n  include(\"${list}\")\nelse()\n  add_test(${target}_NOT_BUILT ${target}_NOT_BUILT)\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${include}")
endfunction()
