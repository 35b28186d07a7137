#!/usr/bin/env python3
"""Check the direct #include lines against the layer table of the design.

usage: layers.py DAEMON-FOLDER INCLUDE-FOLDER
Prints one line for each include that a folder may not have, and exits 1 if there is one.
"""
import os
import re
import sys

# folder: (folders whose headers it may include, libraries whose headers it may include)
LAYERS = {
    "base": ([], ["openssl", "crypt"]),
    "geo": (["base"], ["geodesic"]),
    "model": (["base", "geo"], []),
    "ical": (["base", "geo", "model"], ["libical", "jansson"]),
    "policy": (["base", "geo", "model"], ["jansson"]),
    "engine": (["base", "geo", "model", "policy"], []),
    "feed": (["base", "geo", "model", "ical", "policy", "engine"], ["jansson", "zlib", "qrencode"]),
    "store": (["base", "geo", "model"], ["sqlite3"]),
    "config": (["base", "geo", "model", "policy"], []),
    "app": (["base", "geo", "model", "ical", "policy", "engine", "store", "feed"], []),
    "notify": (["base", "model", "feed"], ["event2", "curl"]),
    "http": (["base", "model", "feed", "app", "interchange"], ["event2", "openssl", "jansson", "zlib"]),
    "interchange": (["base", "geo", "model", "ical"], ["libxml", "jansson"]),
    "ctl": (["base", "geo", "model", "ical", "policy", "engine", "feed", "config", "app",
             "interchange"], ["curl", "jansson"]),
    "web": ([], []),  # no C: what is embedded by http/assets.c
    "main": (["base", "geo", "model", "ical", "policy", "engine", "feed", "store", "config", "app",
              "notify", "http", "interchange"], ["event2"]),
}
LIBRARIES = {"openssl": "openssl/", "crypt": "crypt.h", "geodesic": "geodesic.h",
             "libical": "libical/", "jansson": "jansson.h", "zlib": "zlib.h",
             "sqlite3": "sqlite3.h", "qrencode": "qrencode.h", "event2": "event2/", "curl": "curl/", "libxml": "libxml/"}
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)


def library_of(header):
    for name, prefix in LIBRARIES.items():
        if header == prefix or (prefix.endswith("/") and header.startswith(prefix)):
            return name
    return None


def faults(path, folder):
    layers, libraries = LAYERS[folder]
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for header in INCLUDE.findall(text):
        own = re.match(r"(?:jarak|daemon)/([a-z]+)/", header)
        library = library_of(header)
        if own and own.group(1) != folder and own.group(1) not in layers:
            yield "%s: %s may not include %s" % (path, folder, header)
        if own and header.startswith("daemon/") and own.group(1) != folder:
            yield "%s: %s is private to %s" % (path, header, own.group(1))
        if library and library not in libraries:
            yield "%s: %s may not use %s" % (path, folder, library)


def main():
    found = 0
    for root in sys.argv[1:]:
        for folder in sorted(os.listdir(root)):
            where = os.path.join(root, folder)
            if not os.path.isdir(where):
                continue
            if folder not in LAYERS:
                print("%s: a folder the layer table does not know" % where)
                found += 1
                continue
            for name in sorted(os.listdir(where)):
                if name.endswith((".c", ".h", ".def")):
                    for fault in faults(os.path.join(where, name), folder):
                        print(fault)
                        found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
