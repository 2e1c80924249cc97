"""A program that runs a plan of a workspace and kills itself with SIGKILL at a write of its journal. It prints its run and its end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from desktop_pipeline.adapters.keyring_vault import MemoryVault
from desktop_pipeline.compose import Options, compose
from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.kept_ports import Journal


@dataclass
class Death:
    """When it comes: at the first write whose name begins with `edge`, or at write number `at` (from 1); 0 and '' never."""

    edge: str = ""
    at: int = 0
    after: bool = False
    writes: int = 0

    async def around(self, name: str, write: Callable[[], Awaitable[Any]]) -> Any:
        self.writes += 1
        due = self.writes == self.at or bool(self.edge and name.startswith(self.edge))
        if due and not self.after:
            self._die(name)
        result = await write()
        if due:
            self._die(name)
        return result

    def _die(self, name: str) -> None:
        print(f"DIED {'after' if self.after else 'before'} {name}", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)


def make_mortal(journal: Journal, death: Death) -> None:
    append, record_build, create = journal.append, journal.record_build, journal.create

    async def mortal_append(run_id: str, event: Event) -> None:
        await death.around(f"{event.what.value} {event.text('act')} of {event.step}", lambda: append(run_id, event))

    async def mortal_record(repository: str, run: BuildRun) -> None:
        await death.around(f"the record {run.tag} ({run.outcome.value})", lambda: record_build(repository, run))

    async def mortal_create(run_id: str, plan: Plan, title: str, by: str, at: float) -> Any:
        print(f"RUN {run_id}", flush=True)
        return await death.around("the run", lambda: create(run_id, plan, title, by, at))

    journal.append, journal.record_build, journal.create = mortal_append, mortal_record, mortal_create  # type: ignore[method-assign]


async def run(given: dict[str, Any]) -> str:
    bench = compose(Options(workspace=given["workspace"], profile=given["profile"]), MemoryVault({}))
    death = Death(given.get("edge", ""), given.get("at", 0), given.get("after", False))
    make_mortal(bench.journal, death)
    await bench.start(watch=False)
    try:
        plan = await bench.files.load_plan(given["plan"])
        jobs = tuple(WorkloadKey("lab", given["namespace"], Kind.CRON_JOB, name) for name in given.get("jobs", ()))
        report = await bench.preflight.check(replace(plan, start_jobs=jobs))
        if report.red():
            raise SystemExit("\n".join(str(finding) for finding in report.red()))
        state = await bench.executor.wait(bench.executor.start(report, Consent(confirmed=True, asks=False, go_on=True)))
        return f"ENDED {state.state.value} {death.writes}"
    finally:
        await bench.close()


if __name__ == "__main__":
    print(asyncio.run(run(json.loads(sys.argv[1]))), flush=True)
