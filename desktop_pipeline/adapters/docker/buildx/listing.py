"""What builders there are, and what one of them is."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from desktop_pipeline.adapters.common.reasons import sentence
from desktop_pipeline.adapters.docker.buildx.tool import Session, Tool
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.services.ports import BuilderFound

_SECONDS = 25  # buildx itself gives a builder 20
_FIELD = re.compile(r"(?P<name>[A-Z][A-Za-z ]*):\s*(?P<value>.*)")


async def builders(host: str = "", context: str = "", program: str = "docker") -> tuple[BuilderFound, ...]:
    """All buildx builders of this user, the engine's own among them. Raises UserError `builder.no_buildx` or `builder.failed`."""
    lines: list[str] = []
    async with Tool(host, context, "", program).session() as session:
        ended = await _in_time(session, ["ls", "--format", "json"], lines)
    if ended is None:
        raise Unreachable("builder.failed", builder="buildx", text=f"no answer within {_SECONDS} seconds.")
    if ended[0]:
        raise UserError("builder.failed", builder="buildx", text=sentence(ended[1]))
    return tuple(_found(line) for line in lines if line.startswith("{"))


async def inspect(session: Session) -> BuilderFound:
    """The builder of a session. Raises Unreachable `engine.unreachable`, UserError `builder.unknown`, `builder.failed`."""
    lines: list[str] = []
    tool = session.tool
    ended = await _in_time(session, ["inspect", tool.builder or "default"], lines)
    if ended is None:
        raise Unreachable("engine.unreachable", host=tool.name, text=f"no answer within {_SECONDS} seconds.")
    if ended[0]:
        if "no builder" in ended[1]:
            raise UserError("builder.unknown", builder=tool.name)
        raise UserError("builder.failed", builder=tool.name, text=sentence(ended[1].removeprefix("ERROR: ")))
    found = _parsed(lines)
    if found.problem:
        raise Unreachable("engine.unreachable", host=tool.name, text=sentence(found.problem))
    if found.driver == "remote" and found.state != "running":
        raise Unreachable("engine.unreachable", host=tool.name, text=f"{found.endpoint} is {found.state}.")
    return found


async def _in_time(session: Session, arguments: list[str], lines: list[str]) -> tuple[int, str] | None:
    try:
        async with asyncio.timeout(_SECONDS):
            ended = await session.run(arguments, lines.append, lambda line: None)
    except TimeoutError:
        return None
    return ended.code, ended.tail


def _found(line: str) -> BuilderFound:
    data: Any = json.loads(line)
    nodes = [node for node in data.get("Nodes") or () if isinstance(node, dict)]

    def words(key: str) -> str:
        return ", ".join(dict.fromkeys(str(node[key]) for node in nodes if node.get(key)))

    platforms = dict.fromkeys(str(item).rstrip("*") for node in nodes for item in node.get("Platforms") or ())
    problem = str(data.get("Err") or next((node["Err"] for node in nodes if node.get("Err")), ""))
    return BuilderFound(
        str(data.get("Name", "")), str(data.get("Driver", "")), words("Status"), tuple(platforms), words("Version"), words("Endpoint"),
        problem,
    )


def _parsed(lines: list[str]) -> BuilderFound:
    """The text of `buildx inspect`: fields of the builder, then fields of each node."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if match := _FIELD.fullmatch(line.strip()):
            found.setdefault(match["name"], []).append(match["value"])

    def first(name: str) -> str:
        return next(iter(found.get(name, ())), "")

    def words(name: str) -> str:
        return ", ".join(dict.fromkeys(value for value in found.get(name, ()) if value))

    platforms = dict.fromkeys(item.strip().rstrip("*") for value in found.get("Platforms", ()) for item in value.split(",") if item.strip())
    return BuilderFound(
        first("Name"), first("Driver"), words("Status"), tuple(platforms), words("BuildKit version"), words("Endpoint"), words("Error"),
    )
