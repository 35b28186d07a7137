#!/bin/sh
# make bench: the engine's verdict sets, its times and its peers, the questions that hold everybody,
# then HTTP, also beside slow connections and floods. Every figure with what it is held against.
# make bench-long: a thousand to a million activities, the peers at a million.
# usage: run.sh BUILD-FOLDER SHARED-FOLDER [long]
set -eu
build=$1
shared=$2
mode=${3:-usual}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -r "$shared/bench/gen.py" ]; then
    gen() { python3 "$shared/bench/gen.py" "$@"; }
    gen --n 1500 --regions 4 --days 4 --seed 7 --rows "$work/o1.tsv"
    gen --n 2000 --regions 6 --days 3 --seed 11 --mix 20,20,60 --rows "$work/o2.tsv"
    gen --n 2000 --regions 2 --days 2 --seed 23 --rows "$work/o3.tsv"
    for want in o1:095870307787b97a o2:c456d13a53241b84 o3:b5d1fcc25b188e52; do
        set=${want%%:*}
        for way in pairs audit; do
            have=$("$build/bench/engine" --rows "$work/$set.tsv" "--$way" | LC_ALL=C sort | sha256sum | cut -c1-16)
            [ "$have" = "${want#*:}" ] || {
                echo "verdict set $set by --$way: $have, expected ${want#*:}" >&2
                exit 1
            }
        done
        echo "verdict_set_$set $have (as expected, by checks and by audit)"
    done
    counts="100000"
    [ "$mode" = usual ] || counts="1000 10000 100000 1000000"
    for count in $counts; do
        rm -f "$work/rows.tsv"
        gen --n "$count" --rows "$work/rows.tsv"
        "$build/bench/engine" --rows "$work/rows.tsv" --time
    done
    tests/bench/peers.sh "$build" "$work/rows.tsv"
else
    echo "the workload's generator is not here ($shared/bench/gen.py): engine figures skipped"
fi
[ "$mode" = usual ] || exit 0
"$build/bench/stalls"
python3 tests/bench/stalls.py --build "$build"
python3 tests/bench/serve.py --build "$build"
python3 tests/bench/resource.py --build "$build"
python3 tests/bench/reads.py --build "$build"
python3 tests/bench/slow.py --build "$build"
python3 tests/bench/calendars.py --build "$build"
python3 tests/bench/desk.py --build "$build"
python3 tests/bench/backup.py --build "$build"
for part in submit alert take-over read start; do
    python3 tests/bench/shared.py --build "$build" --only $part
done
