#!/usr/bin/env python3
"""Embed the assets of the pages: write FOLDER/assets.c, and beside it each file as it is sent, gzip and brotli.

usage: embed.py FOLDER NAME=PATH...
The folder of all addresses, /assets/<digest>/, is a digest of every name and byte: what lies there never changes, and
modules find each other by relative imports. Same files, same bytes.
"""
import gzip
import hashlib
import os
import subprocess
import sys

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
HEAD = '/* Made by daemon/web/embed.py. */\n#include "daemon/http/public/embedded.h"\n\n'
BYTES = '''__asm__(".section .rodata\\n"
        ".global %(s)s\\n%(s)s:\\n.incbin \\"%(p)s\\"\\n.global %(s)s_end\\n%(s)s_end:\\n.byte 0\\n.previous\\n");
extern const char %(s)s[], %(s)s_end[];
'''


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    digest, code, rows = hashlib.sha256(), [], []
    for at, pair in enumerate(sorted(sys.argv[2:])):
        name, path = pair.split("=", 1)
        with open(path, "rb") as f:
            plain = f.read()
        digest.update(name.encode() + b"\0" + str(len(plain)).encode() + b"\0" + plain)
        brotli = subprocess.run(["brotli", "--quality=11", "--stdout", "-"], input=plain, capture_output=True, check=True).stdout
        forms = {"plain": plain, "gz": gzip.compress(plain, 9, mtime=0), "br": brotli}
        for form, octets in forms.items():
            out = os.path.join(folder, "%s.%s" % (name, form))
            with open(out, "wb") as f:
                f.write(octets)
            code.append(BYTES % {"s": "web_asset_%d_%s" % (at, form), "p": out})
        symbols = ["web_asset_%d_%s, web_asset_%d_%s_end" % (at, form, at, form) for form in ("plain", "gz", "br")]
        rows.append('    { "%s", "%s", { { %s } } },\n' % (name, TYPES[os.path.splitext(name)[1]], " }, { ".join(symbols)))
    with open(os.path.join(folder, "assets.c"), "w", encoding="utf-8") as f:
        f.write(HEAD + "".join(code) + "\nconst struct web_asset web_assets[] = {\n" + "".join(rows) + "};\n")
        f.write("const size_t web_asset_count = sizeof web_assets / sizeof *web_assets;\n")
        f.write('const char web_asset_digest[] = "%s";\n' % digest.hexdigest()[:16])
    return 0


if __name__ == "__main__":
    sys.exit(main())
