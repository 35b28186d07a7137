"""The manual pages say what the programs do: every option, command, route and property, and no other."""
import glob
import os
import re
import subprocess
import tempfile
import unittest

from daemon import BUILD, ROOT

FOLDER = os.path.join(ROOT, "docs", "man")
PAGES = ["jarak-ics.7", "jarakctl.1", "jarakd-api.7", "jarakd-notify.8", "jarakd-setup.8", "jarakd.8", "jarakd.conf.5"]


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as f:
        return f.read()


def run(program, *words):
    return subprocess.run([os.path.join(BUILD, program), *words], capture_output=True, text=True, check=True).stdout


def entries(page, section):
    """Of a section's list: the line behind each .It, and what stands below it, on one line."""
    found = {}
    body = re.search(r"(?ms)^\.Sh %s\n(.*?)(?=^\.Sh )" % section, read("docs", "man", page)).group(1)
    for part in re.split(r"(?m)^\.It ", body)[1:]:
        head, _, text = part.partition("\n")
        found[head] = " ".join(text.replace("\\&", "").split("\n"))
    return found


def options(usage):
    return set(re.findall(r"--([a-z][a-z-]*)", usage))


class Man(unittest.TestCase):
    def test_the_pages_are_sound(self):
        self.assertEqual(sorted(os.path.basename(p) for p in glob.glob(os.path.join(FOLDER, "*"))), PAGES)
        for page in PAGES:
            lint = subprocess.run(["mandoc", "-Tlint", "-W", "style", page], cwd=FOLDER, capture_output=True, text=True, check=False)
            self.assertEqual((lint.returncode, lint.stdout + lint.stderr), (0, ""), page)
            name, section = page.rsplit(".", 1)
            self.assertIn(".Dt %s %s\n" % (name.upper(), section), read("docs", "man", page))
            for other, number in re.findall(r"(?m)^\.Xr (\S+) (\d)", read("docs", "man", page)):
                self.assertIn("%s.%s" % (other, number), PAGES, "a page that is not there")

    def test_every_option_of_the_daemon(self):
        told = re.findall(r"(?m)^  --([a-z-]+) (\S+) +(.*)$", run("jarakd", "--help"))
        self.assertGreater(len(told), 15)
        for page, form, section, more in (("jarakd.8", "Fl -%s Ar %s", "OPTIONS", 5), ("jarakd.conf.5", "Cm %s Ar %s", "OPTIONS", 0)):
            found = entries(page, section)
            for name, argument, text in told:
                if name == "config" and not more:
                    continue
                entry = found.get(form % (name, argument))
                self.assertIsNotNone(entry, "%s: --%s %s" % (page, name, argument))
                bounds = re.search(r", (\d+) to (\d+)", text)
                if bounds:
                    self.assertIn("A number from %s to %s." % bounds.groups(), entry, name)
                default = re.search(r" \(([^()]*)\)$", text)
                self.assertEqual(re.findall(r"Default: (.*?)\.(?: |$)", entry), [default.group(1)] if default else [], name)
            self.assertEqual(len(found), len(told) - (0 if more else 1) + (more - 1 if more else 0), "none that is not there")
        in_code = set(re.findall(r'(?m)^    \{ "([a-z-]+)", "', read("daemon", "config", "options.c")))
        self.assertEqual(in_code, {name for name, _, _ in told} - {"config"})

    def test_every_command_of_jarakctl(self):
        lines = run("jarakctl", "--help").splitlines()
        names = [line.split()[0] for line in lines[2:]]
        found = entries("jarakctl.1", "COMMANDS")
        self.assertEqual(list(found), ["Cm " + name for name in names])
        said = set()
        for name in names:
            usage = run("jarakctl", name, "--help").splitlines()[0].partition("jarakctl " + name)[2].strip()
            entry = re.sub(r"(?<= )%s (?=\S)" % re.escape(name), "", found["Cm " + name])
            for word in re.findall(r"\S+", usage):
                self.assertTrue(word == "|" or word in entry, "%s: %s" % (name, word))
            self.assertLessEqual(options(found["Cm " + name]), options(usage), name)
            said |= options(usage)
        read_ones = set()
        for path in glob.glob(os.path.join(ROOT, "daemon", "ctl", "**", "*.c"), recursive=True):
            if os.path.basename(path) not in ("main.c", "completion.c"):
                text = read(path)
                read_ones |= set(re.findall(r'\.name = "([a-z-]+)"', text))
                read_ones |= set(re.findall(r'\{ "([a-z-]+)", (?:NULL|ctl_known_\w+|known_\w+) \}', text))
                read_ones |= set(re.findall(r'\{ "([a-z-]+)", offsetof', text))
        self.assertLessEqual(read_ones, said | {"help"}, "an option that no usage names")
        self.assertGreater(len(read_ones), 30)
        own = options(lines[0] + lines[1])
        self.assertEqual(own, set(re.findall(r"(?m)^\.It Fl -([a-z-]+)", read("docs", "man", "jarakctl.1"))))
        self.assertEqual(own, set(re.findall(r'(?m)^        \{ "([a-z-]+)", (?:required|no)_argument', read("daemon", "ctl", "main.c"))))

    def test_every_route(self):
        told = [line.split("\t") for line in run("jarakd", "--routes").splitlines()]
        wanted = ["Ic %s %s Pq %s" % tuple(row) for row in told if not row[1].startswith("/meja/")]
        found = entries("jarakd-api.7", "ROUTES")
        for row in wanted:
            self.assertIn(row, found)
            self.assertGreater(len(found[row]), 3, row)
        self.assertEqual(set(found) - set(wanted), {"Ic GET , POST /meja/... Pq by page"})

    def test_every_property(self):
        found = [name for head in entries("jarak-ics.7", "PROPERTIES") for name in re.split(r", | or ", head[3:].split(";")[0])]
        self.assertEqual(len(found), len(set(found)))
        table = [re.split(r", | or ", row.split(";")[0]) for row in re.findall(
            r"(?m)^\| ([A-Z][A-Z0-9-]+(?:[;=,A-Zor -]*[A-Z])?) \|", read("calendars", "profile.md"))]
        self.assertEqual(set(found), {name for row in table for name in row})
        in_code = set(re.findall(r'\.name = "([A-Z][A-Z0-9-]+)"', read("daemon", "ical", "profile.c")))
        self.assertGreater(len(in_code), 20)
        self.assertEqual(in_code - set(found), {"EXRULE"}, "which is known to be refused")

    def test_they_are_installed_and_linked(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(["make", "-n", "install", "DESTDIR=" + folder], cwd=ROOT, capture_output=True, text=True,
                                  check=True).stdout
        self.assertIn("for page in docs/man/*.[1578]; do install -D -m 644 $page", done)
        for page in PAGES:
            self.assertIn("docs/man/" + page, read("README.md"))

    def test_a_configuration_that_is_there_stays(self):
        with tempfile.TemporaryDirectory() as folder:
            steps = subprocess.run(["make", "-n", "install", "DESTDIR=" + folder], cwd=ROOT, capture_output=True, text=True, check=True).stdout
            step = [line for line in steps.splitlines() if line.rstrip().endswith("jarakd.conf # the operator's")]
            self.assertEqual(len(step), 1, steps)
            conf = os.path.join(folder, "etc/jarakd/jarakd.conf")
            for _ in range(2):
                subprocess.run(["sh", "-c", step[0]], cwd=ROOT, check=True)
                self.assertEqual(read(conf), "listen 127.0.0.1:1\n" if _ else read("systemd/jarakd.conf"))
                with open(conf, "w", encoding="utf-8") as f:
                    f.write("listen 127.0.0.1:1\n")


if __name__ == "__main__":
    unittest.main()
