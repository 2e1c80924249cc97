"""What must hold for the tasks of a build before it may run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.passwords import holds_password, without_password
from desktop_pipeline.domain.tasks import BuildImage, CodeRepository, FileTransfer, RestCall, Script, Task, TaskKind, UserCommand
from desktop_pipeline.domain.variables import BUILT_IN, SECRET, is_name, references, texts_of


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a field: `field` is a path such as `tasks[1].url`."""

    field: str
    message: Message


_REQUIRED: dict[TaskKind, tuple[str, ...]] = {
    TaskKind.CODE: ("url",), TaskKind.USER: ("image",), TaskKind.FILE: ("host", "remote", "local"), TaskKind.REST: ("url",),
    TaskKind.SCRIPT: ("text",)}
_FOLDER_FIELDS = ("folder", "context", "dockerfile", "local", "output")
_PROTOCOLS = ("sftp", "ftp", "ftps")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_PLATFORM = re.compile(r"[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?")


def outside(path: str) -> bool:
    """Whether a path leads out of the work folder, on any system."""
    path = path.replace("\\", "/")
    return path.startswith("/") or ".." in path.split("/") or bool(re.match(r"[A-Za-z]:", path))


def task_problems(tasks: Iterable[Task]) -> Iterator[Problem]:
    """All problems of the enabled tasks, in their order. Paths count all tasks, from 0; people count from 1."""
    known = set(BUILT_IN)
    for index, task in enumerate(tasks):
        if task.enabled:
            where, number = f"tasks[{index}]", index + 1
            yield from _common(where, number, task)
            yield from _of_kind(where, number, task)
            yield from _variables(where, number, task, known)
            known |= {getattr(task, "result", "")} - {""}


def password_problems(tasks: Iterable[Task]) -> Iterator[Problem]:
    """Fields with a password in an address, also of tasks that are off: all stand in the file and, after a run, in the journal."""
    for index, task in enumerate(tasks):
        for item in fields(task):
            value = getattr(task, item.name)
            texts = (*value, *value.values()) if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
            if any(isinstance(text, str) and holds_password(text) for text in texts):
                yield Problem(f"tasks[{index}].{item.name}", _about_field("build.password", item.name, index + 1, task))


def refuse_passwords(tasks: Iterable[Task]) -> None:
    """Raises UserError `build.password`, so that no such recipe reaches the journal."""
    for problem in password_problems(tasks):
        raise UserError(problem.message.code, **dict(problem.message.arguments))


def _about_field(code: str, field: str, number: int, task: Task) -> Message:
    """A message that names a field by its key in the file; with the kind of task, by which the window knows what it calls the field."""
    return Message.of(code, field=field, number=number, kind=task.kind.value)


def _common(where: str, number: int, task: Task) -> Iterator[Problem]:
    for name in _REQUIRED.get(task.kind, ()):
        if not getattr(task, name):
            yield Problem(f"{where}.{name}", _about_field("build.field_missing", name, number, task))
    for name in _FOLDER_FIELDS:
        if outside(getattr(task, name, "")):
            yield Problem(f"{where}.{name}", _about_field("build.path_outside", name, number, task))
    result = getattr(task, "result", "")
    if result and (not is_name(result) or result in BUILT_IN):
        yield Problem(f"{where}.result", Message.of("build.bad_result", name=result, number=number))


def _of_kind(where: str, number: int, task: Task) -> Iterator[Problem]:
    if isinstance(task, CodeRepository) and (task.url.startswith("-") or task.ref.startswith("-")):
        yield Problem(f"{where}.url", Message.of("build.looks_like_option", number=number))
    elif isinstance(task, BuildImage):
        if not task.dockerfile and not task.dockerfile_text:
            yield Problem(f"{where}.dockerfile", _about_field("build.field_missing", "dockerfile", number, task))
        for platform in task.platforms:
            if not _PLATFORM.fullmatch(platform):
                yield Problem(f"{where}.platforms", Message.of("build.bad_platform", platform=platform, number=number))
    elif isinstance(task, FileTransfer):
        yield from _choice(where, number, "protocol", task.protocol, _PROTOCOLS)
        yield from _choice(where, number, "direction", task.direction, ("upload", "download"))
        if not 0 <= task.port < 65536:
            yield Problem(f"{where}.port", Message.of("build.bad_port", port=task.port, number=number))
    elif isinstance(task, RestCall):
        yield from _choice(where, number, "method", task.method.upper(), _METHODS)
        if task.url and not task.url.lower().startswith(("http://", "https://", "${")):
            yield Problem(f"{where}.url", Message.of("build.bad_url", url=without_password(task.url), number=number))
    elif isinstance(task, UserCommand) and task.image and not references(task.image):
        try:
            ImageRef.parse(task.image)
        except UserError as error:
            yield Problem(f"{where}.image", error.message)
    elif isinstance(task, Script) and not task.shell:
        yield Problem(f"{where}.shell", _about_field("build.field_missing", "shell", number, task))


def _choice(where: str, number: int, field: str, value: str, allowed: tuple[str, ...]) -> Iterator[Problem]:
    if value not in allowed:
        yield Problem(f"{where}.{field}", Message.of("build.bad_choice", value=value, allowed=", ".join(allowed), number=number))


def _variables(where: str, number: int, task: Task, known: set[str]) -> Iterator[Problem]:
    """References to what is not there, or not there yet; and to secrets where they would end up in the image."""
    for field, text in texts_of(task):
        for name in references(text):
            if isinstance(task, BuildImage) and name.startswith(SECRET):
                yield Problem(f"{where}.{field}", Message.of("build.secret_in_argument", name=name.removeprefix(SECRET), number=number))
            elif not name.startswith(SECRET) and name not in known:
                text_of_known = ", ".join(sorted(known))
                yield Problem(f"{where}.{field}", Message.of("build.unknown_variable", name=name, known=text_of_known, number=number))
