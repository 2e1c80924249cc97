"""The workspace folder and the bindings, in memory."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.workspace import Bindings, Workspace
from desktop_pipeline.services.ports import FileProblem, Loaded


class MemoryFiles:
    """Files that are forgotten at the end. Handles of tests: `others_save_…` change what is "on the disk" behind the program's back,
    `problems` is what `load` lists."""

    def __init__(
        self, workspace: Workspace | None = None, builds: Iterable[Build] = (), plans: Iterable[Plan] = (), bindings: Bindings | None = None
    ) -> None:
        self.workspace = workspace or Workspace()
        self.builds = {build.name: build for build in builds}
        self.plans = {plan.name: plan for plan in plans}
        self.bindings = bindings or Bindings()
        self.problems: tuple[FileProblem, ...] = ()
        self._read: dict[str, object] = {}
        self._changed: set[asyncio.Event] = set()

    # ---- handles ---------------------------------------------------------------------------------------------------

    def others_save_workspace(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._tell()

    def others_save_build(self, build: Build) -> None:
        self.builds[build.name] = build
        self._tell()

    def others_delete_build(self, name: str) -> None:
        self.builds.pop(name, None)
        self._tell()

    def others_save_plan(self, plan: Plan) -> None:
        self.plans[plan.name] = plan
        self._tell()

    def _tell(self) -> None:
        for changed in self._changed:
            changed.set()

    # ---- the port --------------------------------------------------------------------------------------------------

    async def load(self) -> Loaded:
        self._read = {"workspace.yaml": self.workspace, **{f"builds/{name}.yaml": build for name, build in self.builds.items()}}
        self._read |= {f"plans/{name}.yaml": plan for name, plan in self.plans.items()}
        builds = tuple(self.builds[name] for name in sorted(self.builds))
        return Loaded(self.workspace, builds, tuple(sorted(self.plans)), self.problems)

    def _unchanged(self, file: str, now: object) -> None:
        if now != self._read.get(file):
            raise UserError("file.changed", file=file)

    async def save_workspace(self, workspace: Workspace) -> None:
        if "workspace.yaml" in self._read:
            self._unchanged("workspace.yaml", self.workspace)
        self.workspace = self._read["workspace.yaml"] = workspace

    async def save_build(self, build: Build) -> None:
        file = f"builds/{build.name}.yaml"
        self._unchanged(file, self.builds.get(build.name))
        self.builds[build.name] = self._read[file] = build

    async def delete_build(self, name: str) -> None:
        file = f"builds/{name}.yaml"
        self._unchanged(file, self.builds.get(name))
        self.builds.pop(name, None)
        self._read.pop(file, None)

    async def load_plan(self, name_or_path: str) -> Plan:
        plan = self.plans.get(name_or_path)
        if plan is None:
            raise UserError("file.missing", file=name_or_path)
        self._read[f"plans/{name_or_path}.yaml"] = plan
        return plan

    async def save_plan(self, plan: Plan) -> None:
        file = f"plans/{plan.name}.yaml"
        self._unchanged(file, self.plans.get(plan.name))
        self.plans[plan.name] = self._read[file] = plan

    async def load_bindings(self) -> Bindings:
        return self.bindings

    async def save_bindings(self, bindings: Bindings) -> None:
        self.bindings = replace(bindings)

    async def watch(self, on: Callable[[], Awaitable[None] | None]) -> None:
        changed = asyncio.Event()
        self._changed.add(changed)
        try:
            while True:
                await changed.wait()
                changed.clear()
                result = on()
                if inspect.isawaitable(result):
                    await result
        finally:
            self._changed.discard(changed)
