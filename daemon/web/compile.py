#!/usr/bin/env python3
"""Compile one page template to C: one function that writes the page from a typed view.

usage: compile.py TEMPLATE.html > TEMPLATE.c

A template begins with its head and is HTML from then on:

    {{page NAME of struct VIEW}}        function web_NAME(struct jk_buf *out, const struct VIEW *v, enum jk_lang lang)
    {{page NAME of struct VIEW in daemon/feed/public/views.h}}    the same; VIEW is declared there, else in the desk's
    {{.field}} {{row.field}}            text of the view, or of a loop's row, escaped
    {{n .count}}                        a whole number
    {{raw .drawing}}                    a struct jk_markup: markup that was made and escaped by us
    {{t NAME}}                          JK_TEXT_NAME in the page's language, escaped
    {{put part .field}}                 another template, with a pointer to its view
    {{if .x}} {{if not .x}} {{else}} {{end}}     null, "", 0 and false are no
    {{if any .rows}}                    an array that holds something
    {{each row in .rows}} {{end}}       an array `rows` with `rows_count`

Everything is escaped unless it is of the type that says it is markup; a wrong field or type is an error of the C
compiler at the template's own line. Refused here: a tag that is not closed in the branch that opened it, a value in an
attribute without quotes, script between tags, style and on... attributes (the Content-Security-Policy would stop them).
"""
import re
import sys

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
DIRECTIVE = re.compile(r"\{\{(.*?)\}\}", re.S)
PATH = re.compile(r"(?:[a-z_][a-z0-9_]*)?(?:\.[a-z_][a-z0-9_]*)+$|[a-z_][a-z0-9_]*$")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"]|\"[^\"]*\")*?)(/?)>")


class Fault(Exception):
    pass


def c_text(text):
    out = []
    for ch in text:
        if ch in '"\\':
            out.append("\\" + ch)
        elif ch == "\n":
            out.append("\\n")
        elif ord(ch) < 32:
            raise Fault("control character")
        else:
            out.append(ch)
    return '"' + "".join(out).replace("??", '?""?') + '"'


