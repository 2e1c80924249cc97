"""What runs in another app map, or stands in a plan, as choices for the rows of this one: by digest. It only asks; nothing is changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from typing import TypeVar

from desktop_pipeline.domain.choices import Row, why_not
from desktop_pipeline.domain.composing import (
    Proposal,
    Proposals,
    State,
    There,
    counterparts,
    planned_there,
    row_name,
    runs_there,
    taken,
)
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.images import ImageRef, short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.pasting import Trouble
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.workloads import RowKey, Workload
from desktop_pipeline.services.inventory import Inventory, Link
from desktop_pipeline.services.planner import Planner
from desktop_pipeline.services.ports import World
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import together

T = TypeVar("T")
_PATIENCE = 8.0
"""Seconds after which a question without an answer is given up: what is known then has to do."""
_AT_ONCE = 8


class Promotion:
    """Finds what rows would become. Where nothing can be asked it goes by what is known, and says what is not."""

    def __init__(self, planner: Planner, inventory: Inventory, tags: Tags, world: World) -> None:
        self._planner, self._inventory, self._tags, self._world = planner, inventory, tags, world
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def from_map(self, source: tuple[str, str], target: tuple[str, str]) -> Proposals:
        """What runs in one app map, for the rows of another (each cluster and namespace). Only what differs. Raises UserError where nothing
        is known of one of them."""
        await together([self._known(*source), self._known(*target)])
        rows = self._planner.rows(*source)
        await self._versions(rows)
        rows = self._planner.rows(*source)
        running = await self._running(rows) if self._inventory.facts(*source).link is Link.LIVE else {}
        silent: set[str] = set()
        there = await together(self._unpinned(row, item, running.get(row.key, frozenset()), silent)
                               for row, item in zip(rows, runs_there(rows), strict=True))
        return await self._propose(there, target, silent)

    async def from_plan(self, plan: Plan, target: tuple[str, str]) -> Proposals:
        """What a plan wants, for the rows of an app map. Only what differs. Raises UserError where nothing is known of the app map."""
        await self._known(*target)
        return await self._propose([(item, None) for item in planned_there(plan)], target, set())

    # ---- there -----------------------------------------------------------------------------------------------------

    async def _known(self, cluster: str, namespace: str) -> None:
        """Open an app map and wait a while for its workloads. Raises UserError where none are known, also of former times."""
        await self._inventory.opened(cluster, namespace, _PATIENCE)
        if not self._planner.rows(cluster, namespace):
            raise UserError("composing.nothing_there", place=f"{cluster}/{namespace}")

    async def _versions(self, rows: Iterable[Row]) -> None:
        """Wait a while for what registries say of repositories that were not asked yet."""
        places = {place.repository: place for row in rows if row.image is not None and row.versions.seen is None
                  for place in [self._tags.place(row.image)]}
        tasks = [self._tags.refresh(place) for place in places.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=_PATIENCE)

    async def _running(self, rows: Iterable[Row]) -> dict[RowKey, frozenset[str]]:
        """The digests that pods run, for rows whose template names none."""
        workloads = {row.workload.key: row.workload for row in rows if row.image is not None and not row.image.digest}
        found: dict[RowKey, frozenset[str]] = {}

        async def one(known: Workload) -> None:
            try:
                pods = await self._patiently(self._world.cluster(known.key.cluster).pods(known))
            except UserError:
                return
            for container in known.containers:
                ids = [state.image_id for pod in pods if not pod.deleting for state in pod.containers if state.name == container.name]
                digests = frozenset(image.rpartition("@")[2] for image in ids if "@sha256:" in image)
                found[RowKey(known.key, container.name)] = digests

        await together(one(workload) for workload in workloads.values())
        return found

    async def _unpinned(
        self, row: Row, there: There, running: frozenset[str], silent: set[str]
    ) -> tuple[There, Message | None]:
        """Of a template that names only a tag: what its pods run, else what the registry has under the tag, with a word about it."""
        if row.image is None or row.image.digest or there.why is not None:
            return there, None
        if len(running) == 1:
            return replace(there, digest=next(iter(running))), None
        if running:
            return replace(there, why=Message.of("composing.mixed_pods")), None
        try:
            digest = await self._resolve(row.image, there.tag, silent) or ""
        except UserError:
            digest = there.digest
        return replace(there, digest=digest), Message.of("composing.by_tag", tag=there.tag)

    # ---- here ------------------------------------------------------------------------------------------------------

    async def _propose(self, there: Iterable[tuple[There, Message | None]], target: tuple[str, str], silent: set[str]) -> Proposals:
        notes = {item.key: note for item, note in there}
        await self._versions(self._planner.rows(*target))
        pairs, troubles = counterparts([item for item, _ in there], self._planner.rows(*target))
        found = await together(self._one(row, item, notes[item.key], silent) for row, item in pairs)
        items = tuple(item for item in found if isinstance(item, Proposal) and item.state is not State.UNCHANGED)
        return Proposals(items, (*(item for item in found if isinstance(item, Trouble)), *troubles))

    async def _one(self, row: Row, there: There, note: Message | None, silent: set[str]) -> Proposal | Trouble:
        try:
            row = await self._asked(row, there, silent)
            choice = taken(row, there)
        except UserError as error:
            return Trouble(0, row_name(row.key), error.message)
        if not there.exact and not there.build:
            note = Message.of("composing.no_digest")
        return Proposal(row, self._planner.choice(row), choice, note=note if why_not(row, choice) is None else None)

    async def _asked(self, row: Row, there: There, silent: set[str]) -> Row:
        """The row with what the tag names here as the registry says just now."""
        if row.image is None or not there.digest or not there.tag:
            return row
        known = row.versions
        try:
            digest = await self._resolve(row.image, there.tag, silent)
        except Unreachable:
            if known.tag_of(there.digest) or known.digest_of(there.tag):
                return row
            raise UserError("composing.tag_unasked", repository=known.repository, wanted=short_digest(there.digest)) from None
        if known.digest_of(there.tag) not in ("", digest):  # the grid shall know it too
            self._tags.refresh(self._tags.place(row.image))
        digests = {tag: value for tag, value in known.digests.items() if tag != there.tag} | ({there.tag: digest} if digest else {})
        return replace(row, versions=replace(known, digests=digests))

    async def _resolve(self, image: ImageRef, tag: str, silent: set[str]) -> str | None:
        """The digest a tag names. A registry that did not answer once (`silent`) is not asked again for every row. Raises UserError."""
        registry = self._tags.place(image).registry
        async with self._gate:
            if registry in silent:
                raise Unreachable("composing.no_answer")
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await self._tags.resolve(image, tag)
            except (TimeoutError, Unreachable):
                silent.add(registry)
                raise Unreachable("composing.no_answer") from None

    async def _patiently(self, answer: Awaitable[T]) -> T:
        try:
            async with self._gate, asyncio.timeout(_PATIENCE):
                return await answer
        except TimeoutError:
            raise Unreachable("composing.no_answer") from None
