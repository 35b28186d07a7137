#!/bin/sh
# Prove by the linker that the pure side asks the system for nothing: the undefined symbols of all its
# objects, linked into one, must stand in pure-symbols.txt.
# usage: purity.sh LIBJARAK.A
set -eu
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ld -r --whole-archive "$1" -o "$work/pure.o"
nm -u "$work/pure.o" | awk '{print $NF}' | sort -u > "$work/have"
grep -v '^#' "$here/pure-symbols.txt" | grep . | sort -u > "$work/may"
extra=$(comm -23 "$work/have" "$work/may")
if [ -n "$extra" ]; then
    echo "purity: the pure side asks for what is not in pure-symbols.txt:" >&2
    echo "$extra" >&2
    exit 1
fi
