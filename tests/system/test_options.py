"""The command line of both programs: help and version on standard output, misuse on standard error."""
import os
import socket
import subprocess
import tempfile
import unittest

from daemon import BUILD, ROOT


def run(program, *words):
    return subprocess.run([BUILD + "/" + program, *words], capture_output=True, text=True, timeout=60)


def commands():
    """The names of jarakctl's commands, from its own usage."""
    lines = run("jarakctl", "--help").stdout.splitlines()
    return sorted(line.split()[0] for line in lines if line.startswith("  ") and line[2] != " ")


class Options(unittest.TestCase):
    def expect(self, answer, code, out="", err=""):
        self.assertEqual(answer.returncode, code, answer)
        for text, want in ((answer.stdout, out), (answer.stderr, err)):
            if want:
                self.assertIn(want, text)
            else:
                self.assertEqual(text, "")

    def test_help_and_version_go_to_standard_output(self):
        for program in ("jarakd", "jarakctl"):
            self.expect(run(program, "--help"), 0, "usage: " + program)
            self.expect(run(program, "--version"), 0, program + " ")

    def test_each_command_tells_its_own_usage(self):
        self.assertGreater(len(commands()), 25)
        for name in commands():
            self.expect(run("jarakctl", name, "--help"), 0, "usage: jarakctl " + name)
            self.expect(run("jarakctl", name, "--no-such-option=1"), 2, "", "usage: jarakctl " + name)

    def test_help_is_a_line_a_command_and_says_what_it_does_in_both_languages(self):
        for lang, word in (("id", "konflik"), ("en", "conflict")):
            text = run("jarakctl", "--lang", lang, "--help").stdout
            lines = text.splitlines()
            self.assertEqual(len(lines), 2 + len(commands()))
            for line in lines[2:]:
                self.assertRegex(line, r"^  [a-z-]+ +\S.{10,}$")
                self.assertLessEqual(len(line), 100)
            self.assertIn(word, text)
        for name in commands():
            self.assertEqual(len(run("jarakctl", name, "--help").stdout.splitlines()), 2, name)

    def test_an_option_without_its_value_is_misuse(self):
        self.expect(run("jarakctl", "account", "add", "x", "--role"), 2, "", "usage: jarakctl account")
        self.expect(run("jarakctl", "account", "list", "--undo"), 2, "", "usage: jarakctl account")
        self.expect(run("jarakctl", "letter", "uid", "file", "--replace=yes"), 2, "", "usage: jarakctl letter")
        self.expect(run("jarakctl", "nothing"), 2, "", "usage: jarakctl")
        self.expect(run("jarakctl"), 2, "", "usage: jarakctl")
        self.expect(run("jarakd", "--data"), 1, "", "--data")
        self.expect(run("jarakd", "data"), 1, "", "data")

    def test_a_configuration_is_tried_as_a_start_would_and_each_fault_has_its_line(self):
        with tempfile.TemporaryDirectory() as folder:
            conf = os.path.join(folder, "jarakd.conf")
            data = os.path.join(folder, "data")
            pem = os.path.join(folder, "x.pem")
            for name, args in (("a", []), ("b", [])):
                subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name, "-keyout",
                                os.path.join(folder, name + ".key"), "-out", os.path.join(folder, name + ".pem"), *args], check=True,
                               capture_output=True)
            with open(pem, "w", encoding="utf-8") as f:
                f.write("bukan sertifikat")
            own = {"cert": "tls-cert %s/a.pem" % folder, "key": "tls-key %s/a.key" % folder}
            good = ["# penyiapan", "listen 127.0.0.1:0", "data " + data, "pack " + os.path.join(ROOT, "calendars/kutim-2024")]
            cases = (("listen 127.0.0.1:99999", 1), ("listen sembarang", 1), ("listen 192.0.2.7:8642", 1), ("data /tidak/ada/di/sini", 1),
                     ("publish /tidak/ada/di/sini", 1), ("socket /tidak/ada/jarakd.sock", 1), ("web-root /tidak/ada", 1), ("ca-file /tidak/ada", 1),
                     ("public-url jarak.contoh.id", 1), ("public-url https://jarak.contoh.id/jalur", 1), ("map-tiles x", 1), ("mail-relay x", 1),
                     ("retry-first-ms 0", 1), ("warna biru", 1))
            for line, number in cases:
                more = ["public-url https://jarak.contoh.id"] if line.startswith("publish") else []
                self.tried(conf, good + more + [line], "%s:%d" % (conf[:50], len(good) + len(more) + number))
            for lines in ([own["cert"]], [own["key"]], [own["cert"], "tls-key %s/b.key" % folder], ["tls-cert " + pem, own["key"]],
                          [own["cert"], "tls-key /tidak/ada"]):
                answer = self.tried(conf, good + lines, "")
                self.assertIn("tls-" if len(lines) == 1 else conf[:50] + ":", answer.stderr)
            self.tried(conf, good + [own["cert"], own["key"], "public-url https://jarak.contoh.id", "publish " + os.path.join(folder, "umum")], None)
            self.assertEqual(sorted(os.listdir(folder)), ["a.key", "a.pem", "b.key", "b.pem", "jarakd.conf", "x.pem"], "nothing was made")
            with socket.socket() as taken:
                taken.bind(("127.0.0.1", 0))
                taken.listen()
                self.tried(conf, good + ["listen 127.0.0.1:%d" % taken.getsockname()[1]], None)
            answer = run("jarakd", "-t", "--config", conf, "--listen", "127.0.0.1:99999")
            self.assertEqual((answer.returncode, "--listen" in answer.stderr), (1, True), answer.stderr)

    def tried(self, conf, lines, where):
        """`where` is what standard error names; None: nothing is wrong."""
        with open(conf, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
        answer = run("jarakd", "-t", "--config", conf)
        self.assertEqual(answer.returncode, 0 if where is None else 1, (lines[-1], answer.stderr))
        self.assertIn(where or "", answer.stderr, lines[-1])
        return answer


if __name__ == "__main__":
    unittest.main()
