"""The Folders port: Dockerfiles and the compose file of a folder."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from desktop_pipeline.adapters.workspace_files import nodes
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.importing import FolderFound, Plain
from desktop_pipeline.domain.messages import Message, render

_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""In the order in which compose looks for them."""
_OVERRIDE = re.compile(r"(?:docker-)?compose\.override\.ya?ml")
_DOCKERFILE = re.compile(r"(?:Dockerfile|Containerfile)(?:\.(?!dockerignore$)[\w.-]+)?|[\w.-]+\.(?:Dockerfile|dockerfile)")
_SETTING = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(.*?))\s*(?:\s#.*)?")
_FORGIVEN = ("file.password",)
"""Passwords in a compose file are the business of who wrote it; they are not taken along."""


class BuildFolders:
    """Reads a folder, its top level only; nothing is written or run."""

    async def look(self, folder: Path) -> FolderFound:
        return await asyncio.to_thread(_look, folder)


def _look(folder: Path) -> FolderFound:
    try:
        names = sorted(path.name for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise UserError("import.no_folder", folder=folder, text=error.strerror or error) from error
    told: list[Message] = []
    compose_file = next((name for name in _COMPOSE if name in names), "")
    compose = _compose(folder / compose_file, told) if compose_file else None
    not_read = [name for name in names if _OVERRIDE.fullmatch(name) or (name in _COMPOSE and name != compose_file)]
    told += [Message.of("import.override", file=name, taken=compose_file) for name in not_read if compose_file]
    return FolderFound(
        folder.resolve().name, tuple(name for name in names if _DOCKERFILE.fullmatch(name)), compose_file, compose,
        _environment(folder / ".env", told) if compose_file and ".env" in names else {}, tuple(told))


def _bytes(path: Path, told: list[Message]) -> bytes:
    """At most a little more than a YAML file may have."""
    try:
        with path.open("rb") as file:
            return file.read(nodes.MAX_BYTES + 1)
    except OSError as error:
        told.append(Message.of("import.unreadable", file=path.name, text=error.strerror or error))
        return b""


def _compose(path: Path, told: list[Message]) -> Plain:
    document = nodes.read(_bytes(path, told))
    for problem in document.problems:
        if problem.message.code not in _FORGIVEN:
            place = f"{path.name}:{problem.line}" if problem.line else path.name
            told.append(Message.of("import.unreadable", file=place, text=render(problem.message)))
    return _merged(document.tree)


def _merged(value: nodes.Plain) -> Plain:
    """The value with YAML's merge keys (`<<`) put into effect: what stands beside them wins, then the first of them."""
    if isinstance(value, list):
        return [_merged(item) for item in value]
    if not isinstance(value, dict):
        return value
    merged = {key: _merged(item) for key, item in value.items() if key != "<<"}
    sources = value.get("<<")
    for source in sources if isinstance(sources, list) else [sources]:
        inner = _merged(source)
        merged = {**inner, **merged} if isinstance(inner, dict) else merged
    return merged


def _environment(path: Path, told: list[Message]) -> dict[str, str]:
    """`NAME=value` by line, quoted or not."""
    found = {}
    for line in _bytes(path, told).decode("utf-8", "replace").splitlines():
        if match := _SETTING.fullmatch(line):
            found[match[1]] = next((part for part in match.groups()[1:] if part is not None), "")
    return found
