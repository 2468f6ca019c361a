#!/usr/bin/env bash
# cmake/install_packages.sh GROUP...: installs the Debian packages of these groups that are not there yet.
# Groups: library tests examples pictures bench ci.   Says what it will install first; works as root or with sudo.
# Exit status 1: something needed is missing and cannot be installed here. XGRAD_SKIP_PACKAGES=1 skips all this.
set -euo pipefail

[ "${XGRAD_SKIP_PACKAGES:-}" != 1 ] || exit 0
say() { printf '%s\n' "$*" >&2; }

needed=() optional=()    # optional: what works without, only less well
for group in "$@"; do
  case "$group" in
    library)
      command -v c++ g++ clang++ >/dev/null || needed+=(g++)
      command -v cmake >/dev/null || needed+=(cmake)
      command -v ninja make >/dev/null || needed+=(ninja-build)
      needed+=(libxtensor-dev libxtensor-blas-dev libxsimd-dev libopenblas-dev libfmt-dev libtbb-dev)
      [ "$(uname -m)" != x86_64 ] || needed+=(libxbyak-dev) ;;
    tests) needed+=(doctest-dev nlohmann-json3-dev) ;;
    examples) needed+=(libcli11-dev nlohmann-json3-dev) ;;
    pictures)    # gnuplot's other variants will do as well, and could not be installed beside this one
      command -v gnuplot >/dev/null || optional+=(gnuplot-nox)
      command -v dot >/dev/null || optional+=(graphviz)
      # for --lang zh; any font with Chinese characters will do
      { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh 2>/dev/null)" ]; } || optional+=(fonts-wqy-microhei) ;;
    bench)
      needed+=(libbenchmark-dev)
      optional+=(libsleef-dev) ;;      # a contestant
    ci) needed+=(g++ clang-14 clang-format-14 pkg-config ccache) ;;
    *) say "install_packages.sh: unknown group $group (library tests examples pictures bench ci)"; exit 2 ;;
  esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  say "xgrad: not a Debian system, so nothing is installed. Needed, under Debian's names: ${needed[*]} ${optional[*]-}"
  exit 0
fi

[ $((${#needed[@]} + ${#optional[@]})) -gt 0 ] || exit 0
installed=" $(dpkg-query -W -f '${db:Status-Status}=${Package} ' "${needed[@]}" "${optional[@]}" 2>/dev/null || true)"
missing=() missing_needed=()
for package in "${needed[@]}" "${optional[@]}"; do
  [[ "$installed" == *" installed=$package "* || " ${missing[*]-} " == *" $package "* ]] || missing+=("$package")
done
for package in "${needed[@]}"; do
  [[ " ${missing[*]-} " == *" $package "* && " ${missing_needed[*]-} " != *" $package "* ]] &&
    missing_needed+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

# What is optional and could not be installed is tried again after a day, not at every call.
failed="$(dirname "${BASH_SOURCE[0]}")/../build/.packages_failed"
if [ ${#missing_needed[@]} -eq 0 ] && [ "$(cat "$failed" 2>/dev/null || true)" = "${missing[*]}" ] &&
  [ -n "$(find "$failed" -mmin -1440)" ]; then
  exit 0
fi

cannot() {    # cannot REASON: says what to do, and fails only if it is needed
  local command="apt-get install --no-install-recommends ${missing[*]}"
  if [ ${#missing_needed[@]} -eq 0 ]; then
    mkdir -p "${failed%/*}" && echo "${missing[*]}" >"$failed"
    say "xgrad: going on without ${missing[*]}, which pictures or benchmarks would have used ($1). To have them: $command"
    exit 0
  fi
  say "xgrad: these Debian packages are missing and cannot be installed here ($1):"
  say "  ${missing[*]}"
  say "As an administrator: $command"
  exit 1
}

become=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || cannot "not root, and there is no sudo"
  become=(sudo)
  if [ ! -t 0 ] || [ ! -t 2 ]; then    # nobody there to type a password
    sudo -n true 2>/dev/null || cannot "not root, and sudo asks for a password"
    become=(sudo -n)
  fi
fi

apt() {
  local quiet=(-qq -o Dpkg::Use-Pty=0)
  [ ! -t 2 ] || quiet=(-q)
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${quiet[@]}" "$@" >&2
}
install() { apt install -y --no-install-recommends "${missing[@]}"; }

say "xgrad: installing Debian packages${become:+ (by sudo)}: ${missing[*]}"
# A fresh machine has no package lists, or lists so old that what they name is gone.
known=true
apt-cache show --no-all-versions "${missing[@]}" >/dev/null 2>&1 || known=false
if $known && install; then exit 0; fi
say "xgrad: fetching the package lists (apt-get update)"
apt update || say "xgrad: apt-get update failed; trying with the lists that are here"
install || cannot "apt-get install failed, see above"
