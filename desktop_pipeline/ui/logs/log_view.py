"""One log: live while it is written, searchable, of any length."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import RunOutcome, TaskRun
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.kept_ports import LogReader
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.builds.task_pages import kind_name
from desktop_pipeline.ui.forms.log_view import Ui_LogViewForm
from desktop_pipeline.ui.logs.log_filter import LogFilter
from desktop_pipeline.ui.logs.log_finder import LogFinder
from desktop_pipeline.ui.logs.log_model import LogModel
from desktop_pipeline.ui.logs.log_part import LogPart
from desktop_pipeline.ui.logs.log_source import OUTCOMES, HeldReader, LogSource
from desktop_pipeline.ui.texts import duration, state_word, text, tr, trn
from desktop_pipeline.ui.theme import STATE_LOOKS, Tone
from desktop_pipeline.ui.widgets.ask import ask_file
from desktop_pipeline.ui.widgets.badge import Badge
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench

POLL = 100
"""Milliseconds between looks for new lines."""
COPIED = 200_000
"""The most lines that go to the clipboard."""
_RETRY = 5
_PATIENCE = 50
"""Looks at a log of which nothing is known yet before it is believed to be elsewhere: a run may have begun this moment."""

_KEY = "log"


@dataclass(frozen=True, slots=True)
class LogLook:
    """How logs are shown; kept with the drafts of the profile."""

    times: bool = False


class LogView(QWidget):
    """A log by its id (`RUN/STEP`). `open` shows another one; the work that writes it does not depend on the view."""

    def __init__(self, workbench: Workbench, log_id: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._work = Work(workbench.tasks, self)
        self._held = HeldReader()
        self.destroyed.connect(self._held.close)
        self._ticks = 0
        self._filter: LogFilter | None = None
        self._tasks: tuple[TaskRun, ...] = ()
        self._task = -1
        self.log_id, self._name, self._source = "", "", LogSource(workbench)
        self.ui = Ui_LogViewForm()
        self.ui.setupUi(self)
        self.model = LogModel(self)
        self.ui.table.setModel(self.model)
        self.ui.title.setProperty("heading", True)
        self.state = Badge(self)
        self.ui.badge_place.addWidget(self.state)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL)
        self._timer.timeout.connect(self._tick)
        self.finder = LogFinder(self.ui, self.model, self._work, self._search, self.go_to, self)
        self._connect()
        self._icons()
        theme.theme().changed.connect(self._icons)
        self.open(log_id)

    def _connect(self) -> None:
        ui, finder = self.ui, self.finder
        ui.filter.toggled.connect(self._filtered)
        ui.part.activated.connect(lambda place: self.choose_task(place - 1))
        ui.times.toggled.connect(self._times)
        ui.follow.toggled.connect(self._follow)
        ui.copy.clicked.connect(self.copy)
        ui.save.clicked.connect(lambda: self._work.start(self._save(), "save log"))
        ui.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        ui.table.verticalScrollBar().rangeChanged.connect(lambda *_: self._follow(ui.follow.isChecked()))  # also a scroll bar takes room
        ui.table.selectionModel().selectionChanged.connect(self._chosen)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), finder.to_field), (QKeySequence("F3"), finder.find_next),
            (QKeySequence("Shift+F3"), finder.find_previous), (QKeySequence("Ctrl+E"), finder.jump_to_error),
            (QKeySequence("Ctrl+Shift+E"), finder.jump_back_to_error), (QKeySequence("Ctrl+T"), ui.times.click),
            (QKeySequence("Ctrl+R"), ui.filter.toggle),
            (QKeySequence(QKeySequence.StandardKey.Save), ui.save.click),
        ):
            QShortcut(keys, self, act, context=inside)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), ui.table, self.copy, context=Qt.ShortcutContext.WidgetShortcut)

    def _icons(self) -> None:
        ui = self.ui
        for button, name in ((ui.filter, "filter"), (ui.previous, "up"), (ui.next, "down"), (ui.error, "error"), (ui.follow, "follow"),
                             (ui.times, "clock"), (ui.copy, "copy"), (ui.save, "save")):
            button.setIcon(theme.icon(name))
        ui.error_before.setIcon(theme.icon("up", theme.ink(Tone.BAD)))
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in (ui.filter, ui.error, ui.follow):
            button.setToolButtonStyle(beside)

    # ---- which log ---------------------------------------------------------------------------------------------------------------------

    def open(self, log_id: str, name: str = "") -> None:
        """Show a log from its end, or nothing (''). `name`: what a log that belongs to no run is called."""
        self._work.cancel()
        self._timer.stop()
        self.finder.forget()
        self.model.set_reader(None)
        self._held.close()
        self.log_id, self._name, self._source, self._ticks = log_id, name, LogSource(self._workbench, log_id), 0
        self._tasks, self._task = (), -1
        self.ui.notice.clear()
        self.ui.follow.setChecked(True)
        self._find_reader()
        self._header()
        if log_id and not self._over():
            self._timer.start()
        if self.ui.search.text():
            self._search()
        if log_id:
            self._work.start(self._recall(), "recall look of logs")
            if not self._source.at_work() and self._source.failed():
                self.finder.go_to_failure()

    def _find_reader(self) -> None:
        self._held.reader = self._workbench.logs.reader(self.log_id) if self.log_id else None
        self._show_parts()
        self.model.set_reader(self._part())
        self._scroll_down()
        for widget in (self.ui.search, self.ui.next, self.ui.previous, self.ui.error_before, self.ui.error, self.ui.save):
            widget.setEnabled(self._held.reader is not None)
        self._chosen()
        self._times_are_there()
        if self._held.reader is not None:
            self.ui.notice.clear()
        elif self.log_id:
            if self._source.at_work():
                self.ui.notice.say(Tone.BUSY, tr("Log", "Waiting for the first line…"))
            else:
                self.ui.notice.say(Tone.IDLE, tr("Log", "This log is not here: it stays where the run was, and old ones are swept."))

    def _part(self) -> LogReader | None:
        """The reader of what is shown: the whole log, or the lines of the chosen task."""
        reader, task = self._held.reader, self._tasks[self._task] if 0 <= self._task < len(self._tasks) else None
        self.ui.table.first, self.ui.table.rows, self._filter = 0, None, None
        if reader is not None and task is not None:
            self.ui.table.first = task.first_line
            reader = LogPart(reader, task.first_line, task.last_line or None)
        words = self.ui.search.text() if self.ui.filter.isChecked() else ""
        if reader is None or not words:
            return reader
        try:
            self._filter = LogFilter(reader, re.compile(words, re.IGNORECASE))
        except (re.error, OverflowError) as error:
            self.ui.notice.say(Tone.WARN, tr("Log", "“{text}” is no regular expression: {why}", text=words, why=error))
            return reader
        self.ui.notice.clear()
        self.ui.table.rows = self._filter.rows
        return self._filter

    async def _look_through(self) -> None:
        if self._filter is not None:
            await self._filter.more()
            self._grow()
            self._header()

    def _filtered(self, on: bool) -> None:
        """Show only what matches, or everything again."""
        self._search()
        if not on:
            self.ui.notice.clear()

    def _show_parts(self) -> None:
        """The tasks of the run that have begun, to choose from."""
        record = self._source.record()
        tasks = tuple(task for task in record.tasks if task.outcome is not None) if record is not None else ()
        if tasks == self._tasks and self.ui.part.count():
            return
        before = self._part_range()
        self._tasks = tasks
        combo = self.ui.part
        combo.blockSignals(True)
        combo.clear()
        combo.addItem(tr("Log", "Whole run"), -1)
        for number, task in enumerate(tasks):
            combo.addItem(f"{number + 1}  {task.title or kind_name(task.kind)}", number)
        combo.setCurrentIndex(self._task + 1 if self._task < len(tasks) else 0)
        combo.blockSignals(False)
        combo.setVisible(bool(tasks))
        if self._part_range() != before:
            self._take_part()

    def _part_range(self) -> tuple[int, int] | None:
        task = self._tasks[self._task] if 0 <= self._task < len(self._tasks) else None
        return (task.first_line, task.last_line) if task is not None else None

    def choose_task(self, task: int) -> None:
        """Show the lines of one task of the run, from 0, from their beginning; -1 = the whole run."""
        if task == self._task == -1:
            return
        self._task = task
        self.ui.part.blockSignals(True)
        self.ui.part.setCurrentIndex(task + 1 if task < len(self._tasks) else 0)
        self.ui.part.blockSignals(False)
        self._take_part()
        if task >= 0 and self.model.rowCount() and not self._source.at_work():
            failed = task < len(self._tasks) and self._tasks[task].outcome is RunOutcome.FAILED
            if failed:
                self.finder.go_to_failure(0)
            else:
                self._work.cancel("find error")
                self.go_to(0)

    def _take_part(self) -> None:
        self.model.set_reader(self._part())
        if self.ui.search.text():
            self._search()
        if self.ui.follow.isChecked():
            self._scroll_down()
        self._header()

    def _over(self) -> bool:
        """Whether nothing will be added any more."""
        if self._source.at_work():
            return False
        reader = self.model.reader
        if self._held.reader is None or reader is None:
            return self._source.known() or self._ticks >= _PATIENCE
        return reader.finished() and reader.count() == self.model.rowCount()

    # ---- time passes -------------------------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        self._ticks += 1
        if self._held.reader is None:
            if self._ticks % _RETRY == 0:
                self._find_reader()
        elif self._filter is not None:
            if self._filter.behind and not self._work.busy("filter log"):
                self._work.start(self._look_through(), "filter log")
        else:
            self._grow()
        if self._ticks % _RETRY == 0:
            if self._held.reader is not None:
                self._show_parts()
                if not self.ui.times.isEnabled():
                    self._times_are_there()
            self._header()
        if self._over():
            if self._held.reader is None:  # its first and last line may have come since the last look
                self._find_reader()
            self._timer.stop()
            self._header()

    def _grow(self) -> None:
        if self.model.grow():
            if self.ui.follow.isChecked():
                self._scroll_down()
            self.finder.go_on()

    def _header(self) -> None:
        step, state, title, stage = self._source.step(), None, "", ""
        if step is not None:
            state, title = step.state, f"{step.title} {step.data.get('tag') or ''}".strip()
            stage = text(step.message) if step.message else ""
        elif (record := self._source.record()) is not None:
            state, title, stage = OUTCOMES[record.outcome], f"{record.build} {record.tag}", record.failed_task
        self.ui.title.setText(title or self._name or self.log_id.partition("/")[2])
        self.state.setVisible(state is not None)
        if state is not None:
            self.state.show_state(state_word(state), *STATE_LOOKS[state])
        if not self._name:
            self.ui.stage.setText(stage)
        count = self.model.rowCount()
        words = [trn("Log", "{count} line", "{count} lines", count, count=f"{count:,}")] if self._held.reader is not None else []
        if step is not None and step.started is not None:
            words.append(duration((step.ended or self._workbench.clock.now()) - step.started))
        self.ui.numbers.setText(" · ".join(words))

    # ---- following ---------------------------------------------------------------------------------------------------------------------

    def _scroll_down(self) -> None:
        self.ui.table.scrollToBottom()

    def _follow(self, on: bool) -> None:
        if on:
            self._scroll_down()

    def _scrolled(self, value: int) -> None:
        self.ui.follow.blockSignals(True)
        self.ui.follow.setChecked(value >= self.ui.table.verticalScrollBar().maximum())
        self.ui.follow.blockSignals(False)

    def go_to(self, row: int) -> None:
        """Choose a line and show it in the middle."""
        index = self.model.index(row, 0)
        self.ui.table.setCurrentIndex(index)
        self.ui.table.scrollTo(index, self.ui.table.ScrollHint.PositionAtCenter)
        self.ui.table.horizontalScrollBar().setValue(0)  # a line is read from its beginning
        self._scrolled(self.ui.table.verticalScrollBar().value())

    # ---- search ------------------------------------------------------------------------------------------------------------------------

    def _search(self) -> None:
        if self.ui.filter.isChecked() or self._filter is not None:
            self._work.cancel("filter log")
            self.model.set_reader(self._part())
            self._work.start(self._look_through(), "filter log")
        self.finder.search("" if self.ui.filter.isChecked() else self.ui.search.text())

    # ---- times -------------------------------------------------------------------------------------------------------------------------

    async def _recall(self) -> None:
        look = await self._workbench.drafts.load(_KEY, LogLook)
        if look is not None:
            self.ui.times.setChecked(look.times)

    def _times(self, on: bool) -> None:
        self._times_are_there()
        self._workbench.tasks.start(self._workbench.drafts.save(_KEY, LogLook(on)), "remember times of logs")

    def _times_are_there(self) -> None:
        """A log from before times were kept has none; of an empty one it is not known yet."""
        reader = self._held.reader
        count = reader.count() if reader is not None else 0
        there = reader is not None and (not count or any(at is not None for at in (*reader.times(0, 1), *reader.times(count - 1, 1))))
        self.ui.times.setEnabled(there)
        self.ui.times.setToolTip(tr("Log", "Show when each line was written (Ctrl+T)") if there or reader is None else
                                 tr("Log", "When its lines were written was not kept with this log."))
        self.ui.table.show_times(there and self.ui.times.isChecked())

    # ---- taking it out -----------------------------------------------------------------------------------------------------------------

    def _chosen(self, *_: object) -> None:
        self.ui.copy.setEnabled(self.ui.table.chosen() is not None)

    def copy(self) -> None:
        """The chosen lines go to the clipboard."""
        chosen = self.ui.table.chosen()
        if chosen is None:
            return
        if chosen[1] - chosen[0] >= COPIED:
            self.ui.notice.say(Tone.WARN, tr("Log", "That is too much for the clipboard. Save the log as a file instead."))
            return
        QGuiApplication.clipboard().setText(self.model.text(*chosen))

    async def _save(self) -> None:
        reader = self._held.reader
        if reader is None:
            return
        name = f"{self.ui.title.text() or 'log'}-{time.strftime('%Y%m%d-%H%M%S')}.log".replace("/", "-")
        path = await ask_file(self, tr("Log", "Save the log"), save=True, name=name)
        if not path:
            return
        self.ui.notice.say(Tone.BUSY, tr("Log", "Saving…"))
        try:
            await reader.save_as(Path(path), self.model.times_shown)
        except UserError as error:
            self.ui.notice.say(Tone.BAD, text(error.message))
        except OSError as error:
            self.ui.notice.say(Tone.BAD, tr("Log", "The log could not be saved: {why}", why=error.strerror or str(error)))
        else:
            self.ui.notice.say(Tone.GOOD, tr("Log", "Saved as {path}", path=path))


class LogWindow(QWidget):
    """A log in a window of its own. Closing it does not touch the work; opening it again shows everything."""

    def __init__(self, workbench: Workbench, log_id: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = LogView(workbench, log_id, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP_LARGE, 12, theme.GAP_LARGE, 12)
        layout.addWidget(self.view)
        self.setWindowIcon(theme.icon("log"))
        self.resize(980, 620)
        self._title()
        self.view.ui.table.setFocus()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.close)
        QShortcut(QKeySequence("Esc"), self, self.close)

    def open(self, log_id: str, name: str = "") -> None:
        self.view.open(log_id, name)
        self._title(name)

    def _title(self, name: str = "") -> None:
        name = name or self.view.log_id.partition("/")[2].removeprefix("build/")
        self.setWindowTitle(tr("Log", "Log of {name}", name=name) if name else tr("Log", "Log"))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.view.open("")
        super().closeEvent(event)
