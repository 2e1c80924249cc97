"""The user's door to choices: one row or many in one step, and every step can be taken back and done again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from desktop_pipeline.domain import composing
from desktop_pipeline.domain.choices import Choice, Mode, Row
from desktop_pipeline.domain.composing import Proposal, Proposals, row_name, same_choice
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.pasting import read
from desktop_pipeline.domain.workloads import RowKey, WorkloadKey
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.inventory import Inventory
from desktop_pipeline.services.planner import Planner

_DID = {Mode.LATEST: "composing.did_latest", Mode.BUILD: "composing.did_build"}
MOST_STEPS = 500
"""Of so many steps of the user the newest are remembered."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What one row had and got; None = its start value."""

    key: RowKey
    before: Choice | None
    after: Choice | None


@dataclass(frozen=True, slots=True)
class _Step:
    """One act of the user, also when it set many rows."""

    what: Message
    changes: tuple[_Change, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What an undo or redo did: to which rows, and how many of its rows it left alone because they changed since or are gone."""

    what: Message
    rows: tuple[RowKey, ...]
    skipped: int = 0


class Composer:
    """Takes choices for the planner and remembers what they were before.

    What a run puts back is no step of the user. A step is taken back only for rows that still are as it left them: so what a run, another
    program or a refresh changed meanwhile is never overwritten.
    """

    def __init__(self, planner: Planner, inventory: Inventory, catalog: Catalog) -> None:
        self._planner, self._inventory, self._catalog = planner, inventory, catalog
        self._done: deque[_Step] = deque(maxlen=MOST_STEPS)
        self._undone: list[_Step] = []

    # ---- choosing --------------------------------------------------------------------------------------------------

    def choose(self, row: Row, choice: Choice) -> None:
        """Take a choice for one row."""
        self._remember([row.key], lambda: self._planner.choose(row, choice))

    def apply(self, proposals: Iterable[Proposal]) -> int:
        """Take many choices as one step; the number of rows that changed. Rows that are gone since are passed over."""
        return self.choose_all([(row, proposal.choice) for proposal in proposals if (row := self.row(proposal.row.key)) is not None])

    def choose_all(self, found: list[tuple[Row, Choice]], seen: Mapping[RowKey, str] | None = None,
                   uids: Mapping[RowKey, str] | None = None) -> int:
        """Take choices for rows as they are now as one step; the number of rows that changed. `seen`, `uids`: on which images and
        workloads they were chosen, where that was not now."""
        def take() -> None:
            for row, choice in found:
                self._planner.choose(row, choice, (seen or {}).get(row.key, ""), (uids or {}).get(row.key, ""))

        return self._remember([row.key for row, _ in found], take)

    def reset(self, key: WorkloadKey, containers: tuple[str, ...] = ()) -> None:
        """Put rows of a workload back to their start values. Empty = all its rows."""
        workload = self._inventory.find(key)
        names = containers or tuple(item.name for item in workload.containers) if workload is not None else containers
        self._remember([RowKey(key, name) for name in names], lambda: self._planner.reset(key, containers))

    def _remember(self, keys: list[RowKey], act: Callable[[], None]) -> int:
        """Do something to rows and note what it changed; the number of rows that changed."""
        before = {key: self._planner.chosen(key) for key in keys}
        act()
        changes = tuple(_Change(key, was, now) for key, was in before.items() if not same_choice(was, now := self._planner.chosen(key)))
        if changes:
            self._done.append(_Step(_named(changes), changes))
            self._undone.clear()
        return len(changes)

    # ---- taking back -----------------------------------------------------------------------------------------------

    def next_undo(self) -> Message | None:
        """What would be taken back now, None when there is nothing."""
        return next((step.what for step in reversed(self._done) if self._possible(step, back=True)), None)

    def next_redo(self) -> Message | None:
        """What would be done again now, None when there is nothing."""
        return next((step.what for step in reversed(self._undone) if self._possible(step, back=False)), None)

    def undo(self) -> Done | None:
        """Take back the last step that can be; steps that no row is left of are dropped. None when there is nothing."""
        return self._turn(self._done, self._undone, back=True)

    def redo(self) -> Done | None:
        """Do again what was taken back last. None when there is nothing."""
        return self._turn(self._undone, self._done, back=False)

    def _possible(self, step: _Step, *, back: bool) -> bool:
        return any(self._as_left(change, back=back) for change in step.changes)

    def _row_to_turn(self, change: _Change, *, back: bool) -> Row | None:
        """The row of a change, if it still is as the change left it."""
        return self.row(change.key) if self._as_left(change, back=back) else None

    def _as_left(self, change: _Change, *, back: bool) -> bool:
        workload = self._inventory.find(change.key.workload)
        there = workload is not None and workload.container(change.key.container) is not None
        return there and same_choice(self._planner.chosen(change.key), change.after if back else change.before)

    def _turn(self, source: deque[_Step] | list[_Step], other: deque[_Step] | list[_Step], *, back: bool) -> Done | None:
        while source:
            step = source.pop()
            turned = []
            for change in step.changes:
                row = self._row_to_turn(change, back=back)
                if row is not None:
                    self._planner.put_back(row, change.before if back else change.after)
                    turned.append(change)
            if turned:
                other.append(_Step(step.what, tuple(turned)))
                return Done(step.what, tuple(change.key for change in turned), len(step.changes) - len(turned))
        return None

    # ---- what many rows would become -------------------------------------------------------------------------------

    def row(self, key: RowKey) -> Row | None:
        """A row as it is now; None when it is gone."""
        workload = self._inventory.find(key.workload)
        rows = self._planner.rows_of(workload) if workload is not None else ()
        return next((row for row in rows if row.container.name == key.container), None)

    def paste(self, text: str, cluster: str, namespace: str) -> Proposals:
        """What the lines of a text mean for the rows of an app map."""
        wishes, troubles = read(text)
        here, elsewhere = self._planner.rows(cluster, namespace), self._elsewhere(cluster, namespace)
        found = composing.match(wishes, self._planner.choice, here, elsewhere)
        return Proposals(found.items, tuple(sorted((*troubles, *found.troubles), key=lambda trouble: trouble.line)))

    def fill(self, keys: Iterable[RowKey]) -> Proposals:
        """The choice of the first of some rows for the others."""
        rows = [row for key in keys if (row := self.row(key)) is not None]
        if not rows:
            return Proposals()
        return composing.fill(rows[0], self._planner.choice(rows[0]), rows[1:], self._planner.choice)

    def rows_of_image(self, key: RowKey, *, everywhere: bool = False) -> tuple[Row, ...]:
        """The rows that have the image of a row: of its app map, or of all that are known."""
        row = self.row(key)
        if row is None:
            return ()
        place = (key.workload.cluster, key.workload.namespace)
        rows = self._planner.rows(*place)
        return composing.same_image(row, (*rows, *self._elsewhere(*place)) if everywhere else rows)

    def set_all(self, rows: Iterable[Row], want: str) -> Proposals:
        """A tag, `latest` or `build` for some rows."""
        return composing.set_all(rows, want, self._planner.choice)

    def _elsewhere(self, cluster: str, namespace: str) -> tuple[Row, ...]:
        """The rows of the other app maps, as far as they are known."""
        maps = [item for item in self._catalog.workspace.app_maps if (item.cluster, item.namespace) != (cluster, namespace)]
        return tuple(row for item in maps for row in self._planner.rows(item.cluster, item.namespace))


def _named(changes: tuple[_Change, ...]) -> Message:
    """A step in a few words."""
    if len(changes) > 1:
        return Message.of("composing.did_many", n=len(changes))
    change = changes[0]
    row, after = row_name(change.key), change.after
    if after is None or (after.mode in (Mode.TAG, Mode.APPOINTED) and not after.tag):
        return Message.of("composing.did_start", row=row)
    return Message.of(_DID.get(after.mode, "composing.did_one"), row=row, tag=after.tag)
