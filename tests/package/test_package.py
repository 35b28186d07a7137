"""The Debian packages and the image: sound, installed, upgraded, removed and purged in a root of their own, never on this machine.

JARAK_DEBS names the folder that `make deb` filled (build/deb); run as root, with the mirrors of this machine's Debian:
`python3 -m unittest discover tests/package`. It takes some three minutes.
"""
import glob
import gzip
import hashlib
import http.client
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEBS = os.path.abspath(os.environ.get("JARAK_DEBS", os.path.join(ROOT, "build", "deb")))
NOTICE = os.path.join(ROOT, "calendars", "kutim-2024", "notices", "01-rapat-umum-paslon-1.ics")
SOURCES = next(path for path in (os.environ.get("APT_SOURCES", ""), "/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list")
               if os.path.exists(path))
UID = "rapat-umum-paslon-1@kutim-2024.simulasi"
NEWER = "0.1.1~pre1"


def deb(name, folder=DEBS):
    return glob.glob(os.path.join(folder, name + "_*.deb"))[0]


def run(*words, **more):
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=600, **more)
    if done.returncode:
        raise AssertionError("%s: %s%s" % (" ".join(words), done.stdout[-2000:], done.stderr[-2000:]))
    return done.stdout


class Rooted:
    """A folder that programs take for the root; /proc is there while they run, as in a container."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        os.makedirs(os.path.join(self.folder, "proc"), exist_ok=True)
        run("mount", "-t", "proc", "proc", os.path.join(self.folder, "proc"))
        os.makedirs(os.path.join(self.folder, "dev"), exist_ok=True)
        null = os.path.join(self.folder, "dev", "null")
        if not os.path.exists(null):
            os.mknod(null, 0o020666, os.makedev(1, 3))
            os.chmod(null, 0o666)
        os.makedirs(os.path.join(self.folder, "dev", "shm"), exist_ok=True)
        os.chmod(os.path.join(self.folder, "dev", "shm"), 0o1777)  # PostgreSQL's processes share memory there
        return self

    def __exit__(self, *_):
        run("umount", os.path.join(self.folder, "proc"))

    def run(self, *words):
        return run("chroot", self.folder, *words, stdin=subprocess.DEVNULL,
                   env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"})

    def read(self, path):
        with open(self.folder + path, encoding="utf-8") as f:
            return f.read()

    def write(self, path, text):
        with open(self.folder + path, "w", encoding="utf-8") as f:
            f.write(text)

    def all_paths(self, word):
        found = []
        for where, folders, names in os.walk(self.folder):
            folders[:] = [f for f in folders if os.path.join(where, f) != os.path.join(self.folder, "proc")]
            found += [os.path.join(where, n)[len(self.folder):] for n in folders + names if word in n]
        return sorted(found)

    def serve(self, *words):
        """Start jarakd as its user, ask /healthz, look for a notice, file it, and end it by its pid."""
        process = subprocess.Popen(["chroot", "--userspec=jarakd:jarakd", self.folder, *words, "--listen", "127.0.0.1:0"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            line = process.stdout.readline()
            if not line.startswith("listening "):
                raise AssertionError(process.communicate()[1])
            port = int(line.rsplit(":", 1)[1])
            token = next(line.split()[2] for line in self.read("/var/lib/jarakd/tokens").splitlines() if line.startswith("bawaslu 64.08 "))
            with open(NOTICE, "rb") as f:
                notice = f.read()
            sign = {"Authorization": "Bearer " + token, "Content-Type": "text/calendar"}
            return [self.ask(port, "GET", "/healthz"), self.ask(port, "GET", "/api/v1/notices/" + UID, None, sign),
                    self.ask(port, "POST", "/api/v1/notices", notice, sign)]
        finally:
            process.terminate()
            process.communicate(timeout=60)

    @staticmethod
    def ask(port, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, body, headers or {})
        status = connection.getresponse().status
        connection.close()
        return status


def newer(folder, names=("jarak-data", "jarakd", "jarakctl")):
    """The same packages with a higher version and another default configuration."""
    out = os.path.join(folder, "newer")
    os.mkdir(out)
    for name in names:
        tree = os.path.join(folder, name)
        run("dpkg-deb", "-R", deb(name), tree)
        control = os.path.join(tree, "DEBIAN", "control")
        with open(control, encoding="utf-8") as f:
            text = f.read()
        old = next(line.split()[1] for line in text.splitlines() if line.startswith("Version:"))
        with open(control, "w", encoding="utf-8") as f:
            f.write(text.replace(old, NEWER))
        conf = os.path.join(tree, "etc", "jarakd", "jarakd.conf")
        if os.path.exists(conf):
            with open(conf, "a", encoding="utf-8") as f:
                f.write("# the default of another version\n")
        run("dpkg-deb", "-b", tree, out)
    return [deb(name, out) for name in names]


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="jarakd-package-")
        cls.addClassCleanup(cls.folder.cleanup)

    def place(self, name):
        return os.path.join(self.folder.name, name)

    def test_lintian_finds_no_error_and_no_warning(self):
        done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", *glob.glob(os.path.join(DEBS, "*.changes"))],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, [line for line in done.stdout.splitlines() if line[:2] in ("E:", "W:")]), (0, []))

    def test_what_each_package_holds(self):
        said = {name: run("dpkg-deb", "-c", deb(name)) for name in (
            "jarakd", "jarakd-postgresql", "jarakctl", "jarak-data", "libjarak-dev")}
        for name, paths in (("jarakd", ("usr/bin/jarakd", "usr/bin/jarakd-notify", "usr/bin/jarakd-paper", "usr/bin/jarakd-past",
                                        "lib/systemd/system/jarakd.service", "usr/lib/sysusers.d/jarakd.conf",
                                        "usr/lib/tmpfiles.d/jarakd.conf", "etc/jarakd/jarakd.conf", "man8/jarakd.8.gz", "man5/jarakd.conf.5.gz")),
                            ("jarakd-postgresql", ("usr/lib/jarakd/jarakd-postgresql.so",)),
                            ("jarakctl", ("usr/bin/jarakctl", "usr/bin/jarakd-setup", "bash-completion/completions/jarakctl",
                                          "zsh/vendor-completions/_jarakctl", "man1/jarakctl.1.gz")),
                            ("jarak-data", ("jarakd/tz/zones.ics", "jarakd/kutim-2024/pack.json")),
                            ("libjarak-dev", ("/libjarak.a", "pkgconfig/jarak.pc", "usr/include/jarak/engine/verdict.h"))):
            for path in paths:
                self.assertIn(path, said[name], name)
        self.assertNotIn("include/jarak/http", said["libjarak-dev"], "the pure side only")
        depends = {name: run("dpkg-deb", "-f", deb(name), "Depends") for name in said}
        for name in ("jarakctl", "libjarak-dev"):
            self.assertNotIn("jarakd", depends[name], "they stand without the daemon")
        for name in ("jarakd", "jarakctl", "libjarak-dev"):
            self.assertNotIn("libpq", depends[name], "nobody who keeps a file needs it")
            self.assertNotIn("postgresql", said[name])
        version = run("dpkg-deb", "-f", deb("jarakd"), "Version").strip()
        self.assertIn("jarakd (= %s)" % version, depends["jarakd-postgresql"])
        self.assertIn("libpq5", depends["jarakd-postgresql"])
        self.assertIn("jarakd-postgresql", run("dpkg-deb", "-f", deb("jarakd"), "Suggests"))
        self.assertEqual(run("dpkg-deb", "-I", deb("jarakd"), "conffiles").split(), ["/etc/jarakd/jarakd.conf"])
        for unit in glob.glob(os.path.join(ROOT, "systemd", "*.service")) + glob.glob(os.path.join(ROOT, "systemd", "*.socket")):
            self.assertIn("lib/systemd/system/" + os.path.basename(unit), said["jarakd"])

    def test_a_program_of_somebody_elses_is_built_with_the_library(self):
        tree = self.place("dev")
        run("dpkg-deb", "-x", deb("libjarak-dev"), tree)
        config = glob.glob(os.path.join(tree, "usr/lib/*/pkgconfig"))[0]
        env = dict(os.environ, PKG_CONFIG_PATH=config, PKG_CONFIG_SYSROOT_DIR=tree, PKG_CONFIG_ALLOW_SYSTEM_CFLAGS="1")
        flags = run("pkg-config", "--cflags", "--libs", "jarak", env=env).split()
        source = os.path.join(tree, "far.c")
        with open(source, "w", encoding="utf-8") as f:
            f.write("""#include <jarak/base/version.h>
