#!/usr/bin/env python3
"""Plant one violation at a time in a copy of the sources and see that its check fails.

usage: planted.py BUILD-FOLDER
A check that cannot fail is worth nothing. Each row plants a file, or text at the end of one, runs the check that must
notice, and wants the fault named; with nothing planted every check passes. BUILD-FOLDER holds libjarak.a and the objects.
"""
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LAYERS = ["python3", "tests/lint/layers.py", "daemon", "include/jarak"]
SIZES = ["python3", "tests/lint/sizes.py", "daemon"]
HOUSE = ["python3", "tests/lint/house.py", "build", "daemon"]
PURITY = ["tests/lint/purity.sh", "build/libjarak.a"]
OPENING = "/* Planted. */\n"

# what is planted where, which check must fail, and what it must say
PLANTED = [
    ("daemon/app/notices/planted.c", OPENING + '#include "sqlite3.h"\n', LAYERS, "sqlite3"),
    ("daemon/app/sub/planted.c", OPENING + "#include <sqlite3.h>\n", LAYERS, "app/sub"),
    ("daemon/app/notices/deep/planted.c", OPENING, LAYERS, "app/notices/deep"),
    ("daemon/http/server/planted.c", OPENING + '#include "jarak/app/app.h"\n', LAYERS, "http/server"),
    ("daemon/http/dav/planted.c", OPENING + '#include "daemon/http/public/public.h"\n', LAYERS, "http/dav"),
    ("daemon/feed/json/planted.c", OPENING + '#include "jarak/feed/alert/alert.h"\n', LAYERS, "feed/json"),
    ("daemon/app/registry/planted.c", OPENING + '#include "daemon/app/notices/room.h"\n', LAYERS, "app/registry"),
    ("daemon/engine/planted.c", OPENING + '#include "jarak/store/store.h"\n', LAYERS, "engine"),
    ("include/jarak/model/planted.h", OPENING + '#include "jarak/engine/judge.h"\n', LAYERS, "model"),
    ("daemon/new_house/planted.c", OPENING, LAYERS, "new_house"),
    ("daemon/ical/planted.c", OPENING + "static int long_one(void)\n{\n" + "    ;\n" * 70 + "    return 0;\n}\n", SIZES,
     "planted"),
    ("daemon/feed/alert/planted.c", OPENING + "int x;\n" * 700, SIZES, "planted"),
    ("daemon/feed/alert/planted.c", "#include <string.h>\n", HOUSE, "does not open with a comment"),
    ("daemon/app/teams/planted.c", OPENING + "int stray(void);\nint stray(void)\n{\n    return 0;\n}\n", HOUSE,
     "stray is named neither"),
    ("daemon/app/teams/planted.c", OPENING + "int teams_x(void);\nint teams_x(void)\n{\n    return 0;\n}\n", HOUSE,
     "teams_x has no caller"),
    ("daemon/app/teams/planted.c", OPENING + "#include <stdlib.h>\nvoid *teams_x(void);\nvoid *teams_x(void)\n{\n"
     "    return malloc(9);\n}\n", HOUSE, "asks libc for memory (malloc)"),
    ("daemon/engine/planted.c", OPENING + "#include <time.h>\nlong jk_x(void);\nlong jk_x(void)\n{\n"
     "    return time(0);\n}\n", PURITY, "time"),
]
FILES_MAX = 25


def run(folder, check):
    return subprocess.run(check, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def compile_into(folder, path):
    """The object of a planted file; into the archive too, where the purity check looks."""
    item = os.path.join(folder, "build", path[:-2] + ".o")
    os.makedirs(os.path.dirname(item), exist_ok=True)
    subprocess.run(["cc", "-Iinclude", "-I.", "-c", path, "-o", item], cwd=folder, check=True)
    subprocess.run(["ar", "rs", "build/libjarak.a", item], cwd=folder, check=True, stderr=subprocess.DEVNULL)
    return item


def plant(folder, path, text, check):
    whole = os.path.join(folder, path)
    made = []
    for part in (os.path.dirname(path), os.path.dirname(os.path.dirname(path))):
        if not os.path.isdir(os.path.join(folder, part)):
            made.append(os.path.join(folder, part))
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, "w", encoding="utf-8") as f:
        f.write(text)
    item = compile_into(folder, path) if check in (HOUSE, PURITY) else None
    done = run(folder, check)
    os.remove(whole)
    if item:
        subprocess.run(["ar", "d", "build/libjarak.a", os.path.basename(item)], cwd=folder, check=True)
        os.remove(item)
    for part in made:
        shutil.rmtree(part, ignore_errors=True)
    return done


def copy_tree(build, folder):
    for name in ("daemon", "include", "tests"):
        shutil.copytree(os.path.join(ROOT, name), os.path.join(folder, name), symlinks=True)
    os.makedirs(os.path.join(folder, "build"))
    shutil.copytree(os.path.join(build, "daemon"), os.path.join(folder, "build", "daemon"))
    shutil.copy(os.path.join(build, "libjarak.a"), os.path.join(folder, "build"))


def faults(build):
    with tempfile.TemporaryDirectory() as folder:
        copy_tree(build, folder)
        for check in (LAYERS, SIZES, HOUSE, PURITY):
            done = run(folder, check)
            if done.returncode:
                yield "%s fails with nothing planted: %s" % (check[1] if check[0] == "python3" else check[0], done.stdout)
        crowd = [("daemon/app/teams/planted%d.c" % i, OPENING) for i in range(FILES_MAX + 1)]
        for path, text in crowd:
            with open(os.path.join(folder, path), "w", encoding="utf-8") as f:
                f.write(text)
        done = run(folder, LAYERS)
        if done.returncode == 0 or "app/teams" not in done.stdout:
            yield "a folder of too many files is not noticed: %s" % done.stdout
        for path, _ in crowd:
            os.remove(os.path.join(folder, path))
        for path, text, check, want in PLANTED:
            done = plant(folder, path, text, check)
            if done.returncode == 0 or want not in done.stdout:
                yield "%s: not noticed, or without %r: %s" % (path, want, done.stdout)


def main():
    found = list(faults(os.path.abspath(sys.argv[1])))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
