"""Build runs: number and tag, tasks in order, push, and the record of it. Also the history of a build."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop_pipeline.domain.builds import LABEL, Build, BuildImage, BuildRun, RunOutcome, Versions, run_from_labels
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import LATEST, ImageRef, short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.task_rules import refuse_passwords
from desktop_pipeline.services.build_run import Ask, Begun, BuildExecution, BuildPorts, Built, LeftOut, Order, log_id
from desktop_pipeline.services.inventory import Inventory
from desktop_pipeline.services.ports import Progress

__all__ = ["Ask", "Begun", "BuildPorts", "Builds", "Built", "Deletion", "LeftOut", "log_id"]


_LOOK_BACK = 5.0
"""Seconds for the last look at a tag."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """What deleting the image of a run would mean. `tags` all go with it; `users` are workloads that need it; `unknown` are app maps of
    which nothing is known, `oldest` is when the facts of the others were last true (epoch seconds)."""

    tags: tuple[str, ...]
    users: tuple[str, ...]
    unknown: tuple[str, ...]
    oldest: float | None

    @property
    def allowed(self) -> bool:
        return not self.users and not self.unknown


class Builds:
    """Runs builds, one of a kind at a time, and knows their history."""

    def __init__(self, ports: BuildPorts, inventory: Inventory) -> None:
        self._ports, self._inventory = ports, inventory
        self._catalog, self._tags = ports.catalog, ports.tags
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
        self._tags.refresh_again(self._tags.place(ImageRef.parse(build.repository(self._catalog.workspace))))

    async def found_made(self, name: str, plan: Plan, run_id: str, built: Built) -> Message | None:
        """The image of a run whose program died is in the registry: its record says so, and the tag `latest` of the build follows it. Where
        that may name a newer image by now it stays, and the message to be told of that comes back."""
        build = self._catalog.build_for(plan, name)
        runs = await self._ports.journal.build_runs(built.repository)
        record = next((run for run in runs if (run.run_id, run.number) == (run_id, built.number)), None)
        if record is not None and record.outcome is not RunOutcome.DONE:
            record = replace(record, outcome=RunOutcome.DONE, digest=built.digest, commit=built.commit, exists=True,
                             ended=self._ports.clock.now(), failed_task="")
            await self._ports.journal.record_build(built.repository, record)
            self._ports.tags.note_run(built.repository, record)
        if build is None or not any(isinstance(task, BuildImage) and task.enabled and task.also_latest for task in build.tasks):
            return None
        found = await self._tags.resolve(ImageRef.parse(built.repository), LATEST)
        if found == built.digest:
            return None
        if found is not None and not await self._is_older(found, built, name, runs):
            return Message.of("builds.latest_left", tag=built.tag, repository=built.repository, found=short_digest(found))
        place = self._tags.place(ImageRef.parse(built.repository))
        await self._ports.world.registry(place.registry).put_tag(place.path, built.digest, LATEST)
        return None

    async def _is_older(self, digest: str, built: Built, name: str, runs: tuple[BuildRun, ...]) -> bool:
        """Whether an image is known to be of a lower number of the same build: by the records of this profile, or by its labels."""
        known = next((run for run in runs if run.digest == digest), None)
        if known is None:
            place = self._tags.place(ImageRef.parse(built.repository))
            info = await self._ports.world.registry(place.registry).image(place.path, digest)
            labels = dict(info.labels) if info is not None else {}
            known = run_from_labels(labels.get(LABEL + "tag", ""), digest, labels)
        return known is not None and known.build == name and known.number < built.number

    async def look_back(self, built: Built) -> None:
        """Look at the tag once more at the end of a run; told by a notice when it names another image meanwhile."""
        with contextlib.suppress(UserError, TimeoutError):  # a registry that does not answer now is asked again by whoever looks at it
            async with asyncio.timeout(_LOOK_BACK):
                await self._tags.look_back(ImageRef.parse(built.repository), built.tag, built.digest)

    def deletion(self, build: Build, run: BuildRun) -> Deletion:
        """Who needs the image of a run, by digest and by tag, over all app maps of the workspace. Unknown is never taken as free."""
        versions, workspace = self.history(build), self._catalog.workspace
        tags = {tag for tag, digest in versions.digests.items() if digest == run.digest} | {run.tag}
        users, unknown, seen = [], [], []
        for app_map in workspace.app_maps:
            facts = self._inventory.facts(app_map.cluster, app_map.namespace)
            hidden = any(message.code != "cluster.kind_missing" for message in facts.forbidden.values())
            if facts.seen is None or hidden:
                unknown.append(app_map.id)
                continue
            seen.append(facts.seen)
            for workload in facts.workloads.values():
                for container in workload.containers:
                    if self._needs(container.image, build, run, tags):
                        users.append(f"{facts.id}/{workload.key.name}/{container.name}")
        return Deletion(tuple(sorted(tags)), tuple(users), tuple(unknown), min(seen, default=None))

    def _needs(self, image: str, build: Build, run: BuildRun, tags: set[str]) -> bool:
        try:
            reference = ImageRef.parse(image)
        except UserError:
            return bool(run.digest) and run.digest in image
        if reference.digest:
            return reference.digest == run.digest
        return build.produces(reference, self._catalog.workspace) and reference.normalised().tag in tags

    async def delete(self, build: Build, run: BuildRun, *, image: bool = True) -> None:
        """Delete a run from the history, with its image if wished.

        Raises UserError `builds.running`, `builds.in_use` (naming who uses it) or `builds.use_unknown`; Refused by the registry.
        """
        if run.outcome is RunOutcome.RUNNING and self.running(build.name) == run.run_id:
            raise UserError("builds.running", tag=run.tag)
        place = self._tags.place(ImageRef.parse(build.repository(self._catalog.workspace)))
        if image and run.exists and run.digest:
            found = self.deletion(build, run)
            if found.users:
                raise UserError("builds.in_use", tag=run.tag, users=", ".join(found.users))
            if found.unknown:
                raise UserError("builds.use_unknown", tag=run.tag, maps=", ".join(found.unknown))
            await self._ports.world.registry(place.registry).delete(place.path, run.digest)
        if run.local:
            await self._ports.journal.record_build(place.repository, replace(run, deleted=True))
        await self._tags.refresh(place)

    async def runs_here(self, build: Build) -> tuple[BuildRun, ...]:
        """The runs of a build that this profile made, newest first; deleted ones are left out."""
        runs = await self._ports.journal.build_runs(build.repository(self._catalog.workspace))
        return tuple(run for run in runs if not run.deleted)

    async def run(
        self, plan: Plan, name: str, run_id: str, by: str, begun: Begun, ask: Ask, progress: Progress,
        turn: Callable[[], None] = lambda: None, again: tuple[int, str] | None = None,
    ) -> Built:
        """Run a build of a plan to its end. The same build asked for twice is queued. `begun` is awaited whenever a number was taken,
        `ask` when a person has to say that it may go on; `turn` is called once it is its turn, and may raise so that it does not begin.
        `again`: number and tag that it had when the program died.

        Raises UserError `build.password` before anything is recorded, and UserError when it fails; a cancelled build is recorded as
        cancelled.
        """
        build = self._catalog.build_for(plan, name)
        if build is None:
            raise UserError("preflight.no_build", build=name)
        refuse_passwords(build.tasks)
        repository = build.repository(self._catalog.workspace)
        progress(None, Message.of("builds.queued"))
        engine = self._engines.setdefault(build.engine, asyncio.Semaphore(self._catalog.workspace.limits.builds))
        async with self._queues.setdefault(repository, asyncio.Lock()), engine:
            turn()
            self._running[name] = run_id
            try:
                order = Order(build, repository, run_id, plan.description, by, again)
                return await BuildExecution(self._ports, order, begun, ask, progress).run()
            finally:
                self._running.pop(name, None)
