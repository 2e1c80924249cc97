"""One build run at work: number and tag, tasks in order, push, and the record of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from desktop_pipeline.domain.builds import (
    LABEL,
    Build,
    BuildImage,
    BuildRun,
    CodeRepository,
    RunOutcome,
    TagRule,
    Task,
    TaskRun,
    date_text,
    labels_of,
    recipe_text,
    tags_for,
)
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import LATEST, ImageRef
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.order import build_step_id
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.kept_ports import Journal, Logs
from desktop_pipeline.services.ports import Builder, BuildRequest, Clock, Login, Progress, Scratch, Vault, World
from desktop_pipeline.services.progress_bar import Bar
from desktop_pipeline.services.push_alone import push_alone
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.task_runner import TaskLog, TaskRunner, code_login, fill_in
from desktop_pipeline.services.tasks import to_its_end

_TRIES = 20
Begun = Callable[[BuildRun], Awaitable[None]]
"""Told when a build run has its number and tag."""
Ask = Callable[[Message], Awaitable[bool]]
"""Asks a person whether the run may go on, and waits as long as it takes. False: nobody can be asked. A no cancels the caller."""
_BEFORE, _PUSH, _LATEST = 0.3, 0.7, 0.95
"""Where in the bar the tasks before the image end, the push of the image begins, and that of `latest`."""


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


class LeftOut(Exception):
    """A step whose turn it was does not begin after all: something has failed meanwhile."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class BuildPorts:
    """What a build run needs."""

    catalog: Catalog
    tags: Tags
    world: World
    vault: Vault
    journal: Journal
    logs: Logs
    scratch: Scratch
    clock: Clock


@dataclass(frozen=True, slots=True)
class Order:
    """Which build is to be run, for whom and why."""

    build: Build
    repository: str
    run_id: str
    description: str
    by: str
    again: tuple[int, str] | None = None
    """Number and tag under which it was begun before; they are its own as long as nobody else has the tag."""


