#!/bin/sh
# Make an OCI image of the packages: a layout as a tar, one layer, from scratch, without docker.
# usage: oci.sh DEBS IMAGE.tar
#   DEBS   folder that debian/build.sh filled
# The layer is Debian's essential packages and what jarakd needs, fetched from the mirrors of this machine
# ($APT_SOURCES: another file of sources). `skopeo copy oci-archive:IMAGE.tar docker-daemon:jarakd:latest` loads it;
# `podman load -i IMAGE.tar` too.
set -eu
[ $# -eq 2 ] || { echo "usage: oci.sh DEBS IMAGE.tar" >&2; exit 2; }
debs=$(cd "$1" && pwd)
image=$2
sources=${APT_SOURCES:-/etc/apt/sources.list.d/debian.sources}
[ -e "$sources" ] || sources=/etc/apt/sources.list
work=$(mktemp -d "${TMPDIR:-/tmp}/jarakd-oci-XXXXXX")
trap 'rm -rf "$work"' EXIT
version=$(dpkg-deb -f "$debs"/jarakd_*.deb Version)
architecture=$(dpkg-deb -f "$debs"/jarakd_*.deb Architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(dpkg-deb -c "$debs"/jarakd_*.deb | awk 'NR==1 {print $4, $5}' | date -u -f - +%s)}
export SOURCE_DATE_EPOCH

cp "$debs"/jarak-data_*.deb "$debs"/jarakd_*.deb "$debs"/jarakctl_*.deb "$work/" # the hook leaves their folder in the root
mmdebstrap --quiet --mode=root --variant=essential --skip=output/dev \
    --hook-dir=/usr/share/mmdebstrap/hooks/file-mirror-automount \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --include=ca-certificates,systemd-standalone-sysusers,systemd-standalone-tmpfiles \
    --include="$(echo "$work"/jarak-data_*.deb)" --include="$(echo "$work"/jarakd_*.deb)" \
    --include="$(echo "$work"/jarakctl_*.deb)" --customize-hook="rm -rf \"\$1$work\"" \
    bookworm "$work/layer.tar" "$sources" >&2

# The hash of a blob is its name.
blobs=$work/image/blobs/sha256
mkdir -p "$blobs"
keep() {
    hash=$(sha256sum "$1" | cut -d' ' -f1)
    size=$(stat -c %s "$1")
    mv "$1" "$blobs/$hash"
}
layer_diff=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
gzip -9n "$work/layer.tar"
keep "$work/layer.tar.gz"
layer=$hash layer_size=$size
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)

cat >"$work/config" <<JSON
{"created":"$created","architecture":"$architecture","os":"linux","config":{"User":"jarakd","ExposedPorts":{"8642/tcp":{}},
"Env":["PATH=/usr/bin:/bin"],"Entrypoint":["/usr/bin/jarakd","--config","/etc/jarakd/jarakd.conf","--data","/var/lib/jarakd"],
"Cmd":["--listen","0.0.0.0:8642"],"Volumes":{"/var/lib/jarakd":{}},"WorkingDir":"/","StopSignal":"SIGTERM",
"Labels":{"org.opencontainers.image.title":"jarakd","org.opencontainers.image.version":"$version"}},
"rootfs":{"type":"layers","diff_ids":["sha256:$layer_diff"]},"history":[{"created":"$created","created_by":"debian/oci.sh"}]}
JSON
keep "$work/config"
cat >"$work/manifest" <<JSON
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$hash","size":$size},
"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:$layer","size":$layer_size}]}
JSON
keep "$work/manifest"
cat >"$work/image/index.json" <<JSON
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",
"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:$hash","size":$size,
"platform":{"architecture":"$architecture","os":"linux"},"annotations":{"org.opencontainers.image.ref.name":"$version"}}]}
JSON
echo '{"imageLayoutVersion":"1.0.0"}' >"$work/image/oci-layout"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf "$image" -C "$work/image" \
    oci-layout index.json blobs
echo "$image: $(stat -c %s "$image") bytes, layer sha256:$layer"
