"""Runs of a build as a table, newest first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_pipeline.domain.builds import BuildRun, RunOutcome
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.texts import duration, size, state_word, tr
from desktop_pipeline.ui.theme import STATE_LOOKS, Tone
from desktop_pipeline.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
STATES = {
    RunOutcome.RUNNING: State.RUNNING, RunOutcome.DONE: State.DONE, RunOutcome.FAILED: State.FAILED,
    RunOutcome.CANCELLED: State.CANCELLED,
}


def outcome_look(outcome: RunOutcome) -> tuple[str, Tone, str]:
    """Word, tone and icon for how a run or a task of it stands."""
    if outcome is RunOutcome.INTERRUPTED:
        return tr("State", "Interrupted"), Tone.WARN, "warning"
    return state_word(STATES[outcome]), *STATE_LOOKS[STATES[outcome]]


def look(run: BuildRun) -> tuple[str, Tone, str]:
    """Word, tone and icon for the state of a run."""
    if run.outcome is RunOutcome.DONE and not run.exists:
        return tr("State", "Done, image gone"), Tone.IDLE, "check"
    return outcome_look(run.outcome)


class HistoryModel(QAbstractTableModel):
    """Number, tag, state, date, duration, size, commit, description, by, failed task."""

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._runs: tuple[BuildRun, ...] = ()

    def load(self, runs: tuple[BuildRun, ...]) -> None:
        if runs == self._runs:
            return
        if len(runs) == len(self._runs):
            self._runs = runs
            self.dataChanged.emit(self.index(0, 0), self.index(len(runs) - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._runs = runs
        self.endResetModel()

    def run(self, row: int) -> BuildRun | None:
        return self._runs[row] if 0 <= row < len(self._runs) else None

    def row_of(self, run: BuildRun | None) -> int:
        """Where a run stands now; -1 when it is not there."""
        return next((row for row, other in enumerate(self._runs) if run and (other.number, other.run_id) == (run.number, run.run_id)), -1)

    def tick(self) -> None:
        """The durations of running ones have grown."""
        for row, run in enumerate(self._runs):
            if run.outcome is RunOutcome.RUNNING:
                self.dataChanged.emit(self.index(row, 4), self.index(row, 4))

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 10

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        run = self.run(index.row())
        if run is None:
            return None
        word, tone, icon = look(run)
        if role == Qt.ItemDataRole.DisplayRole:
            ended = run.ended if run.outcome is not RunOutcome.RUNNING else self._now()
            took = duration(ended - run.started) if run.started is not None and ended is not None else ""
            return (str(run.number), run.tag, word, date_and_time(run.started or run.ended), took, size(run.size),
                    run.commit[:12], run.description, run.by, run.failed_task)[index.column()]
        if index.column() == 2 and role == Qt.ItemDataRole.DecorationRole:
            return theme.icon(icon, theme.ink(tone))
        if index.column() == 2 and role == Qt.ItemDataRole.ForegroundRole:
            return theme.ink(tone)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (0, 4, 5):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            facts = ((tr("History", "Digest"), run.digest), (tr("History", "Commit"), run.commit), (tr("History", "By"), run.by),
                     (tr("History", "Failed task"), run.failed_task), ("", run.description))
            return plain_tip("\n".join(f"{name}: {value}" if name else value for name, value in facts if value))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("History", "No."), tr("History", "Image tag"), tr("History", "State"), tr("History", "Date"),
                    tr("History", "Duration"), tr("History", "Size"), tr("History", "Commit"),
                    tr("History", "Description"), tr("History", "By"), tr("History", "Failed task"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in (0, 4, 5) else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None
