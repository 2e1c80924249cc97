"""A workbench on a sandbox whose handles the tests hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import Sandbox, SandboxCluster, make_sandbox
from desktop_pipeline.adapters.scratch import TemporaryFolders
from desktop_pipeline.domain.choices import Choice, Mode, Row
from desktop_pipeline.domain.history import INTERRUPTED
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, StepKind, StepState
from desktop_pipeline.domain.workloads import pod_trouble
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.kept_ports import RunHeader
from desktop_pipeline.services.preflight import Report
from desktop_pipeline.services.workbench import Place, Ports, Workbench

YES = Consent(confirmed=True)


@dataclass
class Bench:
    """What a test of the services needs: the services, the sandbox, and short ways to say things."""

    workbench: Workbench
    sandbox: Sandbox

    @property
    def lab(self) -> SandboxCluster:
        return self.sandbox.clusters["lab"]

    async def open(self, cluster: str = "lab", namespace: str = "shop") -> None:
        """Watch an app map and wait until workloads and versions are known."""
        self.workbench.inventory.open(cluster, namespace)
        await self.until(lambda: len(self.workbench.inventory.facts(cluster, namespace).synced) == 5)
        await self.until(lambda: all(row.versions.complete for row in self.workbench.planner.rows(cluster, namespace)))

    async def open_offline(self, cluster: str = "lab", namespace: str = "shop") -> None:
        """Watch an app map whose registries do not answer, and wait until what was kept of them is known."""
        self.workbench.inventory.open(cluster, namespace)
        await self.until(lambda: len(self.workbench.inventory.facts(cluster, namespace).synced) == 5)
        await self.until(lambda: all(row.versions.seen is not None for row in self.workbench.planner.rows(cluster, namespace)))

    async def until(self, holds, seconds: float = 10.0) -> None:  # type: ignore[no-untyped-def]  # any callable
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110  # anything may be waited for
                await asyncio.sleep(0.01)

    def row(self, workload: str, container: str = "", cluster: str = "lab", namespace: str = "shop") -> Row:
        rows = self.workbench.planner.rows(cluster, namespace)
        return next(row for row in rows if row.workload.key.name == workload and container in ("", row.container.name))

    def choose(self, workload: str, mode: Mode, tag: str = "", container: str = "", **where: str) -> None:
        self.workbench.planner.choose(self.row(workload, container, **where), Choice(mode, tag, execute=mode is Mode.BUILD))

    async def check(self, cluster: str = "lab", namespace: str = "shop") -> Report:
        return await self.workbench.preflight.check(self.workbench.planner.plan(cluster, namespace, title="test"))

    def begin(self, report: Report, consent: Consent = YES) -> str:
        return self.workbench.executor.start(report, consent)

    async def run(self, **where: str) -> RunState:
        """Everything that is ready, to its end."""
        return await self.workbench.executor.wait(self.begin(await self.check(**where)))

    def step(self, run_id: str, name: str) -> StepState:
        """The rollout step of a workload."""
        run = self.workbench.feed.run(run_id)
        assert run is not None
        return next(step for step in run.steps.values() if step.title == name and step.kind is StepKind.ROLLOUT)

    async def followed(self, run_id: str, name: str) -> None:
        """Until the workload was changed and is being followed."""
        def watched() -> bool:
            run = self.workbench.feed.run(run_id)
            steps = run.steps.values() if run is not None else ()  # a run is known before its steps are
            return any(step.title == name and step.kind is StepKind.ROLLOUT and step.stage == "watch" for step in steps)

        await self.until(watched)

    def log(self, run: str, step: str) -> str:
        reader = self.workbench.logs.reader(f"{run}/{step}")
        assert reader is not None
        return "\n".join(reader.lines(0, 10_000))

    async def troubled(self, workload: str) -> None:
        """Until a pod of a workload shows a cause of failure."""
        live = self.row(workload).workload
        async with asyncio.timeout(10):
            while not any(pod_trouble(pod) for pod in await self.lab.pods(live)):  # noqa: ASYNC110  # the sandbox has no event for it
                await asyncio.sleep(0.02)

    def image(self, workload: str, container: str = "") -> str:
        """The image in the cluster's pod template, past our own inventory."""
        containers = self.lab.workload("shop", workload).template.containers
        return next(item.image for item in containers if container in ("", item.name))


def texts(report: Report) -> set[str]:
    """Codes of the findings with their level: `red preflight.no_tag`."""
    return {f"{finding.level.value} {finding.message.code}" for finding in report.findings}


async def interrupted(workbench: Workbench) -> tuple[RunHeader, ...]:
    """Runs without an end whose program died, newest first."""
    return await workbench.journal.find("", frozenset({INTERRUPTED}))


def left_in(scratch: Path) -> list[str]:
    """Work folders of builds, and all in them."""
    return [str(path) for path in scratch.glob("desktop-pipeline-*/**")]


def code(message: Message | None) -> str:
    return message.code if message else ""


@asynccontextmanager
async def bench(scratch: Path, /, speed: float = 20.0, sandbox: Sandbox | None = None, **changes: object) -> AsyncIterator[Bench]:
    """A running bench; `changes` replace ports (for example an empty journal)."""
    clock, folders = SystemClock(), TemporaryFolders(scratch)
    sandbox = sandbox or make_sandbox(clock, speed, life=False)
    ports: dict[str, object] = {
        "world": sandbox.world, "vault": sandbox.vault, "files": sandbox.files, "journal": sandbox.journal, "drafts": sandbox.drafts,
        "cache": sandbox.cache, "logs": sandbox.logs, "scratch": folders, "clock": clock, "redact": sandbox.redactor,
        "closers": (sandbox.close, folders.close),
        **changes}
    workbench = Workbench(Ports(**ports), Place(sandbox=True, by="tester@test"))  # type: ignore[arg-type]  # names are checked by the dataclass
    await workbench.start(watch=False)
    try:
        yield Bench(workbench, sandbox)
    finally:
        await workbench.close()
        left = left_in(scratch)
        assert not left, f"work folders are left: {left}"
