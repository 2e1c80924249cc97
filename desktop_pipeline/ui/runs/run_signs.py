"""What is seen of a run without looking at the window: its title, the task bar, the tray, and a notification with the verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop_pipeline.domain.history import went_bad
from desktop_pipeline.domain.runs import RunState, State
from desktop_pipeline.ui.runs.run_totals import counts_of, words
from desktop_pipeline.ui.task_bar import TaskBar
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import STATE_LOOKS, Tone

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow


class RunSigns(QObject):
    """Belongs to a main window. `retitle` makes its title anew; `notify`: whether notifications are wanted."""

    def __init__(self, window: MainWindow, retitle: Callable[[], None], *, notify: bool, bar: TaskBar | None = None) -> None:
        super().__init__(window)
        self._window, self._retitle, self.notify = window, retitle, notify
        self._panel = window.bottom.batch
        self.bar = bar or TaskBar()
        self._working: set[str] = set()
        self._asked: set[tuple[str, str]] = set()
        self._prefix = ""
        self._panel.progressed.connect(self._progressed)
        self._panel.runChanged.connect(self._changed)
        window.closed.connect(self.bar.clear)
        for run in self._panel.working():
            self._changed(run.id)
        self._progressed()

    def set_notify(self, on: bool) -> None:
        self.notify = on

    def title(self, words: str) -> str:
        """The title of the window with what is done, while something runs."""
        return f"{self._prefix}{words}"

    def _progressed(self) -> None:
        working, counts = self._panel.working(), self._panel.counts
        prefix = f"({counts.ended}/{counts.all}) " if working and counts.all else ""
        if prefix != self._prefix:
            self._prefix = prefix
            self._retitle()
        if working:
            self.bar.show(counts.part, counts.all - counts.ended, failed=bool(counts.failed))
        else:
            self.bar.clear()
        lines = (", ".join(run.title for run in working), self._panel.words) if working else ()
        self._window.tray.show_lines("runs", lines, shown=bool(working))

    def _changed(self, run_id: str) -> None:
        run = self._window.bench.feed.run(run_id)
        if run is None:
            return
        if not run.state.ended:
            self._working.add(run_id)
            self._tell_questions(run)
        elif run_id in self._working:
            self._working.discard(run_id)
            self._tell(run, *self._verdict(run))

    def _tell_questions(self, run: RunState) -> None:
        open_now = {(run.id, step.id) for step in run.asking()}
        for step in run.asking():
            if (run.id, step.id) not in self._asked:
                asked = text(step.question) if step.question is not None else ""
                self._tell(run, " ".join((tr("Signs", "Waits for your answer."), *asked.split())), Tone.WARN)
        self._asked = {place for place in self._asked if place[0] != run.id} | open_now

    def _verdict(self, run: RunState) -> tuple[str, Tone]:
        """How it ended, and the cause of the first step that did not go well."""
        whole = words((run,), counts_of(run), self._window.bench.outlook.left, self._window.bench.clock.now())
        bad = next((step for step in run.steps.values() if went_bad(run, step) and step.message is not None), None)
        cause = f"{bad.title}: {' '.join(text(bad.message).split())}" if bad is not None and bad.message is not None else ""
        tone = STATE_LOOKS[run.state][0] if run.state is not State.CANCELLED else Tone.WARN
        return "\n".join(part for part in (whole, cause) if part), tone

    def _tell(self, run: RunState, words: str, tone: Tone) -> None:
        """Only to whoever does not look at one of our windows anyway."""
        if self.notify and QApplication.activeWindow() is None:
            self._window.tray.tell(run.title or tr("Window", "Desktop Pipeline"), words, tone)
