#!/usr/bin/env bash
# tests/readme_snippets.sh: are the C++ snippets of the READMEs those that tests/models/readme_test.cpp compiles and runs?
# Layout and comments apart. README: a ```cpp block after the line <!-- snippet: NAME -->; test: between the lines
# `// snippet: NAME` and `// end of snippet`, in one piece or several. Exit status 1 if any differs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
status=0

# Each prints a line "NAME<tab>CODE" for each snippet, the code without comments and blanks, sorted by name.
of_readme() {
  awk '
    /^<!-- snippet: / { name = $3; next }
    /^```cpp/ { if (name == "") unnamed = 1; inside = 1; if (unnamed) { print "unnamed\tline " NR; unnamed = 0 }; next }
    /^```/ { inside = 0; name = "" }
    inside && name != "" { sub(/\/\/.*/, ""); gsub(/[ \t]/, ""); code[name] = code[name] $0 }
    END { for (n in code) print n "\t" code[n] }' "$1" | LC_ALL=C sort
}
of_test() {
  awk '
    /^ *\/\/ snippet: / { name = $3; next }
    /^ *\/\/ end of snippet/ { name = "" }
    name != "" { sub(/\/\/.*/, ""); gsub(/[ \t]/, ""); code[name] = code[name] $0 }
    END { for (n in code) print n "\t" code[n] }' tests/models/readme_test.cpp | LC_ALL=C sort
}

for readme in README.md README.zh-CN.md; do
  if difference="$(diff <(of_readme "$readme") <(of_test))"; then
    echo "$readme: $(of_readme "$readme" | wc -l) snippets as in tests/models/readme_test.cpp"
  else
    printf '%s differs from tests/models/readme_test.cpp (< %s, > test):\n%s\n' "$readme" "$readme" "$difference"
    status=1
  fi
done
exit $status