#include <jarak/geo/geodesic.h>
#include <stdio.h>
int main(void)
{
    struct jk_point a = { 0.5, 117.55 }, b = { 0.5904369, 117.55 };
    jk_geodesic_init();
    printf("%s %.1f\\n", JK_VERSION, jk_geodesic_distance(a, b));
    return 0;
}
""")
        run("gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", source, "-o", os.path.join(tree, "far"), *flags)
        version, metres = run(os.path.join(tree, "far")).split()
        self.assertEqual((version, metres), (run("pkg-config", "--modversion", "jarak", env=env).strip(), "10000.0"), "direct geodesic, due north")

    def test_installed_started_upgraded_removed_and_purged(self):
        debs = self.place("debs")
        os.mkdir(debs)
        for name in ("jarak-data", "jarakd", "jarakctl"):
            shutil.copy(deb(name), debs)
        with Rooted(self.root("root", debs)) as root:
            self.assertEqual(root.all_paths("libpq"), [])
            self.check_installed(root)
            self.check_upgrade(root)
            self.check_gone(root)

    def root(self, name, debs, more=()):
        """A root with packages of ours, which lie in a folder, and more of Debian."""
        folder = self.place(name)
        run("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", "--skip=output/dev",
            "--hook-dir=/usr/share/mmdebstrap/hooks/file-mirror-automount",
            "--include=systemd-standalone-sysusers,systemd-standalone-tmpfiles", *["--include=" + word for word in more],
            *["--include=" + path for path in sorted(glob.glob(os.path.join(debs, "*.deb")))],
            "--customize-hook=rm -rf \"$1%s\"" % self.folder.name, "bookworm", folder, SOURCES)
        return folder

    def test_a_journal_at_a_server_by_its_socket(self):
        """As docs/sharing.md has it for one server of this machine: no password, for the system's user is the role."""
        debs = self.place("shared")
        os.mkdir(debs)
        for name in ("jarak-data", "jarakd", "jarakd-postgresql", "jarakctl"):
            shutil.copy(deb(name), debs)
        with Rooted(self.root("server", debs, ["postgresql-15"])) as root:
            as_owner = ("runuser", "-u", "postgres", "--")
            root.run("pg_ctlcluster", "15", "main", "start")
            try:
                root.run(*as_owner, "createuser", "jarakd")
                root.run(*as_owner, "createdb", "jarak")
                root.run(*as_owner, "jarakctl", "store", "prepare", "postgresql:///jarak", "--daemon-role", "jarakd")
                words = ("/usr/bin/jarakd", "--config", "/etc/jarakd/jarakd.conf", "--data", "/var/lib/jarakd",
                         "--store", "postgresql:///jarak")
                self.assertEqual(root.serve(*words), [200, 404, 201])
                self.assertEqual(root.serve(*words), [200, 200, 201])
                self.assertFalse(os.path.exists(root.folder + "/var/lib/jarakd/jarakd.db"))
                root.run("dpkg", "--purge", "jarakd-postgresql")
                with self.assertRaises(AssertionError) as refused:
                    root.serve(*words)
                self.assertIn("jarakd-postgresql", str(refused.exception))
            finally:
                root.run("pg_ctlcluster", "15", "main", "stop", "--mode", "fast")

    def check_installed(self, root):
        self.assertIn("jarakd:x:", root.read("/etc/passwd"))
        data = os.stat(root.folder + "/var/lib/jarakd")
        self.assertEqual((data.st_mode & 0o777, data.st_uid != 0), (0o700, True))
        for program in ("jarakd", "jarakctl", "jarakd-setup"):
            self.assertIn(" 0.1", root.run("/usr/bin/" + program, "--version"))
        root.run("/usr/bin/jarakd", "-t", "--config", "/etc/jarakd/jarakd.conf")
        self.assertIn("kutim-2024", root.run("/usr/bin/jarakctl", "pack", "check", "/usr/share/jarakd/kutim-2024"))
        self.assertEqual(root.serve("/usr/bin/jarakd", "--config", "/etc/jarakd/jarakd.conf", "--data", "/var/lib/jarakd"), [200, 404, 201])

    def check_upgrade(self, root):
        """What the operator wrote stays; the store and its journal go on."""
        root.write("/etc/jarakd/jarakd.conf", root.read("/etc/jarakd/jarakd.conf") + "log-level warning\n")
        packages = newer(self.place("debs"))
        for package in packages:
            shutil.copy(package, root.folder + "/tmp")
        root.run("dpkg", "--force-confdef", "--force-confold", "-i", *["/tmp/" + os.path.basename(p) for p in packages])
        self.assertIn("log-level warning\n", root.read("/etc/jarakd/jarakd.conf"))
        self.assertNotIn("another version", root.read("/etc/jarakd/jarakd.conf"))
        self.assertEqual(root.serve("/usr/bin/jarakd", "--config", "/etc/jarakd/jarakd.conf", "--data", "/var/lib/jarakd"), [200, 200, 201],
                         "the notice is there")
        root.run("dpkg", "--remove", "jarakd")
        self.assertTrue(os.path.exists(root.folder + "/var/lib/jarakd/jarakd.db"), "a removal keeps the store")
        self.assertIn("log-level warning\n", root.read("/etc/jarakd/jarakd.conf"))
        self.assertIn("usage: jarakctl", root.run("/usr/bin/jarakctl", "--help"), "it needs no daemon")

    def check_gone(self, root):
        os.makedirs(root.folder + "/etc/jarakd/tls")
        root.write("/etc/jarakd/tls/ca.key", "of jarakd-setup")
        os.makedirs(root.folder + "/etc/systemd/system/jarakd-tcp.socket.d")
        root.write("/etc/systemd/system/jarakd-tcp.socket.d/listen.conf", "of jarakd-setup")
        root.run("dpkg", "--purge", "jarakd", "jarakctl", "jarak-data")
        for path in glob.glob(root.folder + "/tmp/*.deb"):
            os.remove(path)
        self.assertEqual(root.all_paths("jarak"), [])
        for path in ("/etc/passwd", "/etc/group", "/etc/shadow"):
            self.assertNotIn("jarakd", root.read(path))

    def test_the_image_is_whole_and_starts(self):
        image = self.place("image.tar")
        run(os.path.join(ROOT, "debian", "oci.sh"), DEBS, image)
        layout = self.place("layout")
        with tarfile.open(image) as tar:
            tar.extractall(layout)
        manifest = self.blob(layout, json.loads(self.octets(layout, "index.json"))["manifests"][0])
        manifest = json.loads(manifest)
        config = json.loads(self.blob(layout, manifest["config"]))
        layer = self.blob(layout, manifest["layers"][0])
        plain = gzip.decompress(layer)
        self.assertEqual(config["rootfs"]["diff_ids"], ["sha256:" + hashlib.sha256(plain).hexdigest()])
        print("image: %.1f MB packed, %.1f MB unpacked" % (os.path.getsize(image) / 1e6, len(plain) / 1e6))
        self.assertEqual((config["config"]["User"], list(config["config"]["ExposedPorts"]), list(config["config"]["Volumes"])),
                         ("jarakd", ["8642/tcp"], ["/var/lib/jarakd"]))
        folder = self.place("container")
        os.mkdir(folder)
        with open(self.place("layer.tar"), "wb") as f:
            f.write(plain)
        run("tar", "-xpf", self.place("layer.tar"), "-C", folder)
        self.assertEqual([p for p in os.listdir(folder) if p in ("work", "build")], [], "nothing of who built it")
        with Rooted(folder) as root:
            self.assertEqual(root.serve(*config["config"]["Entrypoint"]), [200, 404, 201])

    @staticmethod
    def octets(layout, *path):
        with open(os.path.join(layout, *path), "rb") as f:
            return f.read()

    def blob(self, layout, descriptor):
        kind, digest = descriptor["digest"].split(":")
        octets = self.octets(layout, "blobs", kind, digest)
        self.assertEqual((kind, hashlib.sha256(octets).hexdigest(), len(octets)), ("sha256", digest, descriptor["size"]))
        return octets


if __name__ == "__main__":
    unittest.main()
