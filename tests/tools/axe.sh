#!/bin/sh
# Bring axe-core, the one test dependency from the npm registry, known by its hash; quiet when it is there.
# usage: axe.sh FOLDER     makes FOLDER/axe.min.js
# Without npm or a line out nothing is made, and the test that wants it says so. Where changes land (JARAK_CI) it must be
# there: npm is installed, and the test fails instead of being skipped.
set -eu

version=4.10.3
sha512="Xm7bpRXnDSX2YE2YFfBk2FnF0ep6tmG7xPh8iHee8MIcrgq762Nkce856dYtJYLkuIoYZvGfTs/PbZhideTcEg=="
folder=$1
made="$folder/axe-$version.min.js"

[ ! -e "$made" ] || exit 0
if ! command -v npm >/dev/null && [ -n "${JARAK_CI:-}" ] && [ "$(id -u)" -eq 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >/dev/null
fi
command -v npm >/dev/null || { echo "axe.sh: no npm here: the accessibility test will be skipped" >&2; exit 0; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
(cd "$scratch" && npm pack --silent --no-audit --no-fund "axe-core@$version" >/dev/null 2>&1) ||
    { echo "axe.sh: axe-core cannot be fetched: the accessibility test will be skipped" >&2; exit 0; }
got=$(openssl dgst -sha512 -binary "$scratch/axe-core-$version.tgz" | base64 -w0)
[ "$got" = "$sha512" ] || { echo "axe.sh: axe-core $version has another hash than expected" >&2; exit 1; }
tar -xzf "$scratch/axe-core-$version.tgz" -C "$scratch" package/axe.min.js
mkdir -p "$folder"
mv "$scratch/package/axe.min.js" "$made"
