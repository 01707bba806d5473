# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find words and constructions that this project does not use in its texts, and what to write instead.

The texts are README and guides, roles, playbooks, documentation and messages of plugins, docstrings, comments, the demo
and changelog fragments. `python tests/unit/architecture/plain_words.py` lists all places.

Prose linters were compared. Vale needs a binary, which PyPI has only as a downloader. proselint and write-good judge
general English and do not read Python. None of them reads option descriptions or joins wrapped comments.

Words with a standard meaning too, such as "entry", "form", "access" and "owner", cannot be tested.
"""

from __future__ import annotations

import ast
import io
import pathlib
import re
import tokenize
import typing as t
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).parents[3]
# Files that are still to convert: a path prefix in each line. Without the file, all texts are tested.
TEXTS = (
    *("*.md", "noxfile.py", "conftest.py", "docs/docsite/rst/*.rst", "changelogs/fragments/*.yml"),
    *("plugins/**/*.py", "plugins/**/*.j2", "roles/**/*.md", "roles/**/*.yml", "playbooks/*.yml"),
    *("tests/**/*.py", "tests/demo/*.yml"),
)
# Their strings are messages. Strings of other files are data.
_WITH_MESSAGES = ("plugins/", "tests/demo/", "tests/emulator/")
# The changelog of earlier releases is not written again. The words are in these two files.
_NOT_TESTED = ("CHANGELOG.md", "tests/unit/architecture/plain_words.py", "tests/unit/architecture/test_plain_words.py")

# Regular expression -> what to write instead. A blank matches line breaks too.
WORDS = {
    r"says?|said|saying|tells?|told|telling": "report, return, show, state, specify",
    r"believ(?:e|es|ed)": "software does not believe: verify, assume",
    r"look(?:s|ed|ing)? (?:at|again)": "read, check, list",
    r"f(?:ind|inds|ound|inding) out": "read, check, identify",
    r"mend(?:s|ed|ing)?|puts? (?:it |them )?right": "fix, correct",
    r"(?:keeps?|kept|holds?) (?:an? |the )?(?:account(?:'s)? )?(?:password )?polic(?:y|ies)": "comply with, meet",
    r"h(?:eld|olds?|olding) back": "skip, not attempted",
    r"bounds? it|last word|whole truth": "limit the scope, authoritative",
    r"slips?": 'typo; "Check the spelling."',
    r"(?:a|any|every|each|no) text|texts": "string",
    r"(?:is|are) changed": "reports `changed`; the task changes",
    r"anew|once more": "again",
    r"by hand": "manually",
    r"whoever|whomever|whom": "users who, the user",
    r"lea(?:ve|ves|ving) (?:\S+ ){1,4}away|left away": "omit; run without",
    r"(?:leave|leaves|leaving|left) (?:it |them |(?:the |an? )?\S+ )?out": "omit",
    r"(?:is|are) (?:not )?the business of": "is managed by",
    r"what becomes? of|what became of": "result",
    r"side by side": "concurrently; compared",
    r"(?:un)?fores(?:ee|ees|een|eeing|aw)": "predict; would change",
    r"refus(?:e|es|ed|ing|al|als)": "reject",
    r"in doubt": "outcome unknown",
    r"remed(?:y|ies)": "remediation (a task), advice (a string)",
    r"forg(?:ets?|ot|otten)|gone": "removed, deleted, not found",
    r"lest|thereof|whereupon|out of force|at that moment|from here on": "plain words",
    r"is no (?!longer|other|more)[a-z]+ (?:of|that)": "is not a",
    r"of (?:those|these|which) [^.;:]{0,40}? only": "begin with the subject",
    r"nobody (?:knows|can tell)": "it is not known",
    r"patience": "wait, timeout",
}
_QUESTION = re.compile(r"(?<=[a-z])\?(?=[\s\"')]|$)")
_COMPILED = [
    (re.compile(rf"\b(?:{word})\b".replace(" ", r"[\s#]+"), re.IGNORECASE), instead) for word, instead in WORDS.items()
]
# Path prefix, regular expression for the line, and the reason why the word is right there.
ALLOWED = (
    ("", r"(?:that|when|failed_when|changed_when): .*\b(?:is|are) changed|^\s*- \w+ is changed", "a test of Ansible"),
    (
        "",
        r"[Cc]onnection (?:is |was )?refused|refused connection|refuses? (?:a |the )?connections?",
        "the error of the operating system",
    ),
    ("", r"text/(?:plain|html)|alternative text", "a media type, and the text of a picture"),
    ("", r"in_doubt|two-phase commit", "the term of two-phase commit, in code"),
    ("", r"^\s*remedy:|'remedy'", "the name of a result"),
    ("docs/", r"Forgot your password", "a link on the sign-in page of AWS"),
)
_CODE = {
    ".rst": re.compile(r"``[^`]*``|<[^<>`]*>`"),
    ".md": re.compile(r"`[^`\n]*`|\]\([^)\s]*\)|<!--.*?-->", re.DOTALL),
    ".py": re.compile(r"``[^`]*``|`[^`\n]*`|\b(?:C|O|V|RV|M|P|E|U|R|L)\([^)]*\)"),
    ".j2": re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", re.DOTALL),
    ".yml": re.compile(r"``[^`]*``|`[^`\n]*`|\b(?:C|O|V|RV|M|P|E|U|R|L)\([^)]*\)|\{\{.*?\}\}|\{%.*?%\}"),
}


@dataclass(frozen=True)
class Hit:
    """A phrase in a text, and what to write instead."""

    path: str
    line: int
    phrase: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.phrase!r}. Write: {self.instead}"


def paths() -> list[str]:
    """Return the paths of all texts, relative to the collection."""
    found = {path.relative_to(ROOT).as_posix() for pattern in TEXTS for path in ROOT.glob(pattern)}
    return sorted(found - set(_NOT_TESTED))


def hits_in(path: str) -> t.Iterator[Hit]:
    """Yield the hits of a file."""
    source = (ROOT / path).read_text(encoding="utf-8")
    yield from hits_of(path, source)


def hits_of(path: str, source: str) -> t.Iterator[Hit]:
    """Yield the hits of a text with this path."""
    suffix = pathlib.PurePosixPath(path).suffix
    blocks = python_texts(source, messages=path.startswith(_WITH_MESSAGES)) if suffix == ".py" else [(1, source)]
    lines = source.splitlines()
    for first, text in blocks:
        prose = _CODE[suffix].sub(lambda code: re.sub(r"[^\n]", "_", code[0]), text)
        for pattern, instead in (*_COMPILED, (_QUESTION, "a statement")):
            for match in pattern.finditer(prose):
                number = first + prose.count("\n", 0, match.start())
                if not is_allowed(path, lines[number - 1]):
                    yield Hit(path, number, " ".join(match[0].replace("#", " ").split()), instead)


def is_allowed(path: str, line: str) -> bool:
    """Return whether a line may have a word that is not used elsewhere."""
    return any(path.startswith(prefix) and re.search(pattern, line) for prefix, pattern, _reason in ALLOWED)


def python_texts(source: str, *, messages: bool) -> t.Iterator[tuple[int, str]]:
    """Yield comments, docstrings, and with ``messages`` other strings with blanks, each with its first line."""
    yield from _comments(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and not messages:
                yield first.lineno, str(first.value.value)
        elif messages and isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


def _comments(source: str) -> t.Iterator[tuple[int, str]]:
    """Yield comments. Comments in consecutive lines are one text."""
    first, rows = 0, list[str]()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        if rows and token.start[0] != first + len(rows):
            yield first, "\n".join(rows)
            rows = []
        first = first if rows else token.start[0]
        rows.append(token.string)
    if rows:
        yield first, "\n".join(rows)


if __name__ == "__main__":
    for each in (hit for path in paths() for hit in hits_in(path)):
        print(each)
