#!/usr/bin/env python3
"""The engine's figures of several sizes as a table for docs/performance.md.
usage: table.py FILE     (what `build/bench/engine --time` or `make bench-long` printed, one size behind the other)"""
import sys

ROWS = (("check_mean_us", "check of all kinds, mean, us"), ("check_p99_us", "p99, us"), ("check_mean_in_geod", "mean in calls of geod_inverse"),
        ("add_and_remove_us", "add and remove, us"), ("slots_of_12_legs_ms", "clear times of 12 legs, ms"), ("index_build_s", "index built, s"),
        ("audit_s", "audit of all, s"), ("audit_in_geod_an_activity", "audit, geod_inverse an activity"), ("entries_a_check", "activities looked at in a check"),
        ("bytes_an_activity", "bytes an activity"))


def read(path):
    """Figures by size, in the order of the sizes."""
    sizes = {}
    with open(path, encoding="ascii") as f:
        for line in f:
            words = line.split()
            if len(words) == 2 and words[0] == "activities":
                sizes[int(words[1])] = now = {}
            elif len(words) == 2 and sizes:
                now.setdefault(words[0], words[1])
    return sorted(sizes.items())


def main():
    sizes = read(sys.argv[1])
    print("| activities | %s |" % " | ".join("{:,}".format(size) for size, _ in sizes))
    print("|---" * (len(sizes) + 1) + "|")
    for name, words in ROWS:
        print("| %s | %s |" % (words, " | ".join(found.get(name, "-") for _, found in sizes)))


if __name__ == "__main__":
    main()
