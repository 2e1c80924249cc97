"""Keeps the tags, digests and build runs of repositories fresh: registry → memory → cache. The registry holds the truth about versions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from desktop_pipeline.domain.builds import BuildRun, TagRule, Versions, merge_runs, overtaken, run_from_labels
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.images import LATEST, ImageRef, newest_first, parse_build_tag, short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.kept_ports import Journal, Store
from desktop_pipeline.services.ports import Clock, Registry, World
from desktop_pipeline.services.tasks import TaskHost, together

T = TypeVar("T")
_FRESH = 30.0
_AT_ONCE = 8
_LABELLED = 100
"""Of how many of the newest build tags the labels are read."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a repository is reached from this workstation: registry id, path below its host, and full push name."""

    registry: str
    path: str
    repository: str


@dataclass(frozen=True, slots=True)
class _Known:
    """Runs by digest: an image never changes, so what its labels say is kept for ever."""

    runs: dict[str, BuildRun] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Platforms:
    platforms: tuple[str, ...]


class Tags:
    """What registries hold, by repository (push name)."""

    def __init__(self, world: World, catalog: Catalog, cache: Store, journal: Journal, feed: Feed, tasks: TaskHost, clock: Clock) -> None:
        self._world, self._catalog, self._cache, self._journal = world, catalog, cache, journal
        self._feed, self._tasks, self._clock = feed, tasks, clock
        self._versions: dict[str, Versions] = {}
        self._errors: dict[str, Message] = {}
        self._answers: dict[str, Message | None] = {}
        """What each registry said last, by its id: None = it answered."""
        self._refreshing: dict[str, asyncio.Task[None]] = {}
        self._tried: dict[str, float] = {}
        self._failed: dict[str, Place] = {}
        self._told: set[tuple[str, str, str]] = set()
        self.on_answer: Callable[[str, UserError | None], None] = lambda registry_id, error: None
        """Called with what a registry answered, by its id: None = all was well."""

    def place(self, image: ImageRef) -> Place:
        """Where an image's repository is reached; an image of no registry of the workspace is asked for without a password at its host."""
        registry = self._catalog.workspace.registry_of(image)
        if registry is None:
            full = image.normalised()
            return Place(f"host:{full.host}", full.path, f"{full.host}/{full.path}")
        push = ImageRef.parse(registry.push_name(image.repository))
        return Place(registry.id, push.path, push.repository)

    def versions(self, image: ImageRef) -> Versions:
        """What is known now; asks for more in the background when it is old. Never waits."""
        place = self.place(image)
        self.want(place)
        return self._versions.get(place.repository) or Versions(place.repository)

    def error(self, image: ImageRef) -> Message | None:
        """Why the registry could not be asked the last time."""
        return self._errors.get(self.place(image).repository)

    def registry_error(self, registry_id: str) -> Message | None:
        """Why a registry could not be asked the last time, None while all is well or nothing was asked."""
        return self._answers.get(registry_id)

    def registry_asked(self, registry_id: str) -> bool:
        """Whether a registry was asked since the program started."""
        return registry_id in self._answers

    def want(self, place: Place) -> None:
        """Refresh a repository in the background unless it was asked for just now."""
        if self._clock.now() - self._tried.get(place.repository, 0.0) >= _FRESH:
            self.refresh(place)

    def refresh(self, place: Place) -> asyncio.Task[None]:
        """Ask the registry now; one request at a time per repository."""
        task = self._refreshing.get(place.repository)
        if task is None or task.done():
            self._tried[place.repository] = self._clock.now()
            task = self._tasks.start(self._refresh(place), f"tags {place.repository}")
            self._refreshing[place.repository] = task
        return task

    def refresh_again(self, place: Place) -> None:
        """Ask the registry after something was pushed or deleted: an answer that is under way may be older than that."""
        running = self._refreshing.get(place.repository)
        if running is None or running.done():
            self.refresh(place)
        else:
            self._tasks.start(self._after(running, place), f"tags {place.repository} again")

    async def _after(self, running: asyncio.Task[None], place: Place) -> None:
        await asyncio.wait([running])
        await self.refresh(place)

    async def fetch(self, image: ImageRef) -> Versions:
        """Ask the registry and wait for the answer. Raises Unreachable or Refused when it cannot be had."""
        place = self.place(image)
        return await self._fetch(place)

    async def _refresh(self, place: Place) -> None:
        if place.repository not in self._versions:
            kept = await self._cache.load(f"tags/{place.repository}", Versions)
            if kept is not None:
                self._put(replace(kept, complete=False))
        try:
            await self._fetch(place)
        except UserError as error:
            self._errors[place.repository] = error.message
            self._answered(place.registry, error)
            self._failed[place.repository] = place
            known = self._versions.get(place.repository) or Versions(place.repository)
            local = await self._journal.build_runs(place.repository)
            self._put(replace(known, runs=merge_runs([run for run in known.runs if run.exists], local), complete=False))

    async def ping(self, registry_id: str) -> None:
        """Ask whether a registry answers and takes its login, and note what it says. Raises Unreachable or Refused."""
        try:
            await self._world.registry(registry_id).ping()
        except UserError as error:
            self._answered(registry_id, error)
            raise
        self._answered(registry_id, None)

    def refresh_failed(self, registry_id: str = "") -> None:
        """Ask again for what could not be had the last time; '' = of hosts that are no registry of the workspace."""
        for place in tuple(self._failed.values()):
            if place.registry == registry_id or (not registry_id and self._catalog.workspace.registry(place.registry) is None):
                self.refresh_again(place)  # a question under way may wait for an answer that cannot come any more

    def _answered(self, registry_id: str, error: UserError | None) -> None:
        answer = error.message if error is not None else None
        self.on_answer(registry_id, error)
        if self._answers.get(registry_id, self) != answer:
            self._answers[registry_id] = answer
            self._feed.publish(Area.CONNECTION, f"registry/{registry_id}")

    async def _fetch(self, place: Place) -> Versions:
        registry = self._world.registry(place.registry)
        listed = await registry.tags(place.path)
        tags = newest_first(listed.tags)
        builds = sorted((tag for tag in tags if parse_build_tag(tag)), key=lambda tag: (parse_build_tag(tag) or ("", 0))[1], reverse=True)
        maker = self._catalog.build_of(ImageRef.parse(place.repository))
        if maker is not None and maker.tag_rule is not TagRule.NUMBER:  # only the labels tell which run made them
            builds += [tag for tag in tags if tag not in builds and tag != LATEST][:_LABELLED]
        digests = await self._digests(registry, place, self._interesting(place, tags, builds))
        runs = await self._runs(registry, place, [(tag, digests[tag]) for tag in builds if tag in digests])
        local = await self._journal.build_runs(place.repository)
        for run in overtaken(local, digests):
            self._tell_overtaken(place.repository, run.tag, run.digest, digests[run.tag])
        versions = Versions(
            place.repository, runs=merge_runs(runs, local), tags=tags, digests=digests, complete=listed.complete, seen=self._clock.now(),
            whole=listed.complete)
        self._errors.pop(place.repository, None)
        self._failed.pop(place.repository, None)
        self._answered(place.registry, None)
        self._put(versions)
        await self._cache.save(f"tags/{place.repository}", versions)
        return versions

    def _tell_overtaken(self, repository: str, tag: str, pushed: str, found: str) -> None:
        """A race that was lost after our last look at the tag must not stay unnoticed."""
        if (repository, tag, found) not in self._told:
            self._told.add((repository, tag, found))
            self._feed.notify(self._clock.now(), Message.of(
                "builds.overtaken", tag=tag, repository=repository, found=short_digest(found), pushed=short_digest(pushed)))

    async def look_back(self, image: ImageRef, tag: str, pushed: str) -> None:
        """Tell when a tag names another image than the one that was pushed. Raises Unreachable or Refused."""
        found = await self.resolve(image, tag)
        if found and found != pushed:
            self._tell_overtaken(self.place(image).repository, tag, pushed, found)

    def _interesting(self, place: Place, tags: Iterable[str], builds: list[str]) -> list[str]:
        """Tags whose digests are asked for: those of builds and a screenful of the newest others."""
        others = [tag for tag in tags if not parse_build_tag(tag) and tag not in builds]
        return [*builds[: 2 * _LABELLED], *others[:20]]

    async def _digests(self, registry: Registry, place: Place, tags: Iterable[str]) -> dict[str, str]:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(tag: str) -> tuple[str, str | None]:
            async with gate:
                return tag, await registry.digest(place.path, tag)

        found = await together(one(tag) for tag in tags)
        return {tag: digest for tag, digest in found if digest}

    async def _runs(self, registry: Registry, place: Place, tags: list[tuple[str, str]]) -> list[BuildRun]:
        known = await self._cache.load(f"images/{place.repository}", _Known) or _Known()
        fresh: dict[str, BuildRun] = dict(known.runs)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(tag: str, digest: str) -> BuildRun | None:
            if (kept := fresh.get(f"{tag}@{digest}")) is not None:
                return kept
            async with gate:
                info = await registry.image(place.path, digest)
            run = run_from_labels(tag, digest, dict(info.labels), info.created, info.size) if info else None
            if run is not None:
                fresh[f"{tag}@{digest}"] = run
            return run

        runs = [run for run in await together(one(tag, digest) for tag, digest in tags) if run is not None]
        if fresh != known.runs:
            await self._cache.save(f"images/{place.repository}", _Known(fresh))
        return runs

    def _put(self, versions: Versions) -> None:
        self._versions[versions.repository] = versions
        self._feed.publish(Area.VERSIONS, versions.repository)

    async def resolve(self, image: ImageRef, tag: str) -> str | None:
        """The digest a tag names right now, by HEAD; None when the tag does not exist. Raises Unreachable or Refused."""
        place = self.place(image)
        return await self._heard(place.registry, self._world.registry(place.registry).digest(place.path, tag))

    async def _heard(self, registry_id: str, answer: Awaitable[T]) -> T:
        """An answer that somebody waits for, for example a run, which says too that the registry is there, or that it is not.

        What it says no to is a matter of one repository. Raises what the answer raises.
        """
        try:
            found = await answer
        except Unreachable as error:
            self._answered(registry_id, error)
            raise
        self._answered(registry_id, None)
        return found

    async def platforms(self, image: ImageRef, digest: str) -> tuple[str, ...]:
        """Platforms of an image, which never change: asked for once. Raises Unreachable or Refused."""
        key = f"platforms/{digest}"
        known = await self._cache.load(key, _Platforms)
        if known is None:
            place = self.place(image)
            info = await self._heard(place.registry, self._world.registry(place.registry).image(place.path, digest))
            known = _Platforms(info.platforms if info is not None else ())
            await self._cache.save(key, known)
        return known.platforms

    def note_run(self, repository: str, run: BuildRun) -> None:
        """Show a local run at once, before the registry is asked again."""
        known = self._versions.get(repository) or Versions(repository)
        runs = [run if (item.number, item.run_id) == (run.number, run.run_id) else item for item in known.runs]
        if run not in runs:
            runs.append(run)
        self._put(replace(known, runs=tuple(sorted(runs, key=lambda item: (item.number, item.exists), reverse=True))))
