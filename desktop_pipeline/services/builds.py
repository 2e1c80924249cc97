"""Build runs: number and tag, tasks in order, push, and the record of it. Also the history of a build."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_pipeline.domain.builds import Build, BuildImage, BuildRun, CodeRepository, RunOutcome, Versions, labels_of
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import LATEST, ImageRef, build_tag
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import build_step_id
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.inventory import Inventory
from desktop_pipeline.services.ports import BuildRequest, Clock, Journal, Login, Logs, LogWriter, Progress, Scratch, Vault, World
from desktop_pipeline.services.preflight import code_login
from desktop_pipeline.services.tags import Tags

_TRIES = 20


def log_id(run_id: str, build: str) -> str:
    """Where the log of a build run is kept."""
    return f"{run_id}/{build_step_id(build)}"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build run made. `repository` is the push name."""

    repository: str
    tag: str
    digest: str
    number: int
    commit: str


Begun = Callable[[BuildRun], Awaitable[None]]
"""Told when a build run has its number and tag."""


class Builds:
    """Runs builds, one of a kind at a time, and knows their history."""

    def __init__(
        self, catalog: Catalog, tags: Tags, inventory: Inventory, world: World, vault: Vault, journal: Journal, logs: Logs,
        scratch: Scratch, clock: Clock,
    ) -> None:
        self._catalog, self._tags, self._inventory, self._world, self._vault = catalog, tags, inventory, world, vault
        self._journal, self._logs, self._scratch, self._clock = journal, logs, scratch, clock
        self._queues: dict[str, asyncio.Lock] = {}
        self._engines: dict[str, asyncio.Semaphore] = {}
        self._running: dict[str, str] = {}

    def history(self, build: Build) -> Versions:
        """Runs of a build from the registry's labels and the local journal, newest first. Refreshes in the background."""
        return self._tags.versions(ImageRef.parse(build.repository(self._catalog.workspace)))

    def running(self, name: str) -> str | None:
        """The run that builds it now."""
        return self._running.get(name)

    def changed(self, build: Build) -> None:
        """Ask the registry anew after a push."""
        self._tags.refresh(self._tags.place(ImageRef.parse(build.repository(self._catalog.workspace))))

    async def delete(self, build: Build, run: BuildRun) -> None:
        """Delete the image of a run from the registry. Raises UserError `builds.in_use` when a known workload may need it."""
        for facts in self._inventory.all_facts():
            for workload in facts.workloads.values():
                for container in workload.containers:
                    if (run.digest and run.digest in container.image) or container.image.endswith(f":{run.tag}"):
                        raise UserError("builds.in_use", tag=run.tag, workload=workload.key.name, map=facts.id)
        if run.outcome is RunOutcome.RUNNING:
            raise UserError("builds.running", tag=run.tag)
        image = ImageRef.parse(build.repository(self._catalog.workspace))
        if run.exists and run.digest:
            place = self._tags.place(image)
            await self._world.registry(place.registry).delete(place.path, run.digest)
        await self._tags.refresh(self._tags.place(image))

    async def run(self, name: str, run_id: str, description: str, by: str, begun: Begun, progress: Progress) -> Built:
        """Run a build to its end. The same build asked for twice is queued. `begun` is awaited whenever a number was taken.

        Raises UserError when it fails; a cancelled build is recorded as cancelled.
        """
        build = self._catalog.build(name)
        if build is None:
            raise UserError("preflight.no_build", build=name)
        repository = build.repository(self._catalog.workspace)
        progress(None, Message.of("builds.queued"))
        engine = self._engines.setdefault(build.engine, asyncio.Semaphore(self._catalog.workspace.limits.builds))
        async with self._queues.setdefault(repository, asyncio.Lock()), engine:
            self._running[name] = run_id
            try:
                return await _Execution(self, build, repository, run_id, description, by, begun, progress).run()
            finally:
                self._running.pop(name, None)


