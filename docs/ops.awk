# docs/ops.awk: ops/*.hpp in, Markdown out; docs/update_ops calls it. A comment is read as
#     /// tanh(x).                                     as numpy.tanh, torch.tanh
#     ///   value       (e^x - e^-x) / (e^x + e^-x)
#     ///   derivative  dx = dy (1 - y)(1 + y)
# sentence, names elsewhere, fields; what follows with one blank only is a paragraph behind them.

function trim(s) { sub(/^[ \t]+/, "", s); sub(/[ \t]+$/, "", s); return s }
function joined(a, b) { return a == "" ? b : b == "" ? a : a " " b }

# Text as Markdown: nothing in it is markup but `code`.
function escaped(s) {
  gsub(/ -> /, " → ", s)
  gsub(/   +/, "; ", s)    # a second column
  gsub(/\+-/, "±", s)
  gsub(/[*<~\\]/, "\\\\&", s)
  gsub(/\]\(/, "]\\(", s)
  return s
}
# Names as code: numpy.tanh
function as_code(s) {
  gsub(/(numpy|torch|jax|scipy|sklearn|sympy|tensorflow)(\.[A-Za-z_0-9]+)+(\([^)]*\))?/, "`&`", s)
  return s
}

# Reads the comment into the fields of key: head, as, value, shapes, dtypes, derivative, edges, throws, tail.
function read_comment(key, comment,    lines, n, i, line, field, word, rest, at) {
  n = split(comment, lines, "\n")
  field = ((key, "head") in text) ? "tail" : "head"
  for (i = 1; i <= n; ++i) {
    line = lines[i]
    if (trim(line) == "") continue
    rest = trim(line)
    if (line ~ /^   (value|shapes|dtypes|derivative|edges|throws)( |$)/) {
      word = rest
      sub(/ .*/, "", word)
      field = word
      rest = trim(substr(rest, length(word) + 1))
    } else if (line ~ /^ +as [a-z]/ && line ~ /^   /) {
      text[key, "as"] = joined(text[key, "as"], substr(rest, 4))
      continue
    } else if (line ~ /^ [^ ]/ && field != "head") {
      field = "tail"
    }
    if (field == "head" && (at = match(rest, /  +as [a-z].*$/))) {
      text[key, "as"] = trim(substr(rest, RSTART))
      sub(/^as /, "", text[key, "as"])
      rest = trim(substr(rest, 1, RSTART - 1))
    }
    text[key, field] = joined(text[key, field], rest)
  }
  if (match(text[key, "shapes"], /; *(float32|int64|bool|any dtype)/)) {
    text[key, "dtypes"] = joined(text[key, "dtypes"], trim(substr(text[key, "shapes"], RSTART + 1)))
    text[key, "shapes"] = substr(text[key, "shapes"], 1, RSTART - 1)
  }
}

function attach(name, comment) {
  if (!((family, name) in documented)) {
    documented[family, name] = 1
    ops[family] = joined(ops[family], name)
  }
  read_comment(family SUBSEP name, comment)
}

# The comment of an op's struct goes to the builder behind it; one whose builder stands elsewhere goes by its name.
function flush() {
  if (pending != "") attach(pending_name, pending)
  pending = ""
}

