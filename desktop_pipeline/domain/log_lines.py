"""What a line of a log tells, and which line a failed log is about. Lines are plain: without control sequences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum

_FAR = 2000
"""Characters of a line that are looked at."""


class LineKind(Enum):
    PLAIN = "plain"
    HEADING = "heading"
    WARNING = "warning"
    ERROR = "error"


# Our own tasks, the classic builder, BuildKit as `adapters.docker.buildx` writes it and as buildx does; rules of ===== or >>>>>.
_HEADING = re.compile(r"\[\d+\] |Step \d+/\d+ ?:|=> (?!ERROR )|#\d+ \[|>{3,}|={3,}")
_BUILDKIT_ERROR = re.compile(r"=> ERROR (?P<step>\[[^\]]*\][^\n]*)")
_BUILDKIT_STEP = re.compile(r"=> (?:CACHED )?(?P<step>\[.*)")
_STEP = re.compile(r"\[\d+\] |Step \d+/\d+ ?:")
# What is only named: commands as they are echoed, tests that went well, counts of nothing.
_ECHO = re.compile(
    r"\+{1,4} |\$ | > \[|(?:not )?ok \d+ - .*# (?:SKIP|TODO)|ok \d+\b|\s*(?:✓|✔|PASS(?:ED)?\b|--- PASS)|.*\.\.\. ok$", re.IGNORECASE)
_NOTHING = re.compile(
    r"(?<![\w.])(?:0|no|without|zero) (?:(?:fatal|compile|compilation|build|test) )?(?:errors?|failed|failures?|failing|exceptions?)\b"
    r"|\b(?:errors?|fail(?:ed|ures?)|exceptions?) ?[:=] ?0\b|\bexit(?:ed)?(?: with)? (?:code|status):? ?0\b", re.IGNORECASE)
_WARNING = re.compile(r"(?<![\w-])warn(?:ing)?s?(?![\w-])", re.IGNORECASE)
_WARNS_FIRST = re.compile(r"(?:\S+?[:(]\d+(?:[:,]\d+)?\)?: ?|npm |\[|W: ?|\S+: )?warn(?:ing)?\b|W: ", re.IGNORECASE)
_ERROR = re.compile(
    r"(?<![\w./-])(?:errors?|fatal|failed|failures?|panic|panicked|traceback|denied|exception)(?![\w/-]|\.\w)"
    r"|\berr!"  # npm
    r"|\breturned a non-zero code: [1-9]|did not complete successfully|\bexit(?:ed)?(?: with)? (?:code|status):? ?[1-9]"
    r"|\bcommand not found\b|^(?:\S*/)?(?:ba|da|a|z|k)?sh: .*: not found$|\bno such file or directory\b"
    r"|\bcould not (?:resolve|connect|find|read|open|be )|\bunable to (?:locate|find|connect|access|resolve)|\bconnection refused\b"
    r"|\bsegmentation fault\b|\bout of memory\b|\bcore dumped\b|^killed$|\bundefined reference\b"
    r"|^\S+:\d+:\d+: (?:undefined: |syntax |cannot |declared and not used)"  # go
    r"|^timed.out: ",  # our own rollouts
    re.IGNORECASE)
_ERROR_CASED = re.compile(r"^E:|^E   |^FAIL\b|(?:^|[\s.])[A-Z]\w*(?:Error|Exception)(?=[:\s]|$)|^g?make(?:\[\d+\])?: \*\*\*")
ERROR_WORDS = (
    "error", "fatal", "fail", "panic", "traceback", "denied", "exception", "err!", "non-zero code", "not complete successfully",
    "exit code", "exit status", "exited", "not found", "no such file", "could not ", "unable to ", "refused", "segmentation",
    "out of memory", "core dumped", "\nkilled", "undefined", "syntax ", "cannot ", "not used", "\ntimed", "\ne:", "\ne   ", "***",
)
"""Each line that `kind_of` calls an error holds one of these, in any case: to look for candidates in a file. With a line feed before it a
word counts at the beginning of a line only."""


def kind_of(line: str) -> LineKind:
    """What a plain line tells."""
    head = line[:_FAR].rstrip()
    if _HEADING.match(head):
        return LineKind.HEADING
    if _ECHO.match(head):
        return LineKind.PLAIN
    if _WARNS_FIRST.match(head):
        return LineKind.WARNING
    rest = _NOTHING.sub("", head)
    if _ERROR.search(rest) or _ERROR_CASED.search(rest):
        return LineKind.ERROR
    return LineKind.WARNING if _WARNING.search(head) else LineKind.PLAIN


def failing_line(lines: Sequence[str]) -> int | None:
    """The place, from 0, of the line that a failed log is about, among its last plain lines: the first error of the step that failed.

    The step that failed is that of BuildKit's `ERROR`, else the last one that was begun; without any step, everything is looked at. A
    step without an error line: the last error of all. None: no line tells of an error.
    """
    errors = [place for place, line in enumerate(lines) if kind_of(line) is LineKind.ERROR]
    if not errors:
        return None
    failed = next((match["step"] for line in reversed(lines) if (match := _BUILDKIT_ERROR.match(line))), "")
    if failed:
        said = set(_said_by(lines, failed))
        return next(place for place in errors if place in said)
    begun = next((place for place in range(len(lines) - 1, -1, -1) if _STEP.match(lines[place])), 0)
    return next((place for place in errors if place >= begun), errors[-1])


# The classic builder; BuildKit; its versions before 0.10.
_ENDED = re.compile(
    r"(?:the command '|process \"|executor failed running \[).*(?:returned a non-zero code|exit code): (?P<code>\d+)",
    re.IGNORECASE | re.DOTALL)


def cause(text: str, lines: Sequence[str]) -> str:
    """Why a command of a build failed: the line of its last ones that tells of an error, and its exit code.

    `text` is how the engine says that it failed, with the whole command; where it says something else, that is the cause.
    """
    ended = _ENDED.search(text)
    if ended is None:
        return text
    place = failing_line(lines)
    if place is not None and any(kind_of(line) is LineKind.HEADING for line in lines[place + 1:]):
        place = None  # an error of a step before, which was tolerated
    code = f"exit code {ended['code']}"
    return f"{lines[place].strip()[:_FAR]} ({code})" if place is not None else code.capitalize()


def _said_by(lines: Sequence[str], failed: str) -> Iterator[int]:
    """Places of the lines that a step of BuildKit said; its name stands before them each time another one spoke meanwhile."""
    speaks = False
    for place, line in enumerate(lines):
        if match := _BUILDKIT_STEP.match(line):
            speaks = failed.startswith(match["step"])
        elif _STEP.match(line):
            speaks = False
        if speaks or _BUILDKIT_ERROR.match(line):
            yield place
