#!/bin/sh
# Of what the fuzzers have gathered, the least that reaches as much goes into the corpora of the repository.
# usage: corpus.sh BUILD-FOLDER CORPUS-FOLDER TARGET...
# What lies there under a name of its own stays; files named by their hash are ours and are chosen anew: FILES of at most
# OCTETS each, in the order of their hashes, so that small and large ones are among them.
set -eu

FILES=40
OCTETS=2048

build=$1 corpus=$2
shift 2
for target in "$@"; do
    [ -d "$build/corpus/$target" ] || continue
    least=$build/least/$target
    rm -rf "$least"
    mkdir -p "$least" "$corpus/$target"
    # shellcheck disable=SC2046 # folders, none with a blank
    "$build/fuzz/$target" -set_cover_merge=1 -max_len=$OCTETS -verbosity=0 "$least" "$build/corpus/$target" "$corpus/$target" \
        $(cat "tests/fuzz/$target.seeds" 2>/dev/null) >"$build/least/$target.said" 2>&1
    find "$corpus/$target" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
    find "$least" -type f -size -$((OCTETS + 1))c -printf '%f\n' | LC_ALL=C sort | head -n $FILES |
        while read -r name; do cp "$least/$name" "$corpus/$target/$name"; done
    rmdir "$corpus/$target" 2>/dev/null || echo "$target: $(find "$corpus/$target" -type f | wc -l) files"
done
