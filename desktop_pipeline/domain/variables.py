"""Variables in the fields of a build's tasks: `${VERSION}`, results of earlier tasks, and `${secret:ID}` from the keyring.

`$${` stands for a `${` that is meant. A Dockerfile, a script and commands are left alone: they get variables as build arguments or
environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from desktop_pipeline.domain.errors import UserError

BUILT_IN = {
    "VERSION": "version of the build",
    "BUILD_NUMBER": "number of the run, without zeros",
    "TAG": "image tag of the run",
    "IMAGE": "repository of the image, as it is pushed",
    "COMMIT": "commit of the last Code repository task before",
    "DATE": "date and time of the start, UTC, as 20261231-235959",
    "RUN": "id of the run",
}
"""Variables that are always there, with what they mean."""
LITERAL = frozenset({"dockerfile_text", "text", "commands", "title"})
"""Fields in which nothing is filled in."""
_REFERENCE = re.compile(r"\$\$\{|\$\{(?P<name>[^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SECRET = "secret:"
T = TypeVar("T")


def is_name(text: str) -> bool:
    """Whether a text can be the name of a variable."""
    return bool(_NAME.fullmatch(text))


def references(text: str) -> tuple[str, ...]:
    """Names referred to in a text, in order: `VERSION`, `secret:git/shop`."""
    return tuple(match["name"] for match in _REFERENCE.finditer(text) if match["name"] is not None)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its references replaced. Raises UserError `variable.unknown` for a name that has no value."""
    def value(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return "${"
        if name not in values:
            raise UserError("variable.unknown", name=name, known=", ".join(sorted(key for key in values if not key.startswith(SECRET))))
        return values[name]

    return _REFERENCE.sub(value, text)


def texts_of(task: object) -> Iterable[tuple[str, str]]:
    """Name and text of each field of a task in which references are filled in; of mappings each value as `field.key`."""
    if not is_dataclass(task):
        return
    for item in fields(task):
        if item.name in LITERAL:
            continue
        value = getattr(task, item.name)
        if isinstance(value, str):
            yield item.name, value
        elif isinstance(value, Mapping):
            yield from ((f"{item.name}.{key}", text) for key, text in value.items())


def secret_names(task: object) -> frozenset[str]:
    """Names of all secrets of the keyring that a task needs: of its login, of its key, of an image build, and in its texts."""
    mapped = getattr(task, "secrets", {})
    told = {name.removeprefix(SECRET) for _, text in texts_of(task) for name in references(text) if name.startswith(SECRET)}
    return frozenset({getattr(task, "secret", ""), getattr(task, "key", ""), *mapped.values(), *told} - {""})


def filled(task: T, values: Mapping[str, str]) -> T:
    """A task with all its references replaced. Raises UserError `variable.unknown`."""
    changes: dict[str, object] = {}
    for item in fields(task):  # type: ignore[arg-type]  # tasks are dataclasses
        value = getattr(task, item.name)
        if item.name in LITERAL:
            continue
        if isinstance(value, str):
            changes[item.name] = fill(value, values)
        elif isinstance(value, Mapping):
            changes[item.name] = {key: fill(text, values) for key, text in value.items()}
    return replace(task, **changes)  # type: ignore[type-var]  # tasks are dataclasses
