"""The command line of both programs: help and version on standard output, misuse on standard error."""
import subprocess
import unittest

from daemon import BUILD


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


if __name__ == "__main__":
    unittest.main()
