#!/bin/sh
# libical from its Debian source, built as the fuzzers are, so that their coverage and their sanitizers reach into it.
# usage: libical.sh FOLDER COMPILER FLAG...   makes FOLDER/libical.a; does nothing where it is there already
# Where the source cannot be had it says so and makes nothing: the fuzzers then take the package's library as it is.
set -eu

folder=$1 compiler=$2
shift 2
[ ! -e "$folder/libical.a" ] || exit 0
without() {
    echo "fuzz: $1; libical is that of the package, and not instrumented" >&2
    exit 0
}

version=$(dpkg-query -W -f '${source:Version}' libical-dev)
upstream=${version%-*}
mkdir -p "$folder"
"$(dirname "$0")/deps.sh" source "$folder/apt" || without "no list of Debian sources"
# The tarball of the authors and Debian's patches; apt has checked what the signed list says of them.
(cd "$folder" && APT_CONFIG=apt/apt.conf apt-get source --download-only -qq libical3="$version" >apt/said 2>&1) || true
orig=$folder/libical3_$upstream.orig.tar.gz
patches=$folder/libical3_$version.debian.tar.xz
[ -e "$orig" ] || without "no source of libical3 $version"
rm -rf "$folder/source"
mkdir "$folder/source"
tar -xzf "$orig" -C "$folder/source" --strip-components=1
if [ -e "$patches" ]; then
    tar -xJf "$patches" -C "$folder/source"
    if [ -s "$folder/source/debian/patches/series" ]; then
        while read -r name; do
            case $name in '' | \#*) ;; *) patch -s -p1 -d "$folder/source" <"$folder/source/debian/patches/$name" ;; esac
        done <"$folder/source/debian/patches/series"
    fi
else
    echo "fuzz: Debian's patches for libical3 $version are not to be had; built without them" >&2
fi
if ! { CC=$compiler CFLAGS=$* cmake -S "$folder/source" -B "$folder/build" -DSTATIC_ONLY=ON -DICAL_GLIB=OFF -DICAL_BUILD_DOCS=OFF \
    -DWITH_CXX_BINDINGS=OFF -DCMAKE_DISABLE_FIND_PACKAGE_BDB=ON -DCMAKE_BUILD_TYPE=None &&
    make -s -C "$folder/build" ical; } >"$folder/said" 2>&1; then
    without "libical $upstream cannot be built ($folder/said)"
fi
cp "$folder/build/lib/libical.a" "$folder/libical.a.new"
mv "$folder/libical.a.new" "$folder/libical.a"
