"""Runs and their steps as a tree. The same model serves the live panel and, folded from the journal, the history."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_pipeline.domain.history import went_bad
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState, percent
from desktop_pipeline.domain.time_left import StepLeft, rounded
from desktop_pipeline.services import time_words
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.places import titled
from desktop_pipeline.ui.runs.stage_words import fact_words, stage_word
from desktop_pipeline.ui.texts import duration, state_word, text, tr, trn
from desktop_pipeline.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
RUN = int(Qt.ItemDataRole.UserRole)
STEP = RUN + 1
LATE = STEP + 1
"""Whether a step takes longer than usual."""
_SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole,
         Qt.ItemDataRole.ToolTipRole)


class Column(IntEnum):
    TITLE = 0
    STATE = 1
    PROGRESS = 2
    MESSAGE = 3
    TIME = 4
    ACT = 5


@dataclass(slots=True)
class Shown:
    number: int
    run: RunState
    position: int = 0
    steps: list[str] = field(default_factory=list)
    ticked: dict[str, tuple[bool, int]] = field(default_factory=dict)
    """What the time of each step was at the last tick."""


class RunsModel(QAbstractItemModel):
    """Newest run first. A change of a step tells only its line."""

    def __init__(self, bench: Workbench, limit: int = 50, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench, self._limit = bench, limit
        self._runs: list[Shown] = []
        self._by_number: dict[int, Shown] = {}
        self._next = 1

    def runs(self) -> tuple[RunState, ...]:
        return tuple(shown.run for shown in self._runs)

    def put(self, run: RunState) -> None:
        """Show a run, or what has become of it."""
        shown = next((item for item in self._runs if item.run.id == run.id), None)
        if shown is None:
            self._insert(run)
            return
        before, shown.run = shown.run, run
        parent = self.createIndex(shown.position, 0, 0)
        if len(run.steps) > len(shown.steps):
            known = set(shown.steps)
            new = [name for name in run.steps if name not in known]
            self.beginInsertRows(parent, len(shown.steps), len(shown.steps) + len(new) - 1)
            shown.steps += new
            self.endInsertRows()
        for row, step in enumerate(shown.steps):
            if before.steps.get(step) is not run.steps.get(step):
                self.dataChanged.emit(self.createIndex(row, 0, shown.number), self.createIndex(row, len(Column) - 1, shown.number))
        self.dataChanged.emit(parent, self.createIndex(shown.position, len(Column) - 1, 0))

    def _insert(self, run: RunState) -> None:
        position = next((row for row, item in enumerate(self._runs) if (item.run.started or 0) <= (run.started or 0)), len(self._runs))
        shown = Shown(self._next, run, steps=list(run.steps))
        self._next += 1
        self.beginInsertRows(QModelIndex(), position, position)
        self._runs.insert(position, shown)
        self._by_number[shown.number] = shown
        self._place()
        self.endInsertRows()
        over = [row for row, item in enumerate(self._runs) if item.run.state.ended or item.run.interrupted]  # what is at work stays
        while len(self._runs) > self._limit and over:
            self._remove(over.pop())

    def keep(self, ids: frozenset[str]) -> None:
        """Show only these runs, of those that are shown."""
        for row in reversed(range(len(self._runs))):
            if self._runs[row].run.id not in ids:
                self._remove(row)

    def _remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._by_number[self._runs.pop(row).number]
        self._place()
        self.endRemoveRows()

    def _place(self) -> None:
        for position, shown in enumerate(self._runs):
            shown.position = position

    def tick(self) -> None:
        """Times of what is at work go on. Only cells are told that say something else now."""
        for shown in self._runs:
            if shown.run.state.ended:
                continue
            left = self._bench.outlook.left(shown.run.id)
            for row, name in enumerate(shown.steps):
                step = shown.run.steps[name]
                if step.state.ended:
                    continue
                found = left.steps.get(name) if left is not None else None
                now, before = _worth(step, found, self._bench.clock.now()), shown.ticked.get(name)
                if now != before:
                    shown.ticked[name] = now
                    late = before is None or now[0] != before[0]
                    self.dataChanged.emit(self.createIndex(row, Column.MESSAGE if late else Column.TIME, shown.number),
                                          self.createIndex(row, Column.TIME, shown.number))
            self.dataChanged.emit(self.createIndex(shown.position, Column.MESSAGE, 0), self.createIndex(shown.position, Column.TIME, 0))

    def run(self, index: Index) -> RunState | None:
        if not index.isValid():
            return None
        shown = self._by_number.get(int(index.internalId())) if index.internalId() else self._runs[index.row()]
        return shown.run if shown is not None else None

    def step(self, index: Index) -> StepState | None:
        shown = self._by_number.get(int(index.internalId())) if index.isValid() and index.internalId() else None
        return shown.run.steps.get(shown.steps[index.row()]) if shown is not None and index.row() < len(shown.steps) else None

    def index_of(self, run_id: str) -> QModelIndex:
        return next((self.createIndex(item.position, 0, 0) for item in self._runs if item.run.id == run_id), QModelIndex())

    def same(self, index: Index) -> QModelIndex:
        """The index of the first cell of a line."""
        return self.createIndex(index.row(), 0, int(index.internalId())) if index.isValid() else QModelIndex()

    # ---- QAbstractItemModel ----------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        if row < 0 or not 0 <= column < len(Column):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, 0) if row < len(self._runs) else QModelIndex()
        if parent.internalId() or parent.row() >= len(self._runs):
            return QModelIndex()
        shown = self._runs[parent.row()]
        return self.createIndex(row, column, shown.number) if row < len(shown.steps) else QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # hides QObject.parent(), as Qt does
        shown = self._by_number.get(int(index.internalId())) if index.isValid() and index.internalId() else None
        return self.createIndex(shown.position, 0, 0) if shown is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if not parent.isValid():
            return len(self._runs)
        if parent.internalId() or parent.column() > 0 or parent.row() >= len(self._runs):
            return 0
        return len(self._runs[parent.row()].steps)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return {
            Column.TITLE: tr("Runs", "Step"), Column.STATE: tr("Runs", "State"), Column.PROGRESS: tr("Runs", "Progress"),
            Column.MESSAGE: tr("Runs", "What happens"), Column.TIME: tr("Runs", "Time"), Column.ACT: "",
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        run, step = self.run(index), self.step(index)
        if run is None:
            return None
        if role == RUN:
            return run
        if role == STEP:
            return step
        if role == LATE:
            left = self._left(run, step) if step is not None else None
            return left is not None and left.late
        if role not in _SAID:
            return None
        words = self._step_text(run, step, index.column()) if step is not None else self._run_text(run, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.column() != Column.TITLE:
                return words
            if step is None:
                return tr("Runs", "Run {title}, {state}", title=run.title, state=state_word(run.state))
            if step.kind is StepKind.BUILD:
                return tr("Runs", "Build {title}, {state}", title=step.title, state=state_word(step.state))
            if step.kind is StepKind.JOB:
                return tr("Runs", "Job of {title}, {state}", title=step.title, state=state_word(step.state))
            if step.kind is StepKind.PAUSE:
                return tr("Runs", "Pause {title}, {state}", title=step.title, state=state_word(step.state))
            return tr("Runs", "Rollout {title}, {state}", title=titled(run, step), state=state_word(step.state))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and index.column() == Column.MESSAGE:
            return text(step.message) if step is not None and step.message else words
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(run, step)) or None
        return None

    def _tip(self, run: RunState, step: StepState | None) -> str:
        if step is None:
            by = tr("Runs", "by {name}", name=run.by) if run.by else ""
            return "\n".join(part for part in (run.title, run.id, by, date_and_time(run.started)) if part)
        parts = [step.title, text(step.message) if step.message else ""]
        if step.started is not None and not step.state.ended:
            parts.append(tr("Runs", "at work for {time}", time=self._time(step.started, None)))
        parts += fact_words(step)
        return "\n".join(part for part in parts if part)

    def _time(self, started: float | None, ended: float | None) -> str:
        if started is None:
            return ""
        return duration((ended if ended is not None else self._bench.clock.now()) - started)

    def _summary(self, run: RunState) -> str:
        if not run.state.ended and not run.interrupted:
            return ", ".join(self._so_far(run))
        if run.interrupted:
            return tr("Runs", "{n} of {all} steps", n=sum(step.state.good for step in run.work()), all=len(run.work()))
        steps = run.work()
        failed, count = sum(not step.state.good for step in steps), len(steps)
        if failed and run.state is State.CANCELLED:
            return tr("Runs", "{n} of {all} stopped", n=failed, all=count)
        if failed:
            return tr("Runs", "{n} of {all} did not go well", n=failed, all=count)
        return tr("Runs", "{n} of {all} steps", n=count, all=count)

    def _so_far(self, run: RunState) -> list[str]:
        steps = run.work()
        done, failed = sum(step.state.good for step in steps), sum(went_bad(run, step) for step in steps)
        parts = [tr("Runs", "{n} of {all} steps", n=done, all=len(steps))]
        if failed:
            parts.append(trn("Runs", "{n} failed", "{n} failed", failed))
        left = self._bench.outlook.left(run.id)
        if left is not None:
            parts.append(text(time_words.of_run(left, self._bench.clock.now())))
        return parts

    def _left(self, run: RunState, step: StepState) -> StepLeft | None:
        """How long a step still takes."""
        left = self._bench.outlook.left(run.id) if not step.state.ended else None
        return left.steps.get(step.id) if left is not None else None

    def _run_text(self, run: RunState, column: int) -> str:
        if column == Column.TITLE:
            return run.title
        if column == Column.STATE:
            if run.interrupted:
                return tr("State", "Interrupted")
            return tr("Runs", "Stopping") if run.stopping and not run.state.ended else state_word(run.state)
        if column == Column.MESSAGE:
            words = self._summary(run)
            return f"{date_and_time(run.started)} · {words}" if run.state.ended and run.started else words
        if column == Column.TIME:
            return self._time(run.started, run.ended) if not run.interrupted else ""
        if column == Column.PROGRESS:
            return f"{percent(run.fraction)} %"
        return tr("Runs", "Stop") if not run.state.ended and not run.interrupted else ""

    def _step_text(self, run: RunState, step: StepState, column: int) -> str:
        if column == Column.TITLE:
            return titled(run, step)
        if column == Column.STATE:
            return stage_word(step)
        if column == Column.MESSAGE:
            words = " ".join(text(step.message).split()) if step.message else str(step.data.get("tag") or "")
            left = self._left(run, step) if step.state is State.RUNNING else None
            late = text(Message.of("left.step_late")) if left is not None and left.late else ""
            return " · ".join(part for part in (words, late) if part)
        if column == Column.TIME:
            if step.state.ended and step.ended is None:  # nobody knows when
                return ""
            return self._left_words(run, step) or self._time(step.started, step.ended)
        if column == Column.PROGRESS:
            return f"{percent(step.fraction)} %" if step.fraction is not None else ""
        return tr("Runs", "log") if has_log(step) else ""

    def _left_words(self, run: RunState, step: StepState) -> str:
        left = self._left(run, step)
        if left is None or left.late or step.question is not None:
            return ""
        words = time_words.of_step(left, begun=step.started is not None)
        return text(words) if words is not None else ""


def _worth(step: StepState, left: StepLeft | None, now: float) -> tuple[bool, int]:
    """What the words for the time of a step are made from, without making them: whether it is late, and the number in them."""
    begun = step.started is not None
    if left is None or left.late or not left.basis or step.question is not None:
        return left is not None and left.late, int(now - step.started) if step.started is not None else -1
    return False, rounded(left.ends if begun else left.begins)


def has_log(step: StepState) -> bool:
    """Whether a step has written a log, or will."""
    return step.started is not None and (bool(step.data.get("log")) or step.kind is StepKind.BUILD)