class _Execution:
    """One build run at work."""

    def __init__(
        self, owner: Builds, build: Build, repository: str, run_id: str, description: str, by: str, begun: Begun, progress: Progress,
    ) -> None:
        self.owner, self.build, self.repository, self.run_id = owner, build, repository, run_id
        self.description, self.by, self.begun, self.progress = description, by, begun, progress
        self.image = ImageRef.parse(repository)
        self.commit = ""
        self.task = ""
        self.record: BuildRun | None = None

    async def run(self) -> Built:
        owner = self.owner
        log = owner._logs.writer(log_id(self.run_id, self.build.name))
        outcome = RunOutcome.FAILED
        try:
            self.record = await self._begin(log)
            built = await self._tasks(log)
            outcome = RunOutcome.DONE
            log.write(f"Done: {self.repository}:{built.tag}@{built.digest}")
            self.record = replace(self.record, digest=built.digest, exists=True)
            return built
        except asyncio.CancelledError:
            outcome = RunOutcome.CANCELLED
            log.write("Cancelled.")
            raise
        except UserError as error:
            log.write(f"Failed: {error}")
            raise
        finally:
            log.close()
            if self.record is not None:
                await self._end(outcome)

    async def _begin(self, log: LogWriter) -> BuildRun:
        """Take a number and put the run on record before anything is done under it."""
        number = await self._number()
        record = BuildRun(
            build=self.build.name, number=number, tag=build_tag(self.build.version, number), outcome=RunOutcome.RUNNING, run_id=self.run_id,
            started=self.owner._clock.now(), description=self.description, by=self.by, local=True)
        await self._record(record)
        await self.begun(record)
        log.write(f"Build {self.build.name} {record.tag} → {self.repository}:{record.tag}")
        return record

    async def _end(self, outcome: RunOutcome) -> None:
        if self.record is not None:
            failed = self.task if outcome is not RunOutcome.DONE else ""
            await self._record(replace(self.record, outcome=outcome, ended=self.owner._clock.now(), commit=self.commit, failed_task=failed))

    async def _record(self, record: BuildRun) -> None:
        await self.owner._journal.record_build(self.repository, record)
        self.owner._tags.note_run(self.repository, record)

    async def _number(self) -> int:
        """The next number by the registry and this profile; one whose tag is there already is never taken."""
        versions = await self.owner._tags.fetch(self.image)
        for _ in range(_TRIES):
            number = await self.owner._journal.reserve_number(self.repository, versions.next_number(), self.run_id)
            if await self.owner._tags.resolve(self.image, build_tag(self.build.version, number)) is None:
                return number
        raise UserError("builds.no_number", build=self.build.name)

    async def _tasks(self, log: LogWriter) -> Built:
        owner, folder = self.owner, await self.owner._scratch.make(self.build.name)
        try:
            log.write("[0] Reset: the work folder is empty")
            for index, task in enumerate([task for task in self.build.tasks if task.enabled], start=1):
                self.task = task.title or task.kind.value
                if isinstance(task, CodeRepository):
                    log.write(f"[{index}] Code repository: {task.url} {task.ref}".rstrip())
                    await self._code(task, folder, log)
                elif isinstance(task, BuildImage):
                    log.write(f"[{index}] Build image")
                    return await self._image(task, folder, log)
                else:
                    raise UserError("build.kind_not_runnable", kind=task.kind.value, number=index)
            raise UserError("build.one_image_task_last")
        finally:
            await owner._scratch.remove(folder)

    async def _code(self, task: CodeRepository, folder: Path, log: LogWriter) -> None:
        self.progress(None, Message.of("builds.code", url=task.url))
        login = await code_login(task, self.owner._vault)
        self.commit = await self.owner._world.code().resolve(task, login)
        log.write(f"    commit {self.commit}")
        await self.owner._world.code().fetch(task, self.commit, folder / task.folder if task.folder else folder, login, log)

    async def _image(self, task: BuildImage, folder: Path, log: LogWriter) -> Built:
        """Build and push. When somebody took the tag meanwhile the run goes on under a new number; no tag is ever overwritten knowingly."""
        builder, record = self.owner._world.builder(self.build.engine), self.record
        for _ in range(_TRIES):
            assert record is not None
            reference = f"{self.repository}:{record.tag}"
            self.progress(0.0, Message.of("builds.building"))
            image = await builder.build(self._request(task, folder, record), await self._logins(), log, self.progress)
            if await self.owner._tags.resolve(self.image, record.tag) is None:
                break
            log.write(f"The tag {record.tag} was taken by somebody else meanwhile: a new number is needed.")
            self.task = Message.of("builds.number_taken").code
            await self._end(RunOutcome.FAILED)
            record = self.record = await self._begin(log)
        else:
            raise UserError("builds.no_number", build=self.build.name)
        self.progress(0.0, Message.of("builds.pushing", tag=record.tag))
        login = await self.owner._world.login(self.build.registry)
        digest = await builder.push(image, reference, login, log, self.progress)
        found = await self.owner._tags.resolve(self.image, record.tag)
        if found != digest:
            raise UserError("builds.race_lost", tag=record.tag, pushed=digest, found=found or "-")
        if task.also_latest:
            await builder.push(image, f"{self.repository}:{LATEST}", login, log, self.progress)
        return Built(self.repository, record.tag, digest, record.number, self.commit)

    def _request(self, task: BuildImage, folder: Path, record: BuildRun) -> BuildRequest:
        labels = {
            **labels_of(self.build, record.number, self.run_id, self.description, self.commit, self.by),
            "org.opencontainers.image.version": record.tag,
            **({"org.opencontainers.image.revision": self.commit} if self.commit else {}),
        }
        variables = {"VERSION": self.build.version, "BUILD_NUMBER": str(record.number), "COMMIT": self.commit, "TAG": record.tag}
        return BuildRequest(
            context=folder / task.context, reference=f"{self.repository}:{record.tag}", dockerfile=task.dockerfile,
            dockerfile_text=task.dockerfile_text, arguments={name: _filled(value, variables) for name, value in task.arguments.items()},
            labels=labels, target=task.target, no_cache=task.no_cache, pull=task.pull)

    async def _logins(self) -> dict[str, Login]:
        """Logins of all registries, for base images; a registry whose password cannot be had is asked without."""
        found: dict[str, Login] = {}
        for registry in self.owner._catalog.workspace.registries:
            try:
                login = await self.owner._world.login(registry.id)
            except UserError:
                continue
            if login is not None:
                found[registry.host] = login
        return found


def _filled(text: str, variables: dict[str, str]) -> str:
    for name, value in variables.items():
        text = text.replace("${" + name + "}", value)
    return text
