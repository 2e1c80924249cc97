"""Rows of the grid, the choices made for them, and the plan they make. Choices are the user's work: kept over refreshes and restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop_pipeline.domain.builds import Build, Versions, validate
from desktop_pipeline.domain.choices import Choice, Row, moment, reachable_by_start, run_why_not, start_choice, why_not
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan, WorkloadStep, compile_plan
from desktop_pipeline.domain.workloads import Group, RowKey, Workload, WorkloadKey
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.inventory import Inventory
from desktop_pipeline.services.kept_ports import Store
from desktop_pipeline.services.ports import Clock
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import TaskHost

_KEY = "choices"
_NO_NEWS = ("choice.same", "choice.not_ticked", "choice.no_tag", "choice.no_version")


@dataclass(frozen=True, slots=True)
class SavedChoices:
    """Choices as they lie in the drafts."""

    items: tuple[tuple[RowKey, Choice], ...] = ()


@dataclass(frozen=True, slots=True)
class _Written:
    """Images of one container, and when they were changed (epoch seconds)."""

    before: str
    after: str
    at: float


class Planner:
    """Facts and choices of the app maps, side by side."""

    def __init__(
        self, catalog: Catalog, inventory: Inventory, tags: Tags, drafts: Store, feed: Feed, tasks: TaskHost, clock: Clock
    ) -> None:
        self._catalog, self._inventory, self._tags = catalog, inventory, tags
        self._drafts, self._feed, self._tasks, self._clock = drafts, feed, tasks, clock
        self._choices: dict[RowKey, Choice] = {}
        self._perhaps: dict[RowKey, dict[str, _Written]] = {}
        """By row and run: what interrupted runs, or those of other processes, may have written."""
        self._unapplied: list[tuple[WorkloadKey, Mapping[str, tuple[str, str]]]] = []
        """What runs wrote while the choices of the last start could not be read."""
        self._unsaved = self._saving_soon = False
        self.loaded = False
        """Whether the choices of the last start were read. Until then nothing is written: it would be instead of them."""
        self._loading = asyncio.Lock()
        self._touched: set[RowKey] = set()
        """Rows that were chosen, or put back to the start value, and of which this is not written yet."""
        self.active: frozenset[WorkloadKey] = frozenset()
        """Workloads on which a run is at work: one of ours, or of another process of this profile."""
        self.ours = self._elsewhere = frozenset[WorkloadKey]()

    def at_work(self, *, ours: frozenset[WorkloadKey] | None = None, elsewhere: frozenset[WorkloadKey] | None = None) -> None:
        """Say which workloads runs of this process, or of others, are at work on; what is not given stays. Their Run is off."""
        self.ours = self.ours if ours is None else ours
        self._elsewhere = self._elsewhere if elsewhere is None else elsewhere
        active = self.ours | self._elsewhere
        changed, self.active = self.active ^ active, active
        for map_id in {f"{key.cluster}/{key.namespace}" for key in changed}:
            self._feed.publish(Area.CHOICES, map_id)

    async def load(self) -> None:
        """Read the choices of the last start; they are marked as kept and must be confirmed before they run. What was chosen while they
        could not be read stays as it is. Raises what the drafts raise."""
        saved = await self._drafts.load(_KEY, SavedChoices) or SavedChoices()
        own = {key: choice for key, choice in self._choices.items() if key in self._touched}
        kept = {key: replace(choice, kept=True, made_at=moment(choice.made_at) if choice.made_at is not None else None)
                for key, choice in saved.items if key not in self._touched}
        self._choices = {**kept, **own}
        self.loaded = True
        for written in self._unapplied:
            self.wrote(*written)
        self._unapplied.clear()
        for map_id in {f"{key.workload.cluster}/{key.workload.namespace}" for key in kept}:
            self._feed.publish(Area.CHOICES, map_id)

    async def catch_up(self) -> None:
        """Read the choices of the last start if that has failed until now. Raises as `load`."""
        async with self._loading:
            if not self.loaded:
                await self.load()

    async def save(self) -> None:
        """Write the choices now if they changed: those of rows that were touched here; what another process of this profile wrote of others
        stays. Raises what the drafts raise, also while the choices of the last start cannot be read."""
        if self._unsaved:
            await self.catch_up()
            self._unsaved, touched, self._touched = False, self._touched, set()
            try:
                saved = await self._drafts.load(_KEY, SavedChoices) or SavedChoices()
                others = {key: choice for key, choice in saved.items if key not in touched}
                own = {key: choice for key, choice in self._choices.items() if key in touched}
                await self._drafts.save(_KEY, SavedChoices(tuple({**others, **own}.items())))
            except BaseException:
                self._unsaved, self._touched = True, self._touched | touched
                raise

    def rows(self, cluster: str, namespace: str) -> tuple[Row, ...]:
        """All rows of an app map in the order of the grid: by workload name and kind, init containers last."""
        workloads = self._inventory.facts(cluster, namespace).workloads.values()
        ordered = sorted(workloads, key=lambda workload: (workload.key.name, workload.key.kind.value))
        return tuple(row for workload in ordered for row in self.rows_of(workload))

    def rows_of(self, workload: Workload) -> tuple[Row, ...]:
        """The rows of one workload: its containers, then its init containers, each in the order of the pod template."""
        rows = [self._row(workload, index) for index in range(len(workload.containers))]
        return tuple(sorted(rows, key=lambda row: row.container.group is Group.INIT))

    def _row(self, workload: Workload, index: int) -> Row:
        container = workload.containers[index]
        try:
            image = ImageRef.parse(container.image)
        except UserError:
            return Row(workload, container, Versions(container.image))
        build = self._catalog.build_of(image)
        return Row(workload, container, self._tags.versions(image), build, self._catalog.workspace.registry_of(image),
                   self.build_problem(build) if build else None)

    def build_problem(self, build: Build) -> Message | None:
        """The first problem that keeps a build from running."""
        problems = validate(build, self._catalog.workspace, self._catalog.builds)
        return problems[0].message if problems else None

    def chosen_rows(self, cluster: str, namespace: str) -> tuple[RowKey, ...]:
        """Rows of an app map for which something is chosen."""
        return tuple(key for key in self._choices if (key.workload.cluster, key.workload.namespace) == (cluster, namespace))

    def choice(self, row: Row) -> Choice:
        """What is chosen for a row, or its start value."""
        choice = self._choices.get(row.key)
        if choice is None:
            return start_choice(row)
        return replace(choice, seen=row.container.image) if self.is_ours(row.workload, row.container.name, choice.seen) else choice

    def choose(self, row: Row, choice: Choice, seen: str = "", uid: str = "") -> None:
        """Take a choice. Going back to the start value forgets it. `seen`, `uid`: the image and the workload on which it was chosen, where
        those are not the ones that are there now."""
        self._touched.add(row.key)
        if reachable_by_start(row, choice):
            self._choices.pop(row.key, None)
        else:
            self._choices[row.key] = replace(
                choice, made_at=moment(self._clock.now()), kept=False, seen=seen or row.container.image, uid=uid or row.workload.uid)
        self._changed(row.key.workload)

    def chosen(self, key: RowKey) -> Choice | None:
        """What was chosen for a row, with its age; None while it has its start value."""
        return self._choices.get(key)

    def put_back(self, row: Row, choice: Choice | None) -> None:
        """Take a former choice just as it was, with its age; None = the start value."""
        self._touched.add(row.key)
        if choice is None or reachable_by_start(row, choice):
            self._choices.pop(row.key, None)
        else:
            self._choices[row.key] = choice
        self._changed(row.key.workload)

    def confirm_kept(self, keys: tuple[RowKey, ...]) -> None:
        """The user looked at choices from an earlier start and wants them. What was changed since they were chosen stays said until the row
        is chosen again."""
        for key in keys:
            if key in self._choices:
                self._choices[key] = replace(self._choices[key], kept=False)
                self._touched.add(key)
                self._changed(key.workload)

    def reset(self, key: WorkloadKey, containers: tuple[str, ...] = ()) -> None:
        """Put rows of a workload back to their start values: after a run that went well, or on request. Empty = all its rows."""
        self._touched.update(RowKey(key, name) for name in containers)
        gone = [item for item in self._choices if item.workload == key and (not containers or item.container in containers)]
        for row_key in gone:
            del self._choices[row_key]
        self._touched.update(gone)
        if gone:
            self._changed(key)

    def wrote(self, key: WorkloadKey, images: Mapping[str, tuple[str, str]]) -> None:
        """A run of this program put other images into containers, from → to: nobody else changed their rows since they were chosen."""
        if not self.loaded:
            self._unapplied.append((key, images))
        for container, (before, after) in images.items():
            row = RowKey(key, container)
            choice = self._choices.get(row)
            if choice is not None and choice.seen == before:
                self._choices[row] = replace(choice, seen=after)
                self._touched.add(row)
                self._changed(key)

    def perhaps_wrote(self, run_id: str, key: WorkloadKey, images: Mapping[str, tuple[str, str]], at: float) -> None:
        """A run of this profile that was interrupted, or is of another process, may have put other images into containers, from → to, then
        (epoch seconds): whether it did shows once they are there."""
        news = False
        for container, pair in images.items():
            known, written = self._perhaps.setdefault(RowKey(key, container), {}), _Written(*pair, at)
            news, known[run_id] = news or known.get(run_id) != written, written
        if news:
            self._feed.publish(Area.CHOICES, f"{key.cluster}/{key.namespace}")

    def is_ours(self, workload: Workload, container: str, before: str) -> bool:
        """Whether such runs of this profile led from this image to the one that a container has now, after it was chosen for; the last of
        them is the one that the cluster names."""
        key, found = RowKey(workload.key, container), workload.container(container)
        known, choice = self._perhaps.get(key, {}), self._choices.get(key)
        last = known.get(workload.run)
        if found is None or last is None or last.after != found.image:
            return False
        since = (choice.made_at if choice is not None else None) or 0.0
        changes, at = {item.before: item.after for item in known.values() if item.at >= since}, before
        for _ in changes:
            at = changes.get(at, "")
            if at == found.image:
                return True
        return False

    def went_well(self, step: WorkloadStep) -> None:
        """The rows of a step are deployed: they return to their start values, unless something else was chosen since."""
        if same := self._deployed(step):
            self.reset(step.key, same)

    def went_well_elsewhere(self, step: WorkloadStep) -> None:
        """The same, by another process of this profile: it has put the rows back in the drafts, and may have chosen anew there since, so
        nothing is written here."""
        if same := self._deployed(step):
            for container in same:
                del self._choices[RowKey(step.key, container)]
            self._feed.publish(Area.CHOICES, f"{step.key.cluster}/{step.key.namespace}")

    def _deployed(self, step: WorkloadStep) -> tuple[str, ...]:
        """Containers of a step for which the very choice that it ran is still there."""
        chosen = {row.container: self._choices.get(RowKey(step.key, row.container)) for row in step.rows}
        return tuple(row.container for row in step.rows if (choice := chosen[row.container]) and choice.made_at == row.made_at)

    def _changed(self, key: WorkloadKey) -> None:
        self._feed.publish(Area.CHOICES, f"{key.cluster}/{key.namespace}")
        self._unsaved = True
        if not self._saving_soon:
            self._saving_soon = True
            self._tasks.start(self._save_soon(), "save choices")

    async def _save_soon(self) -> None:
        try:
            await self._clock.sleep(0.3)
        finally:
            self._saving_soon = False
        await self.save()

    def choices(self, rows: tuple[Row, ...]) -> dict[RowKey, Choice]:
        return {row.key: self.choice(row) for row in rows}

    def run_why_not(self, rows: tuple[Row, ...]) -> Message | None:
        """Why Run of a workload (given by its rows) is off; None when it is on."""
        if not rows:
            return Message.of("run.no_rows")
        key = rows[0].workload.key
        protection = self._catalog.workspace.protection(key.cluster, key.namespace)
        return run_why_not(rows, self.choices(rows), protection, self.active)

    def ready(self, cluster: str, namespace: str) -> tuple[WorkloadKey, ...]:
        """Workloads whose Run is on; their number is the badge. A row with its start value is never ready, so only the others are looked
        at."""
        chosen = {key.workload for key in self._choices}
        workloads = self._inventory.facts(cluster, namespace).workloads.values()
        return tuple(item.key for item in workloads if item.key in chosen and self.run_why_not(self.rows_of(item)) is None)

    def left_out(self, cluster: str, namespace: str) -> tuple[tuple[RowKey, Message], ...]:
        """Rows for which something was chosen that cannot run, and why: a batch goes without them.

        What is there already, and a box that is not ticked, are no news.
        """
        found = []
        for row in self.rows(cluster, namespace):
            choice = self._choices.get(row.key)
            why = why_not(row, choice) if choice is not None else None
            if why is not None and why.code not in _NO_NEWS:
                found.append((row.key, why))
        return tuple(found)

    def plan(self, cluster: str, namespace: str, only: WorkloadKey | None = None, title: str = "") -> Plan:
        """The plan of one workload or of all that are ready. Each row is exactly what the grid shows."""
        ready = frozenset([only] if only is not None else self.ready(cluster, namespace))
        rows = tuple(row for row in self.rows(cluster, namespace) if row.workload.key in ready)
        return compile_plan(rows, self.choices(rows), title, only)
