#!/usr/bin/env bash
# tests/readme_snippets.sh: is every C++ snippet of the pages below compiled and run by a test? Layout and comments apart.
# Page: a ```cpp block after the line <!-- snippet: NAME -->; test: between the lines `// snippet: NAME` and
# `// end of snippet`, in one piece or several of one file. Exit status 1 if one differs, is no test's, or has no name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
status=0

# Each prints a line "NAME<tab>CODE" for each snippet, the code without comments and blanks, sorted by name.
of_page() {
  awk '
    /^<!-- snippet: / { name = $3; next }
    /^```cpp/ { inside = 1; if (name == "") print "unnamed\tline " NR; next }
    /^```/ { inside = 0; name = "" }
    inside && name != "" { sub(/\/\/.*/, ""); gsub(/[ \t]/, ""); code[name] = code[name] $0 }
    END { for (n in code) print n "\t" code[n] }' "$1" | LC_ALL=C sort
}
of_tests() {
  find tests -name '*_test.cpp' -exec awk '
    /^ *\/\/ snippet: / { name = $3; next }
    /^ *\/\/ end of snippet/ { name = "" }
    name != "" { sub(/\/\/.*/, ""); gsub(/[ \t]/, ""); code[name] = code[name] $0 }
    END { for (n in code) print n "\t" code[n] }' {} + | LC_ALL=C sort
}

tested="$(of_tests)"
for page in README.md README.zh-CN.md CONTRIBUTING.md docs/optim.md; do
  of_this="$(of_page "$page")"
  if missing="$(LC_ALL=C comm -23 <(echo "$of_this") <(echo "$tested"))" && [ -z "$missing" ]; then
    echo "$page: $(wc -l <<<"$of_this") snippets as the tests run them"
  else
    printf '%s has what no test runs:\n%s\n' "$page" "$missing"
    printf 'the tests run under these names:\n%s\n' \
      "$(grep -F "$(cut -f1 <<<"$missing" | sed 's/$/\t/')" <<<"$tested" || echo nothing)"
    status=1
  fi
done
if ! diff <(of_page README.md) <(of_page README.zh-CN.md); then
  echo "the READMEs' snippets differ"
  status=1
fi
exit $status
