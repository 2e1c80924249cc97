"""The workspace folder and the bindings, in memory."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.passwords import holds_password
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.task_rules import password_problems
from desktop_pipeline.domain.workspace import Bindings, Workspace
from desktop_pipeline.services.kept_ports import FileProblem, Loaded, PlanPlace

_WORKSPACE = "workspace.yaml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,98}[A-Za-z0-9_-]|[A-Za-z0-9]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


@dataclass(slots=True, eq=False)
class Folder:
    """What is "on the disk", and who wants to know of changes."""

    workspace: Workspace | None = None
    builds: dict[str, Build] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    bindings: Bindings = field(default_factory=Bindings)
    watchers: dict[asyncio.Event, MemoryFiles] = field(default_factory=dict)
    archive: dict[str, Plan] = field(default_factory=dict)

    def files(self) -> dict[str, object]:
        """What is in each file."""
        found: dict[str, object] = {} if self.workspace is None else {_WORKSPACE: self.workspace}
        found |= {_build(name): build for name, build in self.builds.items()}
        found |= {_plan(name): plan for name, plan in self.plans.items()}
        return found | {PlanPlace(name, archived=True).file: plan for name, plan in self.archive.items()}

    def of(self, place: PlanPlace) -> dict[str, Plan]:
        return self.archive if place.archived else self.plans

    def tell(self, by: MemoryFiles | None) -> None:
        """Something was changed: everybody else is told."""
        for changed, who in self.watchers.items():
            if who is not by:
                changed.set()


class MemoryFiles:
    """One user's view of a folder that is forgotten at the end. Handles of tests: `rival()` (another user of the same folder),
    `others_save_…` (changes behind the program's back), `problems` (what `load` lists besides its own findings)."""

    def __init__(
        self, workspace: Workspace | None = None, builds: Iterable[Build] = (), plans: Iterable[Plan] = (),
        bindings: Bindings | None = None, folder: Folder | None = None,
    ) -> None:
        self.folder = folder or Folder(
            workspace, {build.name: build for build in builds}, {plan.name: plan for plan in plans}, bindings or Bindings())
        self.problems: tuple[FileProblem, ...] = ()
        self._read: dict[str, object] = {}

    # ---- handles ---------------------------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """What the file says now, read or not; setting it is like writing it before the program started."""
        return self.folder.workspace or Workspace()

    @workspace.setter
    def workspace(self, workspace: Workspace) -> None:
        self.folder.workspace = workspace

    @property
    def builds(self) -> dict[str, Build]:
        return self.folder.builds

    @property
    def plans(self) -> dict[str, Plan]:
        return self.folder.plans

    @property
    def bindings(self) -> Bindings:
        return self.folder.bindings

    def rival(self) -> MemoryFiles:
        return MemoryFiles(folder=self.folder)

    def others_save_workspace(self, workspace: Workspace) -> None:
        self.folder.workspace = workspace
        self.folder.tell(None)

    def others_save_build(self, build: Build) -> None:
        self.builds[build.name] = build
        self.folder.tell(None)

    def others_delete_build(self, name: str) -> None:
        self.builds.pop(name, None)
        self.folder.tell(None)

    def others_save_plan(self, plan: Plan) -> None:
        self.plans[plan.name] = plan
        self.folder.tell(None)

    # ---- the port --------------------------------------------------------------------------------------------------

    async def load(self) -> Loaded:
        self._read = self.folder.files()
        alone, problems = _alone(tuple(self.builds[name] for name in sorted(self.builds)), self.workspace)
        return Loaded(self.workspace, alone, tuple(sorted(self.plans)), (*self.problems, *problems), tuple(sorted(self.folder.archive)))

    def _check(self, file: str) -> None:
        if self.folder.files().get(file) != self._read.get(file):
            raise UserError("file.changed", file=file)

    async def save_workspace(self, workspace: Workspace) -> None:
        self._check(_WORKSPACE)
        self.folder.workspace = self._read[_WORKSPACE] = workspace
        self.folder.tell(self)

    async def save_build(self, build: Build) -> None:
        file = _build(build.name)
        _allowed(file, build)
        self._check(file)
        self.builds[build.name] = build
        self._read[file] = build
        self.folder.tell(self)

    async def add_builds(self, builds: Sequence[Build]) -> None:
        files = [_build(build.name) for build in builds]
        for file, build in zip(files, builds, strict=True):
            if build.name in self.builds or files.count(file) > 1:
                raise UserError("file.exists", file=file)
            _allowed(file, build)
        for build in builds:
            await self.save_build(build)

    async def delete_build(self, name: str) -> None:
        file = _build(name)
        if name in self.builds:
            self._check(file)
            del self.builds[name]
            self.folder.tell(self)
        self._read.pop(file, None)

    async def load_plan(self, name_or_path: str) -> Plan:
        plan = self.plans.get(name_or_path)
        if plan is None:
            raise UserError("file.missing", file=name_or_path)
        self._read[_plan(plan.name)] = plan
        return plan

    async def save_plan(self, plan: Plan) -> None:
        file = _plan(plan.name)
        self._check(file)
        self.plans[plan.name] = plan
        self._read[file] = plan
        self.folder.tell(self)

    async def load_archived_plan(self, name: str) -> Plan:
        file = _placed(PlanPlace(name, archived=True))
        if name not in self.folder.archive:
            raise UserError("file.missing", file=file)
        plan = self._read[file] = self.folder.archive[name]
        return plan

    async def move_plan(self, source: PlanPlace, target: PlanPlace, *, copy: bool = False) -> None:
        old, new = _placed(source), _placed(target)
        if source.name not in self.folder.of(source):
            raise UserError("file.missing", file=old)
        self._check(old)
        if target.name in self.folder.of(target):
            raise UserError("file.exists", file=new)
        plan = self.folder.of(source)[source.name]
        self.folder.of(target)[target.name] = self._read[new] = replace(plan, name=target.name)
        if not copy:
            del self.folder.of(source)[source.name], self._read[old]
        self.folder.tell(self)

    async def delete_archived_plan(self, name: str) -> None:
        file = _placed(PlanPlace(name, archived=True))
        if name in self.folder.archive:
            self._check(file)
            del self.folder.archive[name]
            self.folder.tell(self)
        self._read.pop(file, None)

    async def load_bindings(self) -> Bindings:
        return self.folder.bindings

    async def save_bindings(self, bindings: Bindings) -> None:
        self.folder.bindings = bindings

    async def watch(self, on: Callable[[], Awaitable[None] | None]) -> None:
        changed = asyncio.Event()
        self.folder.watchers[changed] = self
        try:
            while True:
                await changed.wait()
                changed.clear()
                result = on()
                if inspect.isawaitable(result):
                    await result
        finally:
            del self.folder.watchers[changed]


def _allowed(file: str, build: Build) -> None:
    """The rule of files that tests and the demonstration meet: no password in an address."""
    basics = [getattr(build, part.name) for part in fields(build)]
    if any(isinstance(text, str) and holds_password(text) for text in basics) or any(password_problems(build.tasks)):
        raise UserErrors((Message.of("file.problem_whole", file=file, problem=str(UserError("file.password"))),))


def _build(name: str) -> str:
    return f"builds/{_checked(name)}.yaml"


def _plan(name: str) -> str:
    return f"plans/{_checked(name)}.yaml"


def _placed(place: PlanPlace) -> str:
    _checked(place.name)
    return place.file


def _checked(name: str) -> str:
    """Raises UserError `file.bad_name`."""
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise UserError("file.bad_name", name=name)
    return name


def _alone(builds: tuple[Build, ...], workspace: Workspace) -> tuple[tuple[Build, ...], list[FileProblem]]:
    """The builds that share their image repository with no other one; the others are problems."""
    alone: list[Build] = []
    problems: list[FileProblem] = []
    for build in builds:
        twins = [other.name for other in builds if other is not build and (other.registry, other.image) == (build.registry, build.image)]
        if not twins:
            alone.append(build)
            continue
        registry = workspace.registry(build.registry)
        repository = f"{registry.address if registry else build.registry}/{build.image}"
        message = Message.of("file.same_repository", other=twins[0], repository=repository)
        problems.append(FileProblem(_build(build.name), 0, "image", message))
    return tuple(alone), problems