class Template:
    def __init__(self, path, source):
        self.path, self.source = path, source
        self.out, self.line = [], 1
        self.blocks = []       # (word, line, open tags at its beginning)
        self.tags = []         # names that are open
        self.rows = []         # names of loops
        self.pending = ""      # markup not yet written
        self.markup = ""       # of the tag under way, with values left out: to be checked when it ends
        self.depth = 1

    def fail(self, text):
        raise Fault("%s:%d: %s" % (self.path, self.line, text))

    def write(self, text):
        self.out.append("    " * self.depth + text)

    def flush(self):
        if self.pending:
            for start in range(0, len(self.pending), 400):
                self.write("jk_buf_str(out, %s);" % c_text(self.pending[start:start + 400]))
            self.pending = ""

    def mark(self):
        self.out.append('#line %d "%s"' % (self.line, self.path))

    def path_of(self, text):
        text = text.strip()
        if not PATH.match(text):
            self.fail("no field: %r" % text)
        head, _, rest = text.partition(".")
        if head == "" :
            return "v->" + rest
        if head not in self.rows:
            self.fail("no loop has the row %r" % head)
        return head + ("->" + rest if rest else "")

    # HTML that is checked while it goes by: `markup` collects a tag whose values are marked by \0.
    def check(self, text):
        self.markup += text
        while True:
            start = self.markup.find("<")
            if start < 0:
                self.markup = ""
                return
            if self.markup.startswith("<!", start):
                end = self.markup.find(">", start)
                if end < 0:
                    return
                self.markup = self.markup[end + 1:]
                continue
            found = TAG.match(self.markup, start)
            if not found:
                if ">" in self.markup[start:] and '"' not in self.markup[start:]:
                    self.fail("no tag: %r" % self.markup[start:start + 40])
                self.markup = self.markup[start:]
                return
            self.tag(found)
            self.markup = self.markup[found.end():]

    def tag(self, found):
        closing, name, attributes, single = found.groups()
        name = name.lower()
        if "\0" in re.sub(r'"[^"]*"', '""', attributes):
            self.fail("a value outside the quotes of an attribute of <%s>" % name)
        if re.search(r"(?:^|\s)(style|on[a-z]+)\s*=", re.sub(r'"[^"]*"', '""', attributes)):
            self.fail("style and on... attributes are refused")
        if name == "script" and not closing and 'src="' not in attributes:
            self.fail("a script has a src")
        if closing:
            floor = self.blocks[-1][2] if self.blocks else 0
            if len(self.tags) <= floor or self.tags[-1] != name:
                self.fail("</%s> closes nothing that this branch opened" % name)
            self.tags.pop()
        elif name not in VOID and not single:
            self.tags.append(name)

    def balanced(self):
        if self.blocks and len(self.tags) != self.blocks[-1][2]:
            self.fail("<%s> is not closed in its branch" % self.tags[-1])

    def directive(self, text):
        words = text.split(None, 1)
        if not words:
            self.fail("an empty directive")
        word, rest = words[0], words[1] if len(words) > 1 else ""
        self.flush()
        self.mark()
        if word == "if":
            negated = rest.startswith("not ")
            rest = rest[4:] if negated else rest
            test = "%s_count > 0" % self.path_of(rest[4:]) if rest.startswith("any ") else "web_has(%s)" % self.path_of(rest)
            self.blocks.append(("if", self.line, len(self.tags)))
            self.write("if (%s(%s)) {" % ("!" if negated else "", test))
            self.depth += 1
        elif word == "else":
            if not self.blocks or self.blocks[-1][0] != "if":
                self.fail("else without if")
            self.balanced()
            self.depth -= 1
            self.write("} else {")
            self.depth += 1
        elif word == "each":
            row, _, field = rest.partition(" in ")
            row, field = row.strip(), self.path_of(field)
            if row in self.rows or not re.match(r"[a-z][a-z_0-9]*$", row):
                self.fail("no name for a row: %r" % row)
            self.write("for (size_t %s_at = 0; %s_at < %s_count; %s_at++) {" % (row, row, field, row))
            self.depth += 1
            self.write("const __typeof__(*%s) *%s = &%s[%s_at];" % (field, row, field, row))
            self.rows.append(row)
            self.blocks.append(("each", self.line, len(self.tags)))
        elif word == "end":
            if not self.blocks:
                self.fail("end without if or each")
            self.balanced()
            if self.blocks.pop()[0] == "each":
                self.rows.pop()
            self.depth -= 1
            self.write("}")
        elif word == "t":
            self.value('web_text(out, JK_TEXT_%s, lang);' % rest.strip())
        elif word == "n":
            self.value('jk_buf_fmt(out, "%%lld", (long long)(%s));' % self.path_of(rest))
        elif word == "raw":
            self.value("web_raw(out, %s);" % self.path_of(rest))
        elif word == "put":
            name, _, field = rest.partition(" ")
            view = self.path_of(field)
            self.value("web_%s(out, %s%s, lang);" % (name, "&" if "." in field else "", view))
        elif not rest:
            self.value("web_value(out, %s);" % self.path_of(word))
        else:
            self.fail("no directive: %r" % text)

    def value(self, code):
        self.check("\0")
        self.write(code)

    def compile(self):
        head = DIRECTIVE.match(self.source)
        named = re.match(r"page ([a-z_]+) of struct ([a-z_]+)(?: in ([a-z_/]+\.h))?$", head.group(1).strip()) if head else None
        if not named:
            self.fail("the head is {{page NAME of struct VIEW}}")
        name, view, views = named.groups()
        at = head.end() + 1 if self.source[head.end():head.end() + 1] == "\n" else head.end()
        self.line += self.source[:at].count("\n")
        while at < len(self.source):
            found = DIRECTIVE.search(self.source, at)
            text = self.source[at:found.start() if found else len(self.source)]
            if "{{" in text or "}}" in text:
                self.line += text[:max(text.find("{{"), text.find("}}"))].count("\n")
                self.fail("a directive that does not end")
            slim = re.sub(r"\n[ \t]+", "\n", text)
            self.pending += slim
            self.check(text)
            self.line += text.count("\n")
            if not found:
                break
            self.directive(found.group(1).strip())
            self.line += found.group(1).count("\n")
            at = found.end()
            if self.source[at:at + 1] == "\n" and found.group(1).split()[0] in ("if", "else", "end", "each", "put"):
                at += 1
                self.line += 1
        self.flush()
        if self.blocks:
            self.fail("%s of line %d has no end" % self.blocks[-1][:2])
        if self.tags:
            self.fail("<%s> is not closed" % self.tags[-1])
        lang = "" if any("lang" in line for line in self.out) else "    (void)lang;\n"
        used = "" if any("v->" in line or "(out, v" in line for line in self.out) else "    (void)v;\n"
        return ("/* Made of %s by daemon/web/compile.py. */\n#include \"%s\"\n\n"
                "void web_%s(struct jk_buf *out, const struct %s *v, enum jk_lang lang)\n{\n%s%s%s\n}\n"
                % (self.path, views or "daemon/feed/desk/views.h", name, view, lang, used, "\n".join(self.out)))


def main():
    path = sys.argv[1]
    with open(path, encoding="utf-8") as f:
        source = f.read()
    try:
        sys.stdout.write(Template(path, source).compile())
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
