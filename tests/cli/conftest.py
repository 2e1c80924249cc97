"""Commands in this process on a fast sandbox that outlives them, as a profile would."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from desktop_pipeline import cli
from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import MemoryJournal, Sandbox, make_sandbox
from desktop_pipeline.adapters.scratch import TemporaryFolders
from desktop_pipeline.compose import Options
from desktop_pipeline.services.kept_ports import Journal
from desktop_pipeline.services.workbench import Place, Ports, Workbench


@dataclass
class Result:
    """What a command did."""

    code: int
    out: str
    err: str

    def lines(self) -> list[dict[str, Any]]:
        """Stdout as JSON lines; fails when anything else is in it."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Shell:
    """Runs commands. `began` is told each workbench before its command starts."""

    sandbox: Sandbox
    scratch: Path
    capture: pytest.CaptureFixture[str]
    began: list[Callable[[Workbench], None]] = field(default_factory=list)
    options: Options | None = None
    journal: Callable[[], Journal] | None = None
    """Makes the journal in the place of the sandbox's."""

    def compose(self, options: Options) -> Workbench:
        self.options = options
        box, folders = self.sandbox, TemporaryFolders(self.scratch)
        journal = self.journal() if self.journal is not None else MemoryJournal(box.journal.disk)
        ports = Ports(
            world=box.world, vault=box.vault, files=box.files, journal=journal, drafts=box.drafts, cache=box.cache, logs=box.logs,
            scratch=folders, clock=SystemClock(), closers=(journal.close, folders.close))
        bench = Workbench(ports, Place(workspace="sandbox", sandbox=True, by="tester@test"))
        for began in self.began:
            began(bench)
        return bench

    def __call__(self, *arguments: str) -> Result:
        self.capture.readouterr()
        code = cli.main(list(arguments))
        captured = self.capture.readouterr()
        return Result(code, captured.out, captured.err)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line on the little shop."""
    made = Shell(make_sandbox(SystemClock(), 20.0, life=False), tmp_path, capsys)
    monkeypatch.setattr("desktop_pipeline.cli.session.compose", made.compose)
    return made
