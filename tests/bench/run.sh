#!/bin/sh
# make bench: the engine's verdict sets and times, then HTTP. Every figure with what it is held against.
# usage: run.sh BUILD-FOLDER SHARED-FOLDER
set -eu
build=$1
shared=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -r "$shared/bench/gen.py" ]; then
    gen() { python3 "$shared/bench/gen.py" "$@"; }
    gen --n 1500 --regions 4 --days 4 --seed 7 --rows "$work/o1.tsv"
    gen --n 2000 --regions 6 --days 3 --seed 11 --mix 20,20,60 --rows "$work/o2.tsv"
    gen --n 2000 --regions 2 --days 2 --seed 23 --rows "$work/o3.tsv"
    gen --n 100000 --rows "$work/100k.tsv"
    for want in o1:095870307787b97a o2:c456d13a53241b84 o3:b5d1fcc25b188e52; do
        set=${want%%:*}
        have=$("$build/bench/engine" --rows "$work/$set.tsv" --pairs | LC_ALL=C sort | sha256sum | cut -c1-16)
        [ "$have" = "${want#*:}" ] || { echo "verdict set $set: $have, expected ${want#*:}" >&2; exit 1; }
        echo "verdict_set_$set $have (as expected)"
    done
    "$build/bench/engine" --rows "$work/100k.tsv" --time
else
    echo "the workload's generator is not here ($shared/bench/gen.py): engine figures skipped"
fi
python3 tests/bench/serve.py --build "$build"
