"""The real program on the lab: composed as for a user, with a keyring in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from desktop_pipeline.adapters.keyring_vault import MemoryVault
from desktop_pipeline.compose import Options, compose
from desktop_pipeline.domain.choices import Choice, Mode, Row
from desktop_pipeline.domain.runs import RunState, StepKind, StepState
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.preflight import Report
from desktop_pipeline.services.workbench import Workbench
from tests.e2e.lab import Lab

YES = Consent(confirmed=True)


@dataclass
class Session:
    """A workbench on the lab with the shop's app map open."""

    lab: Lab
    workbench: Workbench

    async def until(self, holds: Callable[[], object], seconds: float = 30.0) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"not so within {seconds} s"
            await asyncio.sleep(0.02)

    def rows(self) -> tuple[Row, ...]:
        return self.workbench.planner.rows("lab", self.lab.namespace)

    def row(self, workload: str, container: str = "") -> Row:
        return next(row for row in self.rows() if row.workload.key.name == workload and container in ("", row.container.name))

    async def ready(self, workloads: int) -> None:
        """Until so many workloads are shown and the registry was asked for all of their images."""
        await self.until(lambda: len({row.workload.key for row in self.rows()}) >= workloads)
        await self.until(lambda: all(row.versions.complete for row in self.rows()))

    def choose(self, workload: str, mode: Mode, tag: str = "", container: str = "") -> None:
        self.workbench.planner.choose(self.row(workload, container), Choice(mode, tag, execute=mode is Mode.BUILD))

    async def check(self) -> Report:
        return await self.workbench.preflight.check(self.workbench.planner.plan("lab", self.lab.namespace, title="release"))

    async def run(self, report: Report | None = None) -> RunState:
        report = report or await self.check()
        return await self.workbench.executor.wait(self.workbench.executor.start(report, YES))

    def step(self, run_id: str, workload: str) -> StepState:
        run = self.workbench.feed.run(run_id)
        assert run is not None
        return next(step for step in run.steps.values() if step.title == workload and step.kind is StepKind.ROLLOUT)

    def log(self, run_id: str, step: str) -> str:
        reader = self.workbench.logs.reader(f"{run_id}/{step}")
        assert reader is not None
        try:
            return "\n".join(reader.lines(0, reader.count()))
        finally:
            reader.close()


@asynccontextmanager
async def session(lab: Lab, secrets: dict[str, str] | None = None, profile: str = "profile") -> AsyncIterator[Session]:
    """Start the program on the lab's workspace with one of its profiles."""
    options = Options(workspace=str(lab.folder / "workspace"), profile=str(lab.profile(profile)))
    workbench = compose(options, MemoryVault(secrets or {}))
    await workbench.start()
    assert not workbench.catalog.problems, workbench.catalog.problems
    workbench.inventory.open("lab", lab.namespace)
    try:
        yield Session(lab, workbench)
    finally:
        await workbench.close()
