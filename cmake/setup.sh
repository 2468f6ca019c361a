# shellcheck shell=bash
# Sourced by examples/run, tests/run and .ci/run: packages, configure, build, each skipped where nothing is to do.
#   root    the checkout
#   build   the build folder: build/, or what XGRAD_BUILD_DIR says
# XGRAD_CMAKE_ARGS: further arguments for the first configuration, e.g. "-DXGRAD_WARNINGS_AS_ERRORS=ON".
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
build="${XGRAD_BUILD_DIR:-$root/build}"
mkdir -p "$build"
build="$(cd "$build" && pwd -P)"
jobs="${XGRAD_JOBS:-$(nproc 2>/dev/null || echo 2)}"

say() { printf '%s\n' "$*" >&2; }

# xgrad_packages GROUP...: see cmake/install_packages.sh
xgrad_packages() { bash "$root/cmake/install_packages.sh" "$@"; }

# xgrad_configure [NAME=VALUE...]: unless the build folder has these settings already.
xgrad_configure() {
  local cache="$build/CMakeCache.txt" setting arguments=() ready=true
  if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
    say "xgrad: $build was made for another folder, starting afresh"
    rm -rf "$cache" "$build/CMakeFiles"
  fi
  [ -f "$cache" ] && { [ -f "$build/build.ninja" ] || [ -f "$build/Makefile" ]; } || ready=false
  for setting in "$@"; do
    arguments+=("-D$setting")
    $ready && grep -qxF "${setting%%=*}:BOOL=${setting#*=}" "$cache" || ready=false
  done
  ! $ready || return 0
  if [ ! -f "$cache" ]; then
    if command -v ninja >/dev/null; then arguments+=(-G Ninja); fi
    # shellcheck disable=SC2206
    arguments+=(${XGRAD_CMAKE_ARGS:-})
  fi
  say "xgrad: configuring $build"
  if ! cmake -S "$root" -B "$build" "${arguments[@]}" >"$build/configure.log" 2>&1; then
    cat "$build/configure.log" >&2
    say "xgrad: configuring failed (this is also in $build/configure.log)"
    return 1
  fi
}

# xgrad_build TARGET...: progress goes to stderr, so that stdout is the program's alone.
xgrad_build() {
  if [ -t 2 ]; then
    cmake --build "$build" -j "$jobs" --target "$@" >&2
  else
    cmake --build "$build" -j "$jobs" --target "$@" 2>&1 |
      { grep -v -e '^ninja: no work to do' -e 'Re-checking globbed directories' || true; } >&2
  fi || { say "xgrad: the build failed"; return 1; }
}

# xgrad_locked COMMAND...: two scripts at once do not disturb each other.
xgrad_locked() {
  if command -v flock >/dev/null; then
    (
      flock -n 9 || { say "xgrad: waiting for another build in $build"; flock 9; }
      "$@" 9>&-
    ) 9>"$build/.lock"
  else
    "$@"
  fi
}
