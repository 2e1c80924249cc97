"""Values to bytes and back: dataclasses, named tuples and enums of the domain, by msgspec."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from typing import TypeVar, cast

import msgspec

from desktop_pipeline.domain.builds import TASK_TYPES, Build, TagRule, Task, TaskKind

T = TypeVar("T")


class _BuildForm(msgspec.Struct):
    """A build with the kind of each task beside its fields: the class alone would not tell it when read."""

    fields: dict[str, str]
    tasks: tuple[tuple[TaskKind, msgspec.Raw], ...]


def pack(value: object) -> bytes:
    """A value as bytes. Raises TypeError for one that could not be read back: a build must be the value itself, not a part of it."""
    if isinstance(value, Build):
        texts = {field.name: getattr(value, field.name) for field in fields(Build) if field.name != "tasks"}
        tasks = tuple((task.kind, msgspec.Raw(msgspec.msgpack.encode(task))) for task in value.tasks)
        return msgspec.msgpack.encode(_BuildForm(texts, tasks))
    if _holds_tasks(cast(Hashable, type(value))):
        raise TypeError(f"{type(value).__name__} holds tasks of a build; keep the build itself")
    return msgspec.msgpack.encode(value)


def unpack(data: bytes, kind: type[T]) -> T | None:
    """The value, or None when the bytes are no longer understood as this type."""
    try:
        if kind is Build:
            form = msgspec.msgpack.decode(data, type=_BuildForm)
            tasks = tuple(msgspec.msgpack.decode(raw, type=TASK_TYPES[task]) for task, raw in form.tasks)
            texts = {**form.fields, "tag_rule": TagRule(form.fields.get("tag_rule", TagRule.NUMBER))}
            return cast(T, Build(**texts, tasks=tasks))  # type: ignore[arg-type]  # names of fields, as they were written
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.MsgspecError, TypeError, KeyError, ValueError):
        return None


@cache
def _holds_tasks(kind: Hashable) -> bool:
    try:
        seen = msgspec.inspect.type_info(kind)
    except Exception:  # not a type that msgspec knows: encoding says so
        return False
    return f"{Task.__module__}.Task'" in repr(seen)


def to_text(value: object) -> str:
    """A value as JSON. Text that is not valid Unicode (from file names, output of programs) has its bad parts replaced."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_clean(msgspec.to_builtins(value))).decode()


def from_text(text: str, kind: type[T]) -> T:
    """Raises msgspec.MsgspecError for text that is not this type."""
    return msgspec.json.decode(text, type=kind)


def clean(text: str) -> str:
    """The text with what UTF-8 cannot hold replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _clean(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value
