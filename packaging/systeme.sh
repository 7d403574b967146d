#!/usr/bin/env bash
# Make sure the system libraries of packaging/systeme.txt are there, for the purposes given as arguments.
# Looks for the files themselves, so nothing is asked of a system that has them whatever its distribution.
# On Debian and its children, installs what is missing when it may (root, or sudo without a password or with
# a terminal to ask it on); elsewhere, and when it may not, says exactly what is missing and stops.
set -euo pipefail

list="$(dirname "$0")/systeme.txt"
purposes=" $* "
known_libraries="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)"

# The shared library of this Python, which the packer copies.
python_library() {
  local name
  name="$(python3 -c 'import sysconfig as s; print(s.get_config_var("INSTSONAME") or "")')"
  case "$name" in
    *.so*) ;;
    *) name="libpython$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])').so.1.0" ;;
  esac
  grep -q "^[[:space:]]*$name " <<<"$known_libraries" ||
    [ -e "$(python3 -c 'import sysconfig as s; print(s.get_config_var("LIBDIR"))')/$name" ]
}

present() {
  case "$1" in
    cmd:*) PATH="$PATH:/sbin:/usr/sbin" command -v "${1#cmd:}" >/dev/null ;;
    file:*) [ -e "${1#file:}" ] ;;
    python:library) python_library ;;
    typelib:*) compgen -G "/usr/lib*/girepository-1.0/${1#typelib:}.typelib" >/dev/null ||
      compgen -G "/usr/lib/*/girepository-1.0/${1#typelib:}.typelib" >/dev/null ;;
    python:*) python3 -c "import ${1#python:}" 2>/dev/null ;;
    *) grep -q "^[[:space:]]*$1 " <<<"$known_libraries" ;;
  esac
}

missing_packages() {
  local purpose package probe
  while read -r purpose package probe; do
    case "$purpose" in '' | \#*) continue ;; esac
    case "$purposes" in *" $purpose "*) present "$probe" || echo "$package" ;; esac
  done <"$list"
}

missing="$(missing_packages | tr '\n' ' ')"
missing="${missing% }"
[ -n "$missing" ] || exit 0

command_line="apt-get install --no-install-recommends $missing"
echo "Missing on this system: $missing"
if ! command -v apt-get >/dev/null; then
  echo "This is not a Debian system: install what provides these Debian packages, then run make again." >&2
  exit 1
elif [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root=(sudo)
else
  echo "You are not root and sudo cannot be used here. Ask an administrator to run:" >&2
  echo "    $command_line" >&2
  exit 1
fi
echo "+ ${as_root[*]:+${as_root[*]} }$command_line"
"${as_root[@]}" apt-get update -q
# shellcheck disable=SC2086  # one word per package
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing

known_libraries="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)"
still="$(missing_packages | tr '\n' ' ')"
[ -z "$still" ] || { echo "Installed, and still not found: $still" >&2; exit 1; }
