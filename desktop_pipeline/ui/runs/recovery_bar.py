"""Runs whose program died, above the grid: each with what is known of it, and the ways on. Not modal; put away until the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.runs import RunState, State
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.texts import tr, trn
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets.strip import StripArea, StripNotice, focus_to_grid, insert_below, lay_out_beside

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow

_SHOWN = 3
"""How many strips there are at most; the next one comes when one of them is gone."""


def words(run: RunState) -> str:
    """What the journal tells of an interrupted run."""
    steps = run.work()
    ended = sum(step.state.ended and step.state is not State.UNKNOWN for step in steps)
    middle = sum(step.state is State.UNKNOWN for step in steps)
    said = tr("Recovery", "“{title}” ({when}) was interrupted: the program ended in the middle of it.", title=run.title,
              when=date_and_time(run.started or 0.0))
    count = trn("Recovery", "{ended} of {n} step had ended", "{ended} of {n} steps had ended", len(steps), ended=ended)
    begun = trn("Recovery", "{n} was under way", "{n} were under way", middle)
    return f"{said} {count}, {begun}." if middle else f"{said} {count}."


class RecoveryStrip(QFrame):
    """One interrupted run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run_id = ""
        self.notice = StripNotice(self)
        self.resume = QPushButton(tr("Recovery", "&Go on…"), self)
        self.finish = QPushButton(tr("Recovery", "&End as it stands…"), self)
        self.undo = QPushButton(tr("Recovery", "U&ndo…"), self)
        self.later = QPushButton(tr("Recovery", "&Later"), self)
        self.resume.setToolTip(tr("Recovery", "Find out what became of its steps, then do what is left of the plan"))
        self.finish.setToolTip(tr("Recovery", "What was made stays as it is; nothing more of it is begun"))
        self.undo.setToolTip(tr("Recovery", "End it as it stands, then put back what it changed"))
        self.later.setToolTip(tr("Recovery", "Ask again at the next start"))
        lay_out_beside(self, self.notice, self.buttons())

    def buttons(self) -> tuple[QPushButton, ...]:
        return self.resume, self.finish, self.undo, self.later

    def show_run(self, run: RunState) -> None:
        self.run_id = run.id
        said = words(run)
        self.notice.say(Tone.WARN, said)
        self.setAccessibleName(tr("Recovery", "Interrupted run {title}", title=run.title))
        for button in self.buttons():
            button.setAccessibleName(f"{button.text().replace('&', '').rstrip('…')}: {run.title}")
            button.setAccessibleDescription(said)


class RecoveryBar(QFrame):
    """The strips; hidden while no run is interrupted. The signals carry the id of a run."""

    resumed = Signal(str)
    finished = Signal(str)
    undone = Signal(str)

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._later: set[str] = set()
        self.strips = [RecoveryStrip(self) for _ in range(_SHOWN)]
        inside = QWidget(self)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for strip in self.strips:
            layout.addWidget(strip)
            strip.resume.clicked.connect(lambda _=False, strip=strip: self.resumed.emit(strip.run_id))
            strip.finish.clicked.connect(lambda _=False, strip=strip: self.finished.emit(strip.run_id))
            strip.undo.clicked.connect(lambda _=False, strip=strip: self.undone.emit(strip.run_id))
            strip.later.clicked.connect(lambda _=False, strip=strip: self._put_off(strip.run_id))
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(StripArea(inside, self))
        pump.run.connect(lambda run_id: self.refresh())
        self.refresh()

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through, in order."""
        return tuple(button for strip in self.strips for button in strip.buttons())

    def _put_off(self, run_id: str) -> None:
        self._later.add(run_id)
        focus_to_grid(self)
        self.refresh()

    def refresh(self) -> None:
        """Show what is interrupted now; what goes on again is not."""
        active = self._bench.executor.active_runs()
        runs = [run for run in self._bench.recovery.dead() if run.id not in self._later and run.id not in active]
        for strip, run in zip(self.strips, runs, strict=False):
            strip.show_run(run)
        for index, strip in enumerate(self.strips):
            strip.setVisible(index < len(runs))
        self.setVisible(bool(runs))


def attach(window: MainWindow, below: QWidget) -> RecoveryBar:
    """Put the bar into the window below another widget."""
    bar = RecoveryBar(window.bench, window.pump, window)
    insert_below(bar, below)
    recovering = window.runner.recovering
    bar.resumed.connect(recovering.resume)
    bar.finished.connect(recovering.finish)
    bar.undone.connect(recovering.undo)
    return bar
