#!/bin/sh
# Install the Debian packages that are missing; quick and silent when none is.
# usage: deps.sh build|test|cover|bench|deb ...
set -eu

build="gcc make pkg-config libevent-dev libical-dev libproj-dev libsqlite3-dev libjansson-dev libyajl-dev
       libssl-dev libcurl4-openssl-dev libxml2-dev zlib1g-dev libqrencode-dev libarchive-dev libcairo2-dev libpango1.0-dev libgdk-pixbuf-2.0-dev fonts-dejavu-core libcrypt-dev libseccomp-dev curl python3 tzdata brotli
       libjs-leaflet"
test="age libcriterion-dev clang clang-format libclang-rt-14-dev universal-ctags shellcheck binutils mandoc valgrind
      openssl systemd util-linux zsh python3-aiosmtpd python3-icalendar python3-caldav python3-prometheus-client vdirsyncer khal python3-vobject zbar-tools poppler-utils
      chromium chromium-driver python3-selenium
      gir1.2-ecal-2.0 python3-gi"
bench="nginx-light wrk sqlite3 libgeos-dev libpq-dev postgresql-15 postgresql-15-postgis-3 radicale
       xandikos chromium chromium-driver python3-selenium"

deb="debhelper dpkg-dev lintian mmdebstrap"

cover="gcovr"

wanted=""
for set in "$@"; do
    case $set in
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    bench) wanted="$wanted $bench" ;;
    cover) wanted="$wanted $cover" ;;
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
