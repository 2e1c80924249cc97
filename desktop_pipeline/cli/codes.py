"""Exit codes, and the error by which a command ends with one of them."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path

from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.messages import Message, render


class Exit(IntEnum):
    """What the command line returns. Part of its interface: never changed."""

    DONE = 0
    FAILED = 1
    """A step failed, or something looked at is not well."""
    REFUSED = 2
    """Refused before any change."""
    BAD_INPUT = 3
    """A wrong argument or file."""
    CANCELLED = 130


class Quit(Exception):
    """A command ends here, with these lines for the user."""

    def __init__(self, code: Exit, *lines: str) -> None:
        self.code, self.lines = code, lines
        super().__init__("\n".join(lines))


_BAD_INPUT = ("file.", "import.", "image.", "schema.", "build.", "choice.no_build")
_REFUSED_ALL_THE_SAME = ("file.changed", "file.unwritable", "file.unreadable", "file.has_problems")


def quit_of(error: UserError | UserErrors) -> Quit:
    """The exit code and the lines of an error that was raised before any change."""
    if isinstance(error, UserErrors):
        return Quit(Exit.BAD_INPUT, *(problem_line(message) for message in error.messages))
    bad = error.code.startswith(_BAD_INPUT) and error.code not in _REFUSED_ALL_THE_SAME
    return Quit(Exit.BAD_INPUT if bad else Exit.REFUSED, problem_line(error.message))


def problem_line(message: Message, base: str = "") -> str:
    """A problem of a file as `file:line: path: text`, as editors understand it; any other message as its sentence.

    `base` is the folder to which the file's name is relative.
    """
    if message.code not in ("file.problem", "file.problem_whole"):
        return render(message)
    file, line = placed(message.argument("file"), base), int(message.argument("line") or 0)
    return place_line(file, line, message.argument("path"), message.argument("problem"))


def placed(file: str, base: str) -> str:
    """A file as seen from the current folder, or its full path where it lies elsewhere."""
    path = Path(base, file)
    return str(path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path)


def place_line(file: str, line: int, path: str, text: str) -> str:
    """`file:line: path: text`, without the parts that are not known."""
    head = f"{file}:{line}: " if line else f"{file}: "
    return head + (f"{path}: " if path else "") + text
