#!/bin/sh
# Install the Debian packages that are missing; quick and silent when none is.
# usage: deps.sh build|many|test|cover|fuzz|bench|deb ...
#        deps.sh source FOLDER   a deb-src entry for each Debian archive of this machine, and its lists, in FOLDER alone;
#                                apt takes them by APT_CONFIG=FOLDER/apt.conf
set -eu

if [ "${1:-}" = source ]; then
    mkdir -p "$2/lists/partial" "$2/cache/archives/partial"
    folder=$(cd "$2" && pwd)
    # shellcheck disable=SC2016 # fields that apt fills in
    apt-get indextargets --format 'deb-src $(REPO_URI) $(CODENAME) main' 'Identifier: Packages' 'Origin: Debian' 'Component: main' |
        sort -u >"$folder/sources.list"
    [ -s "$folder/sources.list" ]
    cat >"$folder/apt.conf" <<END
Dir::Etc::SourceList "$folder/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$folder/lists";
Dir::Cache "$folder/cache";
APT::Sandbox::User "";
END
    APT_CONFIG=$folder/apt.conf exec apt-get update -qq
fi

build="gcc make pkg-config libevent-dev libical-dev libproj-dev libsqlite3-dev libjansson-dev libyajl-dev
       libssl-dev libcurl4-openssl-dev libxml2-dev zlib1g-dev libqrencode-dev libarchive-dev libcairo2-dev libpango1.0-dev libgdk-pixbuf-2.0-dev fonts-dejavu-core libcrypt-dev libseccomp-dev curl python3 tzdata brotli
       libjs-leaflet"
# Daemons that share a journal, and what `make run-many` puts in front of them.
many="libpq-dev postgresql-15 nginx-light"
test="age $many libcriterion-dev clang clang-format libclang-rt-14-dev universal-ctags shellcheck binutils mandoc valgrind
      openssl systemd util-linux zsh python3-aiosmtpd python3-icalendar python3-caldav python3-prometheus-client vdirsyncer khal python3-vobject zbar-tools poppler-utils
      chromium chromium-driver python3-selenium
      gir1.2-ecal-2.0 python3-gi"
bench="$many wrk sqlite3 libgeos-dev postgresql-15-postgis-3 radicale
       xandikos chromium chromium-driver python3-selenium"

deb="debhelper dpkg-dev libpq-dev lintian mmdebstrap systemd-container"

cover="gcovr"

# To build libical from its source (tests/tools/libical.sh); ICU as Debian's own build has it.
fuzz="cmake dpkg-dev patch xz-utils libicu-dev"

wanted=""
for set in "$@"; do
    case $set in
    build) wanted="$wanted $build" ;;
    many) wanted="$wanted $many" ;;
    test) wanted="$wanted $test" ;;
    bench) wanted="$wanted $bench" ;;
    cover) wanted="$wanted $cover" ;;
    fuzz) wanted="$wanted $fuzz" ;;
    deb) wanted="$wanted $deb" ;;
    *) echo "deps.sh: no such set: $set" >&2; exit 2 ;;
    esac
done

missing=""
for package in $wanted; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "make deps: these packages are missing and there is neither root nor sudo:" >&2
        echo "   $missing" >&2
        exit 1
    fi
    as_root=sudo
fi
echo "make deps: installing$missing"
# The bench runs a PostgreSQL of its own; Debian's must not start one when it is installed.
case $missing in
*postgresql-15*)
    conf=/etc/postgresql-common/createcluster.conf
    [ -e $conf ] || { $as_root mkdir -p /etc/postgresql-common &&
        echo "create_main_cluster = false" | $as_root tee $conf >/dev/null; }
    ;;
esac
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words on purpose
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