class BuildExecution:
    """Runs one build to its end."""

    def __init__(self, ports: BuildPorts, order: Order, begun: Begun, ask: Ask, progress: Progress) -> None:
        self._ports, self._order, self._begun, self._ask, self._bar = ports, order, begun, ask, Bar(progress)
        self._allowed = False
        """A person has said that a large context may be sent."""
        self._build, self._image = order.build, ImageRef.parse(order.repository)
        self._log = TaskLog(ports.logs.writer(log_id(order.run_id, order.build.name)))
        self._record: BuildRun | None = None
        self._commit = ""
        self._known: dict[int, str] = {}
        """Commits of code tasks that were resolved before their turn, by their place among the enabled tasks."""
        self._description = ""
        self._problem = ""
        """What failed, where it was no task."""

    async def run(self) -> Built:
        """Number, tasks, push. Raises UserError when it fails; a cancelled build is recorded as cancelled."""
        outcome = RunOutcome.FAILED
        try:
            self._record = await self._begin()
            built = await self._tasks()
            outcome = RunOutcome.DONE
            self._log.write(f"Done: {built.repository}:{built.tag}@{built.digest}")
            self._record = replace(self._record, digest=built.digest, exists=True)
            return built
        except (asyncio.CancelledError, LeftOut):
            outcome = RunOutcome.CANCELLED
            self._log.write("Cancelled.")
            raise
        except UserError as error:
            self._log.write(f"Failed: {error}")
            raise
        finally:
            self._log.close()
            await self._end(outcome)

    # ---- the record ----------------------------------------------------------------------------------------------------------------------

    async def _begin(self) -> BuildRun:
        """Take a number and put the run on record before anything is done under it."""
        order, now = self._order, self._ports.clock.now()
        number, tag = await self._number(now)
        tasks = tuple(TaskRun(task.title, task.kind) for task in self._build.tasks if task.enabled)
        record = BuildRun(
            build=self._build.name, number=number, tag=tag, outcome=RunOutcome.RUNNING, run_id=order.run_id, started=now,
            description=order.description, by=order.by, local=True, tasks=tasks, recipe=recipe_text(self._build))
        await self._write(record)
        await self._begun(record)
        self._log.write(f"Build {self._build.name} {record.tag} → {order.repository}:{record.tag}")
        return record

    async def _number(self, now: float) -> tuple[int, str]:
        """The next number by the registry and this profile, and its tag; one whose tag is there already is never taken."""
        versions = await self._ports.tags.fetch(self._image)
        if not versions.complete:
            raise UserError("builds.list_partial", build=self._build.name)
        description = await self._describe(now)
        again = self._order.again
        if again is not None and self._record is None and await self._ports.tags.resolve(self._image, again[1]) is None:
            return again
        given = {run.tag for run in await self._ports.journal.build_runs(self._order.repository) if run.digest}  # its image may be deleted
        for _ in range(_TRIES):
            number = await self._ports.journal.reserve_number(self._order.repository, versions.next_number(), self._order.run_id)
            for tag in tags_for(self._build, number, now, description):
                if tag not in given and await self._ports.tags.resolve(self._image, tag) is None:
                    return number, tag
        raise UserError("builds.no_number", build=self._build.name)

    async def _describe(self, now: float) -> str:
        """What git calls the commit, where the tag is made of it. The commit is resolved here, once, so that tag and code are the same."""
        described = self._build.described_task()
        if self._build.tag_rule is not TagRule.DESCRIBE or described is None or self._description:
            return self._description
        ports, (index, task) = self._ports, described
        values = {
            "VERSION": self._build.version, "IMAGE": self._order.repository, "DATE": date_text(now), "RUN": self._order.run_id}
        ready = await fill_in(replace(task, folder=""), values, ports.vault)
        assert isinstance(ready, CodeRepository)
        self._bar.part(0.0, 0.0)(None, Message.of("builds.describing", url=ready.url))
        login, code = await code_login(ready, ports.vault), ports.world.code()
        self._known[index] = await code.resolve(ready, login)
        self._description = await code.describe(ready, self._known[index], login)
        self._log.write(f"Commit {self._known[index]} is described as {self._description}")
        return self._description

    async def _end(self, outcome: RunOutcome) -> None:
        if self._record is not None:
            failed = next((task for task in self._record.tasks if task.outcome not in (None, RunOutcome.DONE)), None)
            name = (failed.title or failed.kind.value) if failed else self._problem
            now = self._ports.clock.now()
            await self._write(replace(
                self._record, outcome=outcome, ended=now, commit=self._commit, failed_task=name if outcome is not RunOutcome.DONE else ""))

    async def _write(self, record: BuildRun) -> None:
        self._record = record
        await to_its_end(self._ports.journal.record_build(self._order.repository, record))
        self._ports.tags.note_run(self._order.repository, record)

    async def _mark(self, index: int, **changes: object) -> None:
        """Put the state of a task on record."""
        assert self._record is not None
        tasks = list(self._record.tasks)
        tasks[index] = replace(tasks[index], **changes)  # type: ignore[arg-type]  # fields of TaskRun
        await self._write(replace(self._record, tasks=tuple(tasks)))

    # ---- tasks ---------------------------------------------------------------------------------------------------------------------------

    async def _tasks(self) -> Built:
        folder = await self._ports.scratch.make(self._build.name)
        try:
            self._log.write("[0] Reset: the work folder is empty")
            logins = await self._logins()
            runner = TaskRunner(self._ports.world, self._ports.vault, self._build.engine, folder, self._values(), logins, self._log)
            tasks = [task for task in self._build.tasks if task.enabled]
            for index, task in enumerate(tasks):
                before = _BEFORE / max(1, len(tasks) - 1)
                runner.progress = self._bar.part(before * index, before * (index + 1))
                built = await self._task(index, task, runner)
                if built is not None:
                    return built
            raise UserError("build.one_image_task_last")
        finally:
            await self._ports.scratch.remove(folder)

    async def _task(self, index: int, task: Task, runner: TaskRunner) -> Built | None:
        """Run one task and keep its state, time and place in the log; the image task gives what was built."""
        self._log.write(f"[{index + 1}] {task.title or task.kind.value}")
        await self._mark(index, outcome=RunOutcome.RUNNING, started=self._ports.clock.now(), first_line=self._log.lines - 1)
        outcome, code, commit = RunOutcome.FAILED, 0, ""
        try:
            built = None
            if isinstance(task, BuildImage):
                built = await self._make_image(task, runner)
            else:
                await runner.run(task, self._known.get(index, ""))
                self._commit = self._commit or runner.commit  # of the first code task, whose address is the label `source`
                commit = runner.commit if isinstance(task, CodeRepository) else ""
            outcome = RunOutcome.DONE
            return built
        except asyncio.CancelledError:
            outcome = RunOutcome.CANCELLED
            raise
        except UserError as error:
            code = int(error.message.argument("code") or 0) if error.code == "task.exit" else 0
            raise
        finally:
            await self._mark(index, outcome=outcome, ended=self._ports.clock.now(), last_line=self._log.lines, exit_code=code,
                commit=commit)

    def _values(self) -> dict[str, str]:
        """The variables that are there from the start."""
        record = self._record
        assert record is not None
        return {
            "VERSION": self._build.version, "BUILD_NUMBER": str(record.number), "TAG": record.tag, "IMAGE": self._order.repository,
            "COMMIT": "", "DATE": date_text(record.started or 0.0), "RUN": self._order.run_id}

    async def _make_image(self, task: BuildImage, runner: TaskRunner) -> Built:
        """Build and push. When somebody took the tag meanwhile the run goes on under a new number; no tag is ever overwritten knowingly."""
        ports, repository = self._ports, self._order.repository
        builder, login = ports.world.builder(self._build.engine), await ports.world.login(self._build.registry)
        for _ in range(_TRIES):
            record = self._record
            assert record is not None
            building = self._bar.part(_BEFORE if len(record.tasks) > 1 else 0.0, _PUSH)
            building(0.0, Message.of("builds.building"))
            runner.values.update(BUILD_NUMBER=str(record.number), TAG=record.tag)
            request = await self._measured(builder, await self._request(task, runner, record), building)
            image = await builder.build(request, await self._logins(), self._log, building)
            push = self._bar.part(_PUSH, _LATEST if task.also_latest else 1.0)
            push(0.0, Message.of("builds.pushing", tag=record.tag))
            pushing = builder.push(image, f"{repository}:{record.tag}", login, self._log, push)
            digest = await push_alone(
                pushing, lambda tag=record.tag: ports.tags.resolve(self._image, tag),  # type: ignore[misc]  # bound now
                lambda found, tag=record.tag: self._is_ours(found, tag), ports.clock)  # type: ignore[misc]  # bound now
            if digest is not None:
                break
            self._log.write(f"The tag {record.tag} was taken by somebody else meanwhile: a new number is needed.")
            self._problem = Message.of("builds.number_taken").code
            await self._end(RunOutcome.FAILED)
            self._record = replace(await self._begin(), tasks=record.tasks)
        else:
            raise UserError("builds.no_number", build=self._build.name)
        if task.also_latest:
            await self._push_latest(builder.push(image, f"{repository}:{LATEST}", login, self._log, self._bar.part(_LATEST, 1.0)))
        return Built(repository, record.tag, digest, record.number, self._commit)

    async def _measured(self, builder: Builder, request: BuildRequest, progress: Progress) -> BuildRequest:
        """Say how much is going to be sent, and ask first where it is more than the limit. Raises UserError `build.context_too_large`."""
        progress(None, Message.of("build.counting"))
        found = await builder.measure(request)
        told = {"megabytes": f"{found.size / 1e6:.1f}", "files": found.files}
        message = Message.of("build.context", **told)
        self._log.write(render(message))
        progress(None, message)
        limit = self._ports.catalog.workspace.limits.context_megabytes
        if found.size > limit * 1_000_000 and not self._allowed:
            largest = ", ".join(f"{name} ({size / 1e6:.1f} MB)" for name, size in found.largest)
            question = Message.of("build.large_context", **told, limit=limit, largest=largest)
            self._log.write(render(question))
            if not await self._ask(question):
                raise UserError("build.context_too_large", **told, limit=limit, largest=largest)
            self._allowed = True
            self._log.write("Yes: they may be sent.")
        return replace(request, context_size=found.size)

    async def _push_latest(self, pushing: Coroutine[Any, Any, str]) -> None:
        """Of several who push it at the same moment the last one counts: unlike a number it may be overwritten."""
        try:
            await pushing
        except UserError as error:
            if error.code != "builds.race_lost":
                raise
            self._log.write(f"The tag {LATEST} went to another build that ended at the same moment.")

    async def _is_ours(self, digest: str, tag: str) -> bool:
        """Whether an image in the registry is the one of this run and tag, by its labels."""
        place = self._ports.tags.place(self._image)
        info = await self._ports.world.registry(place.registry).image(place.path, digest)
        return info is not None and (info.labels.get(LABEL + "run"), info.labels.get(LABEL + "tag")) == (self._order.run_id, tag)

    async def _request(self, task: BuildImage, runner: TaskRunner, record: BuildRun) -> BuildRequest:
        order, ready = self._order, await runner.fill(task)
        assert isinstance(ready, BuildImage)
        created = datetime.fromtimestamp(record.started or 0.0, UTC).isoformat()
        labels = labels_of(self._build, record.number, record.tag, order.run_id, order.description, self._commit, order.by, created)
        secrets = {name: await runner.secret(secret) for name, secret in task.secrets.items()}
        return BuildRequest(
            context=runner.below(ready.context), reference=f"{order.repository}:{record.tag}", dockerfile=ready.dockerfile,
            dockerfile_text=ready.dockerfile_text, arguments=ready.arguments, labels=labels, target=ready.target, no_cache=ready.no_cache,
            pull=ready.pull, platforms=ready.platforms, secrets=secrets, ssh=ready.ssh, cache_from=ready.cache_from,
            cache_to=ready.cache_to, provenance=ready.provenance, sbom=ready.sbom)

    async def _logins(self) -> dict[str, Login]:
        """Logins of all registries, for base images; a registry whose password cannot be had is asked without."""
        found: dict[str, Login] = {}
        for registry in self._ports.catalog.workspace.registries:
            try:
                login = await self._ports.world.login(registry.id)
            except UserError:
                continue
            if login is not None:
                found[registry.host] = login
        return found
