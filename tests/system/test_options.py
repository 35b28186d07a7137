"""The command line of both programs: help and version on standard output, misuse on standard error."""
import subprocess
import unittest

from daemon import BUILD


def run(program, *words):
    return subprocess.run([BUILD + "/" + program, *words], capture_output=True, text=True, timeout=60)


def commands():
    """The names of jarakctl's commands, from its own usage."""
    lines = [line.split() for line in run("jarakctl", "--help").stdout.splitlines()]
    return sorted({words[1] for words in lines if words[:1] == ["jarakctl"] and words[1][0].isalpha()})


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
        self.assertGreater(len(commands()), 15)
        for name in commands():
            self.expect(run("jarakctl", name, "--help"), 0, "usage: jarakctl " + name)
            self.expect(run("jarakctl", name, "--no-such-option=1"), 2, "", "usage: jarakctl " + name)

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
