"""Trust: tasks that run on the workstation, reach into the network or are given a secret must have been seen by this person in this form.

A build is a file that others can edit: without this, a changed address would get somebody's password.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict

from desktop_pipeline.domain.builds import Build, Task, TaskKind
from desktop_pipeline.domain.variables import SECRET, references, texts_of

NEEDS_TRUST = frozenset({TaskKind.SCRIPT, TaskKind.USER, TaskKind.FILE, TaskKind.REST})


def risky_tasks(build: Build) -> tuple[Task, ...]:
    """The enabled tasks of a build that must be trusted before they run."""
    return tuple(task for task in build.tasks if task.enabled and (task.kind in NEEDS_TRUST or _is_given_a_secret(task)))


def _is_given_a_secret(task: Task) -> bool:
    if getattr(task, "secret", "") or getattr(task, "secrets", {}):
        return True
    return any(name.startswith(SECRET) for _, text in texts_of(task) for name in references(text))


def trust_hash(build: Build) -> str:
    """A hash of everything that those tasks would do, `sha256:` and 64 digits; '' when the build has none.

    Order counts; titles do not. Any other change is another content, and must be trusted anew.
    """
    tasks = risky_tasks(build)
    if not tasks:
        return ""
    content = [{"kind": task.kind.value, **{name: value for name, value in asdict(task).items() if name not in ("title", "enabled")}}
               for task in tasks]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def review_text(build: Build) -> str:
    """Everything that those tasks would do, in their order, for a person to read: a line for each field that says something, under the
    name it has in the file. Numbers are those of the whole list. Signs that cannot be seen, or turn the writing round, are written out.
    """
    risky = risky_tasks(build)
    return "\n\n".join("\n".join(_lines(number, task)) for number, task in enumerate(build.tasks, 1) if task in risky)


def _lines(number: int, task: Task) -> Iterator[str]:
    yield f"{number}. {task.kind.value}" + (f" ({visible(task.title)})" if task.title else "")
    for name, value in asdict(task).items():
        if name in ("title", "enabled") or value in ("", (), {}, 0, False):
            continue
        if isinstance(value, str) and "\n" in value:
            yield f"   {name}:"
            yield from (f"      {visible(line)}" for line in value.split("\n"))
        elif isinstance(value, dict):
            yield f"   {name}:"
            yield from (f"      {visible(key)}: {visible(text)}" for key, text in value.items())
        elif isinstance(value, tuple):
            yield f"   {name}:"
            yield from (f"      {visible(str(item))}" for item in value)
        else:
            yield f"   {name}: {visible(str(value))}"


def visible(text: str) -> str:
    """The text with everything that is no printable sign written out, as `\\x1b` or `\\u202e`; tabs stay."""
    return "".join(sign if sign.isprintable() or sign == "\t" else sign.encode("unicode_escape").decode() for sign in text)
