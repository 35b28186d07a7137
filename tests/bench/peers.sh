#!/bin/sh
# The engine beside its peers on one file of rows: GEOS and SQLite in process, PostGIS in a private
# cluster of its own in a temporary folder, reached by a unix socket only and stopped at the end.
# usage: peers.sh BUILD-FOLDER ROWS
set -eu
build=$1
rows=$2
bin=$(pg_config --bindir)
here=$(dirname "$0")

"$build/bench/peers" --rows "$rows"

work=$(mktemp -d)
server=""
finish() {
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

# The server refuses to run as root.
as_server=""
if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$work"
    as_server="setpriv --reuid=postgres --regid=postgres --init-groups"
fi
# shellcheck disable=SC2086 # a command and its words, or none
$as_server "$bin/initdb" -D "$work/data" -U bench -A trust --no-sync -E UTF8 --locale=C >/dev/null
# One backend against one thread: no parallel workers; all of the data fits in memory.
# shellcheck disable=SC2086
$as_server "$bin/postgres" -D "$work/data" -k "$work" -c listen_addresses= -c fsync=off \
    -c shared_buffers=2GB -c work_mem=256MB -c maintenance_work_mem=1GB -c max_wal_size=8GB \
    -c effective_cache_size=8GB -c random_page_cost=1.1 -c jit=off \
    -c max_parallel_workers_per_gather=0 -c autovacuum=off >"$work/log" 2>&1 &
server=$!
conninfo="host=$work user=bench dbname=postgres"
tries=0
until psql -qAt "$conninfo" -c 'select 1' >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
        cat "$work/log" >&2
        exit 1
    fi
    sleep 0.1
done

psql -qAt "$conninfo" -v ON_ERROR_STOP=1 -f "$here/postgis.sql" <"$rows"
for index in postgis:geog:span postgis_by_day:days:geog; do
    name=${index%%:*}
    columns=${index#*:}
    psql -qAt "$conninfo" -c 'drop index if exists rallies_near, meetings_near, convoys_near' \
        2>/dev/null
    psql -qAt "$conninfo" -v ON_ERROR_STOP=1 -v first="${columns%:*}" -v second="${columns#*:}" \
        -f "$here/postgis_index.sql"
    "$build/bench/peers" --rows "$rows" --postgis "$conninfo" --name "$name"
done
