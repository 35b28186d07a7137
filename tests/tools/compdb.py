#!/usr/bin/env python3
"""Print compile_commands.json: compdb.py COMPILER FLAGS... -- SOURCES..."""
import json
import os
import sys

cut = sys.argv.index("--")
flags, sources = sys.argv[1:cut], sys.argv[cut + 1:]
json.dump([{"directory": os.getcwd(), "file": s, "arguments": flags + ["-c", s]} for s in sources],
          sys.stdout, indent=1)
print()
