#!/bin/sh
# Make the Debian packages of what is committed (or of another tree of git): source, packages and the .changes file in OUT.
# usage: build.sh OUT [TREE]
set -eu
case $# in
1 | 2) ;;
*) echo "usage: build.sh OUT [TREE]" >&2; exit 2 ;;
esac
mkdir -p "$1"
out=$(cd "$1" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/jarakd-deb-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/jarakd"
git archive "${2:-HEAD}" | tar -x -C "$work/jarakd"
version=$(sed -n 's/^#define JK_VERSION "\(.*\)"/\1/p' "$work/jarakd/include/jarak/base/version.h")
case $(cd "$work/jarakd" && dpkg-parsechangelog -S Version) in
"$version".[0-9]*) ;;
*) echo "build.sh: debian/changelog and version.h ($version) say different versions" >&2; exit 1 ;;
esac
(cd "$work/jarakd" && DEB_BUILD_OPTIONS="parallel=$(nproc)${DEB_BUILD_OPTIONS:+ $DEB_BUILD_OPTIONS}" \
    dpkg-buildpackage -us -uc >"$work/log" 2>&1) || { tail -40 "$work/log" >&2; exit 1; }
rm -f "$out"/*.deb "$out"/*.dsc "$out"/*.changes "$out"/*.buildinfo "$out"/*.tar.xz
mv "$work"/*.deb "$work"/*.dsc "$work"/*.changes "$work"/*.buildinfo "$work"/*.tar.xz "$out/"
ls "$out"
