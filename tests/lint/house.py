#!/usr/bin/env python3
"""Check what every source file and every external function owes the house.

usage: house.py BUILD-FOLDER DAEMON-FOLDER
- each .c opens with a comment that says how it works;
- an external function is named jk_..., or for its folder: PREFIXES;
- memory is asked for by one file, HEAP, which notes what is refused (include/jarak/base/heap.h);
- an external function has a caller outside its own file, in the programs, benches, fuzzers or tools; a function that
  only tests call is named in TESTED_ONLY with the reason.
Functions are those of the objects below BUILD-FOLDER, so build it first. Exits 1 when something is wrong.
"""
import os
import re
import subprocess
import sys

PREFIXES = {
    "app": "app_", "app/accounts": "accounts_", "app/alerts": "alerts_", "app/conflicts": "conflicts_",
    "app/contests": "contests_", "app/matters": "matters_", "app/maintain": "maintain_", "app/personnel": "personnel_", "feed/personnel": "personnel_", "http/personnel": "personnel_", "app/editions": "editions_", "app/decisions": "decisions_", "app/notices": "notices_", "app/public": "public_", "app/registry": "registry_", "app/recall": "recall_", "app/repack": "repack_",
    "app/teams": "teams_", "app/plain": "plain_", "app/desk": "desk_", "feed/desk": "desk_", "feed/paper": "paper_", "feed/brief": "brief_", "feed/meeting": "meeting_", "app/meeting": "meeting_", "http/meeting": "meeting_", "feed/ink": "ink_", "http/paper": "paper_", "http/zones": "zones_", "http/sharing": "api_", "store/postgresql": "pg_", "feed/oversight": "oversight_", "http/oversight": "oversight_", "http/matters": "matters_", "feed/matters": "matters_", "paper": "paper_", "http/desk": "desk_", "app/handle": "app_", "base": "base_", "config": "config_", "ctl": "ctl_", "ctl/data": "data_", "engine": "engine_",
    "feed": "feed_", "geo": "geo_", "http": "http_", "http/api": "api_", "http/dav": "dav_", "http/early": "early_", "http/login": "login_",
    "http/public": "http_public_", "http/drafts": "drafts_", "http/rest": "rest_", "http/server": "http_", "host": "host_", "ical": "ical_",
    "interchange": "interchange_", "main": "main_", "model": "model_", "notify": "notify_", "past": "past_", "policy": "policy_",
    "store": "store_",
}
HEAP = "daemon/base/heap.c"
APART = "daemon/store/postgresql/"  # loaded while the daemon runs, and linked with nothing of the house: its statuses tell
ASKED_OF_LIBC = {"malloc", "calloc", "realloc", "reallocarray", "strdup", "__strdup", "strndup", "__strndup"}
# Without a caller in any program, for a reason.
TESTED_ONLY = {
    "jk_ical_zones_clear": "a test that counts leaks lets the zones of the process go",
    "jk_leg_part_compare": "an order: antisymmetry and transitivity are laws of their own",
    "jk_occupancy_column_m": "a figure an official can check: column lengths at two speeds",
    "store_replayer_free": "as store_replayer_run",
    "store_replayer_new": "as store_replayer_run",
    "store_replayer_run": "a replay each evening of a store that grows: of the whole season; others replay once",
}


def sources(folder):
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".c"):
                yield os.path.join(where, name)


def symbols(objects):
    """Per object: external functions it defines, names it asks for."""
    defined, wanted = {}, {}
    out = subprocess.run(["nm", "-A", *objects], capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        path, rest = line.split(":", 1)
        kind, name = rest.split()[-2:]
        if kind == "T":
            defined.setdefault(path, set()).add(name)
        elif kind == "U":
            wanted.setdefault(path, set()).add(name)
    return defined, wanted


def prefix_of(path):
    folder = "/".join(path.split("/")[1:-1])
    return PREFIXES.get(folder, PREFIXES.get(folder.split("/")[0], ""))


def opening_faults(files):
    for path in files:
        with open(path, encoding="utf-8") as f:
            if not f.read(2) == "/*":
                yield "%s: does not open with a comment" % path


def words_of_tools(folder="tests"):
    """Every word of the benches, fuzzers and tools: what they name has a caller."""
    words = set()
    for part in ("bench", "fuzz", "tools"):
        for path in sources(os.path.join(folder, part)):
            with open(path, encoding="utf-8") as f:
                words.update(re.findall(r"\w+", f.read()))
    return words


def function_faults(build, files):
    objects = {os.path.join(build, path[:-2] + ".o"): path for path in files}
    missing = [o for o in objects if not os.path.exists(o)]
    if missing:
        yield "%s: not built" % missing[0]
        return
    defined, wanted = symbols(list(objects))
    asked = words_of_tools().union(*wanted.values())
    for item, path in objects.items():
        for name in sorted(ASKED_OF_LIBC & wanted.get(item, set()) if path != HEAP and not path.startswith(APART) else ()):
            yield "%s: asks libc for memory (%s), and not jarak/base/heap.h" % (path, name)
        for name in sorted(defined.get(item, ())):
            if name == "main":
                continue
            if not name.startswith(("jk_", prefix_of(path))):
                yield "%s: %s is named neither jk_... nor %s..." % (path, name, prefix_of(path))
            if name not in asked and name not in TESTED_ONLY:
                yield "%s: %s has no caller" % (path, name)
    for name in sorted(TESTED_ONLY):
        if name in asked:
            yield "%s has a caller now: take it off the list" % name


def main():
    build, folder = sys.argv[1:3]
    files = list(sources(folder))
    found = list(opening_faults(files)) + list(function_faults(build, files))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
