#!/bin/sh
# The checklist of a release: each step must pass before the next; the first that fails ends it and says why.
# usage: release.sh [--dry-run] VERSION
#   VERSION    as version.h will print it, such as 0.2
#   --dry-run  says every step and does those that take a moment; what takes minutes (tests, packages) is only named
# Nothing is tagged or sent: the last line says what a person does then.
set -eu
cd "$(dirname "$0")/../.."
dry=
[ "${1:-}" != --dry-run ] || { dry=yes; shift; }
[ $# -eq 1 ] || { echo "usage: release.sh [--dry-run] VERSION" >&2; exit 2; }
version=$1
build=${B:-build}

step=0
say() { step=$((step + 1)); echo "$step. $1"; }
fail() { echo "release.sh: $1" >&2; exit 1; }
# Minutes: named in a dry run, done in earnest.
long() {
    say "$1"
    shift
    [ -z "$dry" ] || { echo "   (dry run: $*)"; return 0; }
    "$@" || fail "$* failed"
}

say "The tree is clean"
[ -z "$(git status --porcelain)" ] || fail "there are changes that are not committed"

say "version.h says $version"
grep -q "^#define JK_VERSION \"$version\"\$" include/jarak/base/version.h || fail "include/jarak/base/version.h says another version"

say "CHANGELOG.md has $version, in both languages, and does not call it unreleased"
[ "$(grep -c "^## $version, " CHANGELOG.md)" -eq 2 ] || fail "CHANGELOG.md has no \"## $version, MONTH YEAR\" in each language"
! grep -Eq "^## $version, .*\((belum dirilis|not released)\)" CHANGELOG.md || fail "CHANGELOG.md says that $version is not released"

say "debian/changelog has $version at its top, for a distribution"
dpkg-parsechangelog -S Version | grep -q "^$version\.[0-9]*\$" || fail "debian/changelog has another version at its top: $(dpkg-parsechangelog -S Version)"
[ "$(dpkg-parsechangelog -S Distribution)" != UNRELEASED ] || fail "debian/changelog says UNRELEASED"

say "A licence is chosen"
! grep -q "^License: not-chosen" debian/copyright || fail "debian/copyright names no licence: the owner chooses it"

say "Each released schema has its fixture"
for fixture in $(git ls-files 'tests/fixtures/store-v*/jarakd.db'); do
    git diff --quiet "$(git log --diff-filter=A --format=%H -- "$fixture" | tail -1)" -- "$fixture" || fail "$fixture was changed: what shipped is read as it was written"
done
make -s CC="${CC:-gcc}" B="$build" "$build/tests/make_store"
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$build/tests/make_store" "$fresh/jarakd.db" >/dev/null
newest=$(od -An -j60 -N4 -tu1 "$fresh/jarakd.db" | awk '{print $1 * 16777216 + $2 * 65536 + $3 * 256 + $4}') # PRAGMA user_version
[ -e "tests/fixtures/store-v$newest/jarakd.db" ] || fail "there is no tests/fixtures/store-v$newest; make one: $build/tests/make_store FILE"
echo "   schema $newest"

say "Manual pages are dated, none behind a change of it by more than a day"
for page in docs/man/*.[1578]; do
    dated=$(date -u -d "$(sed -n 's/^\.Dd //p' "$page")" +%s) || fail "$page has no date"
    changed=$(git log -1 --format=%ct -- "$page")
    [ "$changed" -le $((dated + 2 * 86400)) ] || fail "$page is dated $(sed -n 's/^\.Dd //p' "$page") and was changed later"
done

long "Every test passes" make test
long "The packages are built" make -s deb B="$build"
long "lintian finds no error and no warning" lintian --allow-root --fail-on error,warning "$build"/deb/*.changes
long "Packages and image are installed, upgraded, purged, started" env JARAK_DEBS="$build/deb" python3 -m unittest discover tests/package
long "The image is made" debian/oci.sh "$build/deb" "$build/deb/jarakd-oci.tar"
echo "Then: git tag -s v$version, and hand out $build/deb with its checksums."