function signature(line,    s, note) {
  s = line
  note = ""
  if (match(s, /\/\/\/< */)) { note = "  // " substr(s, RSTART + RLENGTH); s = substr(s, 1, RSTART - 1) }
  sub(/^inline /, "", s)
  sub(/ *\{.*$/, "", s)
  sub(/;.*$/, "", s)
  return trim(s) ";" note
}

FNR == 1 {
  flush()
  family = FILENAME
  sub(/^.*\//, "", family)
  sub(/\.hpp$/, "", family)
  doc = pending = structure = ""
  copying = 0
}
copying { types[family] = types[family] "\n" $0; if (/^};/) copying = 0; next }
structure != "" && /constexpr std::string_view name = / {
  pending_name = $0
  sub(/^.*name = "/, "", pending_name)
  sub(/".*/, "", pending_name)
}
/^};/ { structure = "" }
/^\/\/\// {
  flush()
  doc = (doc == "" ? "" : doc "\n") substr($0, 4)
  next
}
/^namespace xgrad/ { if (doc != "") read_comment(family, doc); doc = ""; next }
/^struct [A-Za-z0-9]+ : / { pending = doc; structure = $2; doc = ""; next }
/^(struct [A-Za-z0-9]+ \{|inline constexpr )/ {
  quoted = doc
  gsub(/\n/, "\n//", quoted)
  types[family] = types[family] (types[family] == "" ? "" : "\n") (doc == "" ? "" : "//" quoted "\n") $0
  copying = /\{$/
  doc = ""
  next
}
/^(inline )?(Var|Vars|TopK|SignAndLog) [a-z_0-9]+\(/ {
  name = $0
  sub(/\(.*/, "", name)
  sub(/^.* /, "", name)
  if (pending != "") { attach(name, pending); pending = "" }
  if (doc != "") attach(name, doc)
  doc = ""
  if ($0 !~ /initializer_list/) {
    s = signature($0)
    if (index("\n" signatures[family, name] "\n", "\n" s "\n") == 0)
      signatures[family, name] = signatures[family, name] (signatures[family, name] == "" ? "" : "\n") s
  }
  next
}
/^[^ ]/ { doc = "" }

function lacks(name, what) { printf "ops/%s.hpp: %s: its comment does not say its %s\n", family, name, what; failed = 1 }

# A field of an op, else its family's.
function field(name, what) {
  return text[family, name, what] != "" ? text[family, name, what] : text[family, what]
}
function bullet(label, what) { if (what != "") out = out "- **" label "** " what "\n" }

function write_op(name) {
  if (text[family, name, "head"] == "") lacks(name, "meaning")
  if (text[family, name, "as"] == "") lacks(name, "name elsewhere (as numpy.NAME)")
  if (field(name, "shapes") == "") lacks(name, "shapes")
  if (field(name, "dtypes") == "") lacks(name, "dtypes")
  if (field(name, "derivative") == "") lacks(name, "derivative")
  if (signatures[family, name] == "") lacks(name, "builder")
  out = out "\n#### " name "\n```cpp\n" signatures[family, name] "\n```\n" escaped(text[family, name, "head"]) "\n"
  bullet("as", as_code(text[family, name, "as"]))
  bullet("value", escaped(text[family, name, "value"]))
  bullet("shapes", escaped(field(name, "shapes")))
  bullet("dtypes", escaped(field(name, "dtypes")))
  bullet("derivative", escaped(field(name, "derivative")))
  bullet("edges", escaped(field(name, "edges")))
  bullet("throws", escaped(field(name, "throws")))
  if (text[family, name, "tail"] != "") out = out "\n" escaped(text[family, name, "tail"]) "\n"
}

END {
  flush()
  n = split(ENVIRON["CHAPTERS"], chapters, "\n")
  contents = out = ""
  for (c = 1; c <= n; ++c) {
    title = chapters[c]
    sub(/:.*/, "", title)
    sub(/^[^:]*: */, "", chapters[c])
    families = split(chapters[c], members, " ")
    contents = contents "| **" title "** | |\n"
    for (f = 1; f <= families; ++f) {
      family = members[f]
      names = split(ops[family], name_of, " ")
      out = out "\n### ops/" family ".hpp\n"
      if (text[family, "head"] text[family, "tail"] != "")
        out = out escaped(joined(text[family, "head"], text[family, "tail"])) "\n"
      if (types[family] != "") out = out "```cpp\n" types[family] "\n```\n"
      anchor = family
      gsub(/[^a-z_0-9]/, "", anchor)
      contents = contents "| [" family "](#ops" anchor "hpp) |"
      for (i = 1; i <= names; ++i) {
        write_op(name_of[i])
        contents = contents " [" name_of[i] "](#" name_of[i] ")"
      }
      contents = contents " |\n"
    }
  }
  if (failed) exit 1
  printf "| family | ops |\n| --- | --- |\n%s%s", contents, out
}
