#!/usr/bin/env python3
"""Check the direct #include lines against the layer table of the design, folder by folder.

usage: layers.py DAEMON-FOLDER INCLUDE-FOLDER
Prints one line for each include that a folder may not have, for each folder the table does not know, for each circle
of folders and for each folder with too many files; exits 1 if there is one.
"""
import os
import re
import sys

FILES_MAX = 25  # of one folder: what a newcomer can look through

# folder: (folders whose headers it may include, libraries whose headers it may include). A folder includes itself; a
# name without a slash stands for the folder and everything below it.
LAYERS = {
    "base": ([], ["openssl", "crypt", "zlib"]),
    "geo": (["base"], ["geodesic"]),
    "model": (["base", "geo"], []),
    "ical": (["base", "geo", "model"], ["libical", "jansson"]),
    "policy": ([], []),
    "feed": ([], []),  # its rooms are below
    "config": (["base", "geo", "model", "policy"], []),
    "host": (["base"], ["seccomp"]),
    "notify": (["base", "model", "feed", "host"], ["event2", "curl"]),
    "interchange": (["base", "geo", "model", "ical"], ["libxml", "jansson"]),
    "paper": (["base", "feed", "host"], ["cairo", "pango", "fontconfig", "pixbuf"]),  # a program of its own
    "past": (["base", "model", "store", "host"], []),  # likewise
    "web": ([], []),  # no C: what is embedded by http/public/assets.c
    "main": (["base", "geo", "model", "ical", "policy", "engine", "feed", "store", "config", "app", "notify", "http",
              "interchange", "host"], ["event2"]),
}

# Rooms inside a folder: what each may include of its own house, beside what the house may include of others.
HOUSES = {
    "store": (["base", "geo", "model"], ["sqlite3", "libpq"], {
        "kinds": [],
        "": ["kinds"],
        "shared": ["kinds", ""],
        "postgresql": ["shared", ""],  # a module of its own, loaded where it is asked for
    }),
    "policy": (["base", "geo", "model"], ["jansson"], {
        "": [],
        "pack": [""],
        "rules": [""],
    }),
    "engine": (["base", "geo", "model", "policy"], [], {
        "": [],
        "body": [""],
        "slots": [""],
    }),
    "feed": (["base", "geo", "model", "ical", "policy", "engine"], ["jansson", "yajl", "zlib", "qrencode"], {
        "texts": [],
        "html": ["texts"],
        "json": ["texts"],
        "calendar": ["texts"],
        "table": ["texts", "json"],
        "plain": ["texts", "json"],
        "certificate": ["texts", "json"],
        "public": ["texts", "html", "json", "calendar"],
        "alert": ["texts", "json", "calendar"],
        "form": ["texts", "table"],
        "sheet": [],
        "ink": ["html", "sheet"],
        "desk": ["texts", "html", "json", "public", "alert", "plain", "form", "sheet", "ink"],
        "admin": ["texts", "html", "json", "desk"],
        "matters": ["texts", "html", "json", "desk"],
        "personnel": ["texts", "html", "json", "desk"],
        "paper": ["texts", "json", "public", "alert", "desk", "sheet"],
        "brief": ["texts", "html", "json", "desk", "paper", "sheet"],
        "oversight": ["texts", "html", "json", "desk", "ink"],
        "meeting": ["texts", "html", "json", "form", "table", "desk", "paper", "sheet", "brief"],
    }),
    "app": (["base", "geo", "model", "ical", "policy", "engine", "store", "feed"], [], {
        "texts": [],
        "handle": ["texts"],
        "accounts": ["texts", "handle"],
        "registry": ["texts", "handle"],
        "recall": ["texts", "handle", "registry"],
        "conflicts": ["texts", "handle", "accounts", "registry"],
        "contests": ["texts", "handle"],
        "matters": ["texts", "handle", "accounts", "registry", "conflicts"],
        "personnel": ["texts", "handle", "accounts", "registry", "conflicts"],
        "editions": ["texts", "handle", "accounts"],
        "notices": ["texts", "handle", "accounts", "contests", "registry", "conflicts", "personnel"],
        "decisions": ["texts", "handle", "accounts", "contests", "registry", "conflicts", "notices"],
        "alerts": ["texts", "handle", "accounts", "registry", "conflicts"],
        "teams": ["texts", "handle", "accounts", "registry", "conflicts", "notices", "decisions"],
        "public": ["texts", "handle", "accounts", "registry", "conflicts", "matters", "notices", "decisions"],
        "plain": ["texts", "handle", "accounts", "registry", "conflicts", "notices", "decisions", "teams", "public"],
        "desk": ["texts", "handle", "accounts", "contests", "registry", "conflicts", "matters", "personnel", "notices", "decisions", "public",
                 "plain"],
        "meeting": ["texts", "handle", "accounts", "registry", "conflicts", "matters", "personnel", "notices", "desk"],
        "repack": ["texts", "handle", "registry", "conflicts", "notices"],
        "": ["texts", "handle", "accounts", "contests", "editions", "registry", "conflicts", "matters", "personnel", "notices", "decisions", "alerts",
             "teams", "public", "plain", "recall", "repack"],
        "maintain": ["texts", "", "handle", "accounts"],
    }),
    "ctl": (["base", "geo", "model", "ical", "policy", "engine", "feed", "config", "app", "interchange"],
            ["curl", "jansson", "archive", "archive_entry", "openssl"], {
        "": [],
        "online": [""],
        "data": [""],
        "setup": [""],
    }),
    "http": (["base", "model", "feed", "app", "interchange"], ["event2", "openssl", "jansson", "zlib"], {
        "texts": [],
        "server": ["texts"],
        "api": ["texts", "server"],
        "login": ["texts", "sharing", "api", "server"],
        "drafts": ["texts", "login", "api", "server"],
        "rest": ["texts", "sharing", "drafts", "login", "api", "server"],
        "dav": ["texts", "sharing", "login", "api", "server"],
        "public": ["texts", "rest", "login", "api", "server"],
        "desk": ["texts", "login", "api", "server", "public"],
        "paper": ["texts", "login", "api", "server", "public", "desk"],
        "early": ["texts", "server", "public"],
        "sharing": ["texts", "api", "server"],
        "zones": ["texts", "login", "api", "server", "public", "desk"],
        "oversight": ["texts", "login", "api", "server", "public", "desk"],
        "matters": ["texts", "rest", "login", "api", "server", "public", "desk", "paper"],
        "meeting": ["texts", "login", "api", "server", "public", "desk", "paper"],
        "personnel": ["texts", "login", "api", "server", "public", "desk", "meeting"],
        "": ["texts", "server", "api", "login", "drafts", "rest", "sharing", "dav", "public", "desk", "paper", "zones", "matters", "personnel", "oversight", "meeting"],
    }),
}

