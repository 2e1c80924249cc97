"""The history: runs found in the journal, what each changed, and the same once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import INTERRUPTED, Again, ContainerChange, again, changes_of, interrupted, last_word
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import RunState, fold
from desktop_pipeline.domain.titles import again_title
from desktop_pipeline.domain.workloads import Workload, WorkloadKey
from desktop_pipeline.services.inventory import Inventory
from desktop_pipeline.services.kept_ports import Journal, RunHeader
from desktop_pipeline.services.kept_runs import plan_of
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import together


@dataclass(frozen=True, slots=True)
class Told:
    """A run as the journal tells it; of one that was interrupted, steps under way are *unknown*.

    `state` is a word of `history.state_of`; `changes` are by id of step.
    """

    run: RunState
    plan: Plan
    state: str
    changes: Mapping[str, tuple[ContainerChange, ...]]


class History:
    """Reads; it starts nothing."""

    def __init__(self, journal: Journal, inventory: Inventory, tags: Tags) -> None:
        self._journal, self._inventory, self._tags = journal, inventory, tags

    async def find(self, words: str = "", states: frozenset[str] = frozenset(), limit: int = 200) -> tuple[RunHeader, ...]:
        """Runs in which all words are found, newest first."""
        return await self._journal.find(words, states, limit)

    async def tell(self, header: RunHeader) -> Told:
        """All about a run. Raises UserError `run.unknown`."""
        plan, events = await plan_of(self._journal, header.id), await self._journal.events(header.id)
        run = fold(header.id, events)
        if header.stands == INTERRUPTED:
            run = interrupted(run, last_word(events))
        return Told(run, plan, header.stands, changes_of(events))

    async def again(self, run_id: str) -> Again:
        """The plan that deploys exactly what a run had deployed, on what is there now.

        Raises UserError `run.unknown`, and `history.nothing` for a run that changed no image.
        """
        plan = await plan_of(self._journal, run_id)
        live: dict[WorkloadKey, Workload] = {}
        for step in plan.steps:
            known = self._inventory.find(step.key)
            if known is not None:
                live[step.key] = known
        made = again(plan, await self._journal.events(run_id), again_title(plan), live)
        if not made.plan.steps:
            raise UserError("history.nothing")
        steps = await together(self._held(step) for step in made.plan.steps)
        return replace(made, plan=replace(made.plan, steps=tuple(steps)))

    async def _held(self, step: WorkloadStep) -> WorkloadStep:
        return replace(step, rows=tuple(await together(self._row(row) for row in step.rows)))

    async def _row(self, row: RowChange) -> RowChange:
        """A row whose tag names another image by now is written as a string of its own: a digest beside a tag is not looked at twice."""
        if not row.digest or not row.tag:
            return row
        try:
            named = await self._tags.resolve(ImageRef.parse(row.repository), row.tag)
        except UserError:
            return row  # pre-flight says what is wrong
        if named == row.digest:
            return row
        image = ImageRef.parse(row.repository).with_tag(row.tag, row.digest)
        return replace(row, exact=False, restore=str(image), tag=f"{row.tag}@{row.digest.partition(':')[2][:12]}")

    async def pair(self, old: str, new: str) -> tuple[Plan, Plan]:
        """What two runs deployed, as plans to compare. Raises UserError `run.unknown`."""
        found = []
        for run_id in (old, new):
            plan = await plan_of(self._journal, run_id)
            found.append(again(plan, await self._journal.events(run_id), "").plan)  # titles of runs are no difference of what they did
        return found[0], found[1]
