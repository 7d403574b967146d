#!/usr/bin/env bash
# check-lock.sh UV "LOCKING WORDS": resolve again from the present pins and compare. A difference means that
# pyproject.toml asks for something the locks do not hold (make lock), or that a lock was edited by hand.
set -euo pipefail
uv="$1"
read -ra locking <<<"$2"
copy="$(mktemp -d)"
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/packaging"
cp requirements.lock requirements-dev.lock "$copy/"
cp packaging/requirements.lock "$copy/packaging/"

"$uv" "${locking[@]}" pyproject.toml -o "$copy/requirements.lock"
"$uv" "${locking[@]}" --group dev -c requirements.lock -o "$copy/requirements-dev.lock"
"$uv" "${locking[@]}" --group packaging -c requirements.lock -c requirements-dev.lock -o "$copy/packaging/requirements.lock"

outcome=0
for lock in requirements.lock requirements-dev.lock packaging/requirements.lock; do
  if ! diff -u "$lock" "$copy/$lock" >"$copy/diff"; then head -n 40 "$copy/diff"; outcome=1; fi
  ! grep -n '://' "$lock" || { echo "$lock names an address" >&2; outcome=1; }
done
[ "$outcome" -ne 0 ] || echo "The locks hold what pyproject.toml asks."
exit "$outcome"
