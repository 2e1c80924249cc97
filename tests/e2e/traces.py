"""What a build may leave on this computer, at the engine and on the servers: lists to compare before and after.

Each test has a temporary folder of its own (TMPDIR). Our children inherit the variable, so they are found by it wherever they went.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.lab import Lab

LABEL = "io.desktop-pipeline.run-container"


@dataclass(frozen=True)
class Traces:
    """Everything that one build could have left."""

    containers: tuple[str, ...]
    volumes: tuple[str, ...]
    processes: tuple[str, ...]
    temporary: tuple[str, ...]
    on_servers: tuple[str, ...]
    tags: tuple[str, ...]

    def __str__(self) -> str:
        names = ("containers", "volumes", "processes", "temporary", "on_servers", "tags")
        return ", ".join(f"{name} {len(getattr(self, name))}" for name in names)


def own_temporary_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """From now on temporary files of this process and its children lie there."""
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def processes(folder: Path) -> dict[int, str]:
    """Processes that carry our TMPDIR, with their command; not this one."""
    needle, found = f"TMPDIR={folder}".encode(), {}
    for entry in os.scandir("/proc"):
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            if needle in Path(entry.path, "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = Path(entry.path, "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
    return found


def files(*folders: Path) -> tuple[str, ...]:
    return tuple(sorted(str(path) for folder in folders for path in folder.rglob("*")))


def labelled(lab: Lab, what: str, owner: str) -> tuple[str, ...]:
    """Containers ("ps") or volumes of a process at the engine; `owner` is the start of the mark on them."""
    arguments = ["ps", "-a"] if what == "ps" else ["volume", "ls"]
    name = "{{.Names}}" if what == "ps" else "{{.Name}}"
    lines = lab.docker(*arguments, "--filter", f"label={LABEL}", "--format", f'{name}\t{{{{.Label "{LABEL}"}}}}').splitlines()
    return tuple(sorted(line.partition("\t")[0] for line in lines if line.partition("\t")[2].startswith(owner)))


def containers_of_steps(lab: Lab, mark: str) -> tuple[str, ...]:
    """Containers of builds whose command holds a mark."""
    lines = lab.docker("ps", "-a", "--no-trunc", "--format", "{{.ID}}\t{{.Command}}").splitlines()
    return tuple(sorted(line for line in lines if mark in line))


def look(lab: Lab, temporary: Path, servers: Iterable[Path], mark: str, image: str, owner: str) -> Traces:
    return Traces(
        (*labelled(lab, "ps", owner), *containers_of_steps(lab, mark)), labelled(lab, "volume", owner),
        tuple(sorted(processes(temporary).values())), files(temporary), files(*servers), tuple(lab.tags(image)))
