# cmake -D PROGRAM=... -D ROOM=... -D LIST=... -P list_tests.cmake: writes LIST, ctest's entries for a doctest program.
execute_process(COMMAND "${PROGRAM}" --list-test-cases --reporters=xml --no-path-filenames=true
  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} --list-test-cases failed (${result}):\n${output}")
endif()

# Brackets, semicolons and backslashes mean something to CMake's lists: they travel as control characters.
string(ASCII 1 open)
string(ASCII 2 close)
string(ASCII 3 semicolon)
string(ASCII 4 backslash)
string(REPLACE "[" "${open}" output "${output}")
string(REPLACE "]" "${close}" output "${output}")
string(REPLACE ";" "${semicolon}" output "${output}")
string(REPLACE "\\" "${backslash}" output "${output}")
string(REGEX MATCHALL "<TestCase [^\n]*" cases "${output}")

set(script "")
foreach(case IN LISTS cases)
  if(case MATCHES "skipped=\"true\"" OR NOT case MATCHES " name=\"([^\"]*)\" filename=\"([^\"]*)\"")
    continue()
  endif()
  set(name "${CMAKE_MATCH_1}")
  set(file "${CMAKE_MATCH_2}")
  foreach(entity "&quot${semicolon}=\"" "&lt${semicolon}=<" "&gt${semicolon}=>" "&amp${semicolon}=&")
    string(REGEX MATCH "^([^=]*)=(.*)$" _ "${entity}")
    string(REPLACE "${CMAKE_MATCH_1}" "${CMAKE_MATCH_2}" name "${name}")
  endforeach()
  get_filename_component(file "${file}" NAME)
  string(REGEX REPLACE "_test\\.cpp$" "" stem "${file}")
  # In doctest's filters a comma separates patterns, and a backslash escapes.
  string(REPLACE "${backslash}" "${backslash}${backslash}" filter "${name}")
  string(REPLACE "," "${backslash}," filter "${filter}")
  set(id "[==[${ROOM}/${stem}: ${name}]==]")
  string(APPEND script
    "add_test(${id} [==[${PROGRAM}]==] --no-intro [==[--test-case=${filter}]==] [==[--source-file=*${file}]==])\n"
    "set_tests_properties(${id} PROPERTIES LABELS ${ROOM} FAIL_REGULAR_EXPRESSION [==[test cases: +0 ]==])\n")
endforeach()

string(REPLACE "${open}" "[" script "${script}")
string(REPLACE "${close}" "]" script "${script}")
string(REPLACE "${semicolon}" ";" script "${script}")
string(REPLACE "${backslash}" "\\" script "${script}")
file(WRITE "${LIST}" "${script}")