# What a room may not use although its house may: server knows no application, nor does who answers while there is none.
WITHOUT = {"http/server": ["app", "feed", "interchange"], "http/early": ["app", "interchange"]}

LIBRARIES = {"openssl": "openssl/", "crypt": "crypt.h", "geodesic": "geodesic.h", "libical": "libical/",
             "jansson": "jansson.h", "yajl": "yajl/", "zlib": "zlib.h", "sqlite3": "sqlite3.h", "qrencode": "qrencode.h",
             "event2": "event2/", "seccomp": "seccomp.h", "curl": "curl/", "libxml": "libxml/", "cairo": "cairo/", "pango": "pango/",
             "libpq": "libpq-fe.h", "archive": "archive.h", "archive_entry": "archive_entry.h", "fontconfig": "fontconfig/", "pixbuf": "gdk-pixbuf/"}
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)
OURS = re.compile(r"(jarak|daemon)/((?:[a-z_]+/)*[a-z_]+)/[^/]+$")


def library_of(header):
    for name, prefix in LIBRARIES.items():
        if header == prefix or (prefix.endswith("/") and header.startswith(prefix)):
            return name
    return None


def house_of(folder):
    return folder.split("/")[0]


def is_known(folder):
    house = house_of(folder)
    if house in HOUSES:
        return folder[len(house) + 1:] in HOUSES[house][2] or folder == house
    return folder in LAYERS


def allowed(folder):
    """Folders and libraries a folder may include."""
    house = house_of(folder)
    if house not in HOUSES:
        return LAYERS[house]
    folders, libraries, rooms = HOUSES[house]
    own = [(house + "/" + room).rstrip("/") for room in rooms.get(folder[len(house) + 1:], [])]
    return [f for f in folders if f not in WITHOUT.get(folder, [])] + own, libraries


def may_include(folder, other):
    folders, _ = allowed(folder)
    if other == folder:
        return True
    if house_of(other) == house_of(folder):
        return other in folders
    return house_of(other) in folders


def faults(path, folder, arrows):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    _, libraries = allowed(folder)
    for header in INCLUDE.findall(text):
        own, library = OURS.match(header), library_of(header)
        if own:
            other = own.group(2)
            arrows.setdefault(folder, set()).add(other)
            if not may_include(folder, other):
                yield "%s: %s may not include %s" % (path, folder, header)
            if own.group(1) == "daemon" and house_of(other) != house_of(folder):
                yield "%s: %s is private to %s" % (path, header, house_of(other))
        if library and library not in libraries:
            yield "%s: %s may not use %s" % (path, folder, library)


def circles(arrows):
    """Folders from which one can come back to where one began."""
    def reach(start):
        seen, todo = set(), [start]
        while todo:
            for other in arrows.get(todo.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return seen
    reached = {folder: reach(folder) - {folder} for folder in arrows}
    return sorted({tuple(sorted({a, b})) for a in reached for b in reached[a] if a in reached.get(b, ())})


def main():
    found, arrows, sizes = [], {}, {}
    for root in sys.argv[1:]:
        for where, folders, names in os.walk(root):
            folders.sort()
            folder = os.path.relpath(where, root).replace(os.sep, "/")
            names = sorted(name for name in names if name.endswith((".c", ".h", ".def")))
            sizes[where] = len(names)
            if not names:
                continue
            if folder == "." or not is_known(folder):
                found.append("%s: a folder the layer table does not know" % where)
                continue
            for name in names:
                found += faults(os.path.join(where, name), folder, arrows)
    found += ["%s: %d files, more than %d" % (where, count, FILES_MAX) for where, count in sorted(sizes.items())
              if count > FILES_MAX]
    found += ["a circle of folders: %s" % " and ".join(pair) for pair in circles(arrows)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
