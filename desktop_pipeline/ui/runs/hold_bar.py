"""Held plans, above the grid: each with what it waits for, or how it went, until it is put away. Not modal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Hold, Phase
from desktop_pipeline.domain.runs import RunState
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.runs.arming import Arming, HoldMarks
from desktop_pipeline.ui.runs.hold_tray import HoldTray
from desktop_pipeline.ui.runs.hold_words import file_changed, file_gone, put_back_words, reasons, standing
from desktop_pipeline.ui.texts import tr, trn
from desktop_pipeline.ui.theme import GAP
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.strip import StripArea, StripNotice, focus_to_grid, insert_below, lay_out_beside
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow

_SHOWN = 5
"""How many strips there are at most."""


class HoldStrip(QFrame):
    """One held plan."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hold_id = ""
        self.notice = StripNotice(self)
        self.instead, self.away = QPushButton(self), QPushButton(self)
        lay_out_beside(self, self.notice, (self.instead, self.away))

    def show_hold(self, hold: Hold, run: RunState | None, put_back: str = "") -> None:
        self.hold_id = hold.id
        tone, words = standing(hold, run, put_back)
        self.notice.say(tone, words)
        self.notice.setToolTip("\n".join([*hold.images, *([reasons(hold)] if hold.why else [])]))
        self.setAccessibleName(tr("Hold", "Held plan {title}", title=hold.title))
        started = hold.phase is Phase.STARTED
        now = tr("Hold", "Arm again…") if file_changed(hold) else tr("Hold", "Run now instead…")
        self.instead.setText(tr("Hold", "Show the run") if started else now)
        self.away.setText(tr("Hold", "Put away") if hold.phase.over else tr("Hold", "Disarm"))
        being_begun = hold.phase is Phase.STARTING and bool(hold.run)
        for button in (self.instead, self.away):
            button.setAccessibleName(f"{button.text().rstrip('…')}: {hold.title}")
            button.setAccessibleDescription(words)
            button.setEnabled(not being_begun)
            button.setToolTip(tr("Hold", "It is too late: the plan is being run.") if being_begun else "")
        if file_gone(hold):
            self.instead.setEnabled(False)
            self.instead.setToolTip(tr("Hold", "There is no file to look at. Bring it back, or disarm the plan."))
            self.instead.setAccessibleDescription(self.instead.toolTip())


class HoldBar(QFrame):
    """The strips; hidden while no plan is held. `instead` with the id of a plan that shall be run now, `again` of one that shall be
    armed as its file is now, `shown` to see the runs."""

    instead = Signal(str)
    again = Signal(str)
    shown = Signal()

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._work = Work(bench.tasks, self)
        self.strips = [HoldStrip(self) for _ in range(_SHOWN)]
        self.more = QLabel(self)
        self.more.setProperty("muted", True)
        self.more.setIndent(GAP * 2)
        inside = QWidget(self)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for strip in self.strips:
            layout.addWidget(strip)
            strip.instead.clicked.connect(lambda _=False, strip=strip: self._instead(strip))
            strip.away.clicked.connect(lambda _=False, strip=strip: self._work.start(self._away(strip.hold_id), "disarm"))
        layout.addWidget(self.more)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(StripArea(inside, self))
        pump.hold.connect(lambda hold_id: self.refresh())
        pump.run.connect(self._run_changed)
        pump.notice.connect(self._told)
        self.refresh()

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through, in order."""
        return tuple(button for strip in self.strips for button in (strip.instead, strip.away))

    def _run_changed(self, run_id: str) -> None:
        run = self._bench.feed.run(run_id)
        if run is not None and run.state.ended and any(
                hold.run and (hold.run == run_id or self._puts_back(hold.run) == run_id) for hold in self._bench.holds.all()):
            self.refresh()

    def _puts_back(self, run_id: str) -> str:
        """The run that puts back what a failed one has changed; '' when there is none."""
        back = self._bench.executor.put_back(run_id)
        return back.run if back is not None else ""

    def _told(self) -> None:
        """That something could not be put back is no event of a run."""
        if any(hold.run and self._bench.executor.put_back(hold.run) for hold in self._bench.holds.all()):
            self.refresh()

    def refresh(self) -> None:
        """Show how the held plans stand now: first what has come to an end, for that is news; the newest first."""
        holds = sorted(reversed(self._bench.holds.all()), key=lambda hold: not hold.phase.over)
        newest = holds[:_SHOWN]
        for strip, hold in zip(self.strips, newest, strict=False):
            back = self._bench.executor.put_back(hold.run) if hold.run else None
            put_back = put_back_words(back, self._bench.feed.run(back.run) if back.run else None) if back is not None else ""
            strip.show_hold(hold, self._bench.feed.run(hold.run) if hold.run else None, put_back)
        for index, strip in enumerate(self.strips):
            strip.setVisible(index < len(newest))
        left = len(holds) - len(newest)
        self.more.setText(trn("Hold", "{n} more held plan", "{n} more held plans", left) if left else "")
        self.more.setVisible(left > 0)
        self.setVisible(bool(holds))

    def _instead(self, strip: HoldStrip) -> None:
        hold = self._bench.holds.find(strip.hold_id)
        if hold is not None and hold.phase is Phase.STARTED:
            self.shown.emit()
        elif hold is not None and file_changed(hold):
            self.again.emit(strip.hold_id)
        else:
            self.instead.emit(strip.hold_id)

    async def _away(self, hold_id: str) -> None:
        try:
            await self._bench.holds.disarm(hold_id)
            focus_to_grid(self)
        except UserError as error:
            await ask.tell_error(self.window(), tr("Hold", "The plan was not disarmed"), error)


def attach(window: MainWindow, below: QWidget) -> HoldBar:
    """Put the bar into the window below another widget, and the tray beside the clock."""
    bar = HoldBar(window.bench, window.pump, window)
    insert_below(bar, below)
    bar.instead.connect(window.runner.run_instead)
    bar.again.connect(Arming(window.bench, window).again)
    marks = HoldMarks(window)
    window.pump.hold.connect(lambda hold_id: marks.refresh())
    bar.shown.connect(window.bottom.show_batch)
    HoldTray(window.bench, window.pump, window, tray=window.tray)
    return bar
