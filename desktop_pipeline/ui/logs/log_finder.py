"""The search of View Log: hits of a text, one after the other, and lines that tell of an error."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from desktop_pipeline.ui.forms.log_view import Ui_LogViewForm
from desktop_pipeline.ui.logs.log_model import LogModel
from desktop_pipeline.ui.logs.log_search import Hits, failing_row, next_error
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets.work import Work

_TYPING = 200
"""Milliseconds without a key until what was typed is searched for."""


class LogFinder(QObject):
    """Searches what a `LogModel` shows. `look` begins the search for what stands in the field, `go_to` shows a line."""

    def __init__(
        self, ui: Ui_LogViewForm, model: LogModel, work: Work, look: Callable[[], None], go_to: Callable[[int], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ui, self._model, self._work, self._look, self._go_to = ui, model, work, look, go_to
        self._hits = Hits()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING)
        self._typing.timeout.connect(look)
        ui.search.textChanged.connect(self._typing.start)
        ui.search.returnPressed.connect(self.find_next)
        ui.next.clicked.connect(self.find_next)
        ui.previous.clicked.connect(self.find_previous)
        ui.error.clicked.connect(self.jump_to_error)
        ui.error_before.clicked.connect(self.jump_back_to_error)

    def to_field(self) -> None:
        """Ctrl+F."""
        self._ui.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._ui.search.selectAll()

    def row(self) -> int:
        """The line chosen, from 0."""
        return max(0, self._ui.table.currentIndex().row())

    # ---- a text ------------------------------------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another log is going to be shown."""
        self._hits.reset("")

    def search(self, words: str) -> None:
        """Mark a text ('' = none), look for it, and go to its next hit."""
        self._typing.stop()
        self._hits.reset(words.lower())
        self._ui.table.lines.needle = self._hits.text
        self._ui.table.lines.current_hit = -1
        self._ui.table.viewport().update()
        self._work.cancel("search log")
        if self._hits.text and self._model.reader is not None:
            self._work.start(self._find(jump=True), "search log")
        self._show_hits()

    def go_on(self) -> None:
        """Search the lines that came meanwhile too."""
        if self._hits.text and not self._work.busy("search log"):
            self._work.start(self._find(), "search log")

    async def _find(self, jump: bool = False) -> None:
        reader = self._model.reader
        if reader is None:
            return
        if not self._hits.rows:
            self._ui.hits.setText(tr("Log", "Searching…"))
        await self._hits.more(reader, self._model.rowCount())
        if jump:
            self._go_to_hit(self._hits.after(self.row() - 1))
        self._show_hits()

    def _show_hits(self) -> None:
        count = len(self._hits.rows)
        if not self._hits.text:
            self._ui.hits.setText("")
        elif not count:
            self._ui.hits.setText(tr("Log", "Not found"))
        else:
            total = f"{count:,}+" if self._hits.full else f"{count:,}"
            place = self._hits.place(self._ui.table.lines.current_hit)
            self._ui.hits.setText(tr("Log", "{place} of {total}", place=place or "–", total=total))

    def _go_to_hit(self, row: int | None) -> None:
        if row is not None:
            self._ui.table.lines.current_hit = row
            self._go_to(row)
            self._show_hits()

    def find_next(self) -> None:
        """F3. A text just typed is searched for first."""
        if self._typing.isActive():
            self._look()
        else:
            self._go_to_hit(self._hits.after(self.row()))

    def find_previous(self) -> None:
        self._go_to_hit(self._hits.before(self.row()))

    # ---- errors ------------------------------------------------------------------------------------------------------------------------

    def jump_to_error(self) -> None:
        """Go to the next line that tells of an error."""
        self._work.restart(self._jump_to_error(), "find error")

    def jump_back_to_error(self) -> None:
        """Go to the line before this one that tells of an error."""
        self._work.restart(self._jump_to_error(back=True), "find error")

    async def _jump_to_error(self, back: bool = False) -> None:
        reader = self._model.reader
        if reader is None:
            return
        current = self._ui.table.currentIndex()
        self._ui.hits.setText(tr("Log", "Searching…"))
        row = await next_error(reader, current.row() if current.isValid() else -1, back)
        self._show_hits()
        if row is None:
            self._ui.notice.say(Tone.GOOD, tr("Log", "No line of this log tells of an error."))
        else:
            self._go_to(row)

    def go_to_failure(self, otherwise: int | None = None) -> None:
        """Go to the line that a failed log is about (`otherwise`: where none is found), unless the user goes somewhere meanwhile."""
        self._work.restart(self._go_to_failure(otherwise), "find error")

    async def _go_to_failure(self, otherwise: int | None) -> None:
        reader = self._model.reader
        row = await failing_row(reader) if reader is not None else None
        row = otherwise if row is None else row
        if row is not None and self.row() == 0 and reader is self._model.reader:  # a table that gets the focus goes to its first line
            self._go_to(row)
