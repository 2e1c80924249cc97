"""What the pages of the settings share: a list of entries at the left, the form of the chosen one at the right."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidgetItem, QPlainTextEdit, QWidget

from desktop_pipeline.domain.errors import Unreachable, UserError, UserErrors
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.fields import FieldErrors
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench

PATIENCE = 15.0
"""Seconds after which a test gives up."""


def free_id(words: str, taken: Iterable[str]) -> str:
    """An id for a new entry, made from its title or address."""
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "entry"
    used = set(taken)
    return next(name for number in range(1, 10_000) if (name := slug if number == 1 else f"{slug}-{number}") not in used)


def protections(combo: QComboBox) -> None:
    """Fill a combo box with the ways in which a target can be guarded."""
    for value, words in (
        (Protection.OPEN, tr("Settings", "Open: runs start at once")), (Protection.CONFIRM, tr("Settings", "Confirm: ask before each run")),
        (Protection.TYPE_NAME, tr("Settings", "Type the name: the app map's name must be typed")),
        (Protection.READ_ONLY, tr("Settings", "Read-only: nothing is changed from here")),
    ):
        combo.addItem(words, value)


class SettingsPage(QWidget):
    """Base of the pages. Nothing is written before Save; a test saves first, because it asks what is in force."""

    dirty_changed = Signal()
    form_class: type[Any]
    icon = ""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workbench = workbench
        self.work = Work(workbench.tasks, self)
        self.ui = self.form_class()
        self.ui.setupUi(self)
        self.key = ""
        self.new = False
        self._saved: dict[str, Any] = {}
        self._touched: set[QWidget] = set()
        """Fields the user was in: what is wrong with the others of a new entry is not held against them yet."""
        self._filling = False
        self._errors = FieldErrors(self.ui.form)
        self.ui.result.set_plain()
        self.prepare()
        for widget in self.fields():
            self._listen(widget)
        ui = self.ui
        ui.items.currentRowChanged.connect(self._row_changed)
        ui.add.clicked.connect(lambda: self.work.start(self._leave_for(None), "add entry"))
        ui.remove.clicked.connect(lambda: self.work.start(self._remove(), "remove entry"))
        ui.save.clicked.connect(lambda: self.work.start(self.save(), "save entry"))
        ui.discard.clicked.connect(lambda: self.show_entry(self.key) if not self.new else self.refill())
        ui.test.clicked.connect(lambda: self.work.start(self._test(), "test entry"))
        ui.items.setIconSize(QSize(theme.ICON, theme.ICON))
        self.icons()
        theme.theme().changed.connect(self.icons)
        self.refill()

    # ---- for the pages: NotImplementedError, for a QWidget cannot be an ABC (their metaclasses differ) -----------------------------

    def title(self) -> str:
        """The page's name."""
        raise NotImplementedError

    def explain(self) -> str:
        """One sentence about what is set here."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Fill combo boxes."""

    def fields(self) -> tuple[QWidget, ...]:
        """The form's fields in their order."""
        raise NotImplementedError

    def entries(self) -> list[tuple[str, str]]:
        """Key and title of each entry."""
        raise NotImplementedError

    def fill(self, key: str) -> None:
        """Put an entry into the fields; '' = a new one."""
        raise NotImplementedError

    def problems(self) -> dict[QWidget, str]:
        """Why it cannot be saved, by field."""
        return {}

    async def store(self) -> str:
        """Write the entry and return its key."""
        raise NotImplementedError

    async def drop(self, key: str) -> None:
        """Take the entry out of the workspace."""
        raise NotImplementedError

    def drop_words(self, key: str) -> str:
        """What goes with it."""
        return ""

    async def try_out(self, key: str) -> tuple[Tone, str]:
        """Ask the other side; returns how it stands, in words. Raises UserError."""
        raise NotImplementedError

    # ---- the list ----------------------------------------------------------------------------------------------------------------------

    def icons(self) -> None:
        self.ui.add.setIcon(theme.icon("plus"))
        self.ui.remove.setIcon(theme.icon("delete"))
        for row in range(self.ui.items.count()):
            self.ui.items.item(row).setIcon(theme.icon(self.icon))

    def refill(self, key: str = "") -> None:
        """Show the list anew and choose an entry."""
        entries = sorted(self.entries(), key=lambda entry: entry[1].casefold())
        keys = [entry[0] for entry in entries]
        self._filling = True
        self.ui.items.clear()
        for each, words in entries:
            item = QListWidgetItem(theme.icon(self.icon), words)
            item.setData(Qt.ItemDataRole.UserRole, each)
            item.setSizeHint(QSize(0, 30))
            self.ui.items.addItem(item)
        chosen = key if key in keys else keys[0] if keys else ""
        if chosen:
            self.ui.items.setCurrentRow(keys.index(chosen))
        self._filling = False
        if chosen:
            self.show_entry(chosen)
        else:
            self.add()

    def show_entry(self, key: str) -> None:
        """Show an entry as it is saved."""
        self._show(key, new=False)

    def add(self) -> None:
        """Begin a new entry."""
        self._filling = True
        self.ui.items.setCurrentRow(-1)
        self.ui.items.clearSelection()
        self._filling = False
        self._show("", new=True)

    def _show(self, key: str, *, new: bool) -> None:
        self._filling = True
        self._touched.clear()
        self.key, self.new = key, new
        self.ui.problem.clear()
        self.ui.result.clear()
        self.ui.status.clear()
        self.fill(key)
        self._saved = self.values()
        self._filling = False
        self._changed()

    def _row_changed(self, row: int) -> None:
        item = self.ui.items.item(row)
        if self._filling or item is None:
            return
        key = item.data(Qt.ItemDataRole.UserRole)
        if key != self.key or self.new:
            self.work.start(self._leave_for(key), "choose entry")

    async def _leave_for(self, key: str | None) -> None:
        """Go to another entry, None = a new one; asks first when something would be lost."""
        if self.dirty() and not await self.may_leave():
            keys = [self.ui.items.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.ui.items.count())]
            self._filling = True
            self.ui.items.setCurrentRow(keys.index(self.key) if self.key in keys and not self.new else -1)
            self._filling = False
            return
        self.work.cancel("test entry")
        if key is None:
            self.add()
            first = next(iter(self.fields()), None)
            if first is not None:
                first.setFocus()
        else:
            self.show_entry(key)

    async def may_leave(self) -> bool:
        """Ask whether unsaved changes may be dropped."""
        if not self.dirty():
            return True
        return await ask.confirm(
            self.window(), tr("Settings", "Drop the changes?"), tr("Settings", "What you changed here has not been saved."),
            tr("Settings", "Drop the changes"), tr("Settings", "Keep editing"), danger=True)

    # ---- the form ----------------------------------------------------------------------------------------------------------------------

    def _listen(self, widget: QWidget) -> None:
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            widget.textChanged.connect(self._changed)
            if isinstance(widget, QLineEdit):
                widget.returnPressed.connect(self.ui.save.click)
        elif isinstance(widget, QCheckBox):
            widget.toggled.connect(self._changed)
        elif isinstance(widget, QComboBox):
            widget.currentIndexChanged.connect(self._changed)
            if widget.isEditable():
                widget.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
                widget.editTextChanged.connect(self._changed)

    def values(self) -> dict[str, Any]:
        """What the fields hold."""
        found: dict[str, Any] = {}
        for widget in self.fields():
            name = widget.objectName()
            if isinstance(widget, QLineEdit):
                found[name] = widget.text()
            elif isinstance(widget, QPlainTextEdit):
                found[name] = widget.toPlainText()
            elif isinstance(widget, QCheckBox):
                found[name] = widget.isChecked()
            elif isinstance(widget, QComboBox):
                found[name] = widget.currentText() if widget.isEditable() else widget.currentData()
        return found

    def dirty(self) -> bool:
        """Whether there is something that was not saved."""
        return self.values() != self._saved

    def _changed(self, *_: object) -> None:
        if self._filling:
            return
        sender = self.sender()
        if isinstance(sender, QWidget):
            self._touched.add(sender)
        self.follow()
        dirty, problems = self.dirty(), self.problems()
        if dirty:  # what a test said was about what is saved
            self.ui.result.clear()
        self._errors.show({widget: words for widget, words in problems.items() if dirty and (widget in self._touched or not self.new)})
        ui = self.ui
        first = next(iter(problems.values()), "")
        nothing = "" if dirty or self.new else tr("Settings", "There is nothing to save.")
        for button, why in ((ui.save, nothing or first), (ui.discard, nothing), (ui.test, first),
                            (ui.remove, tr("Settings", "This entry was not saved yet.") if self.new else "")):
            button.setEnabled(not why)
            button.setToolTip(plain_tip(why))
            button.setAccessibleDescription(why)
        ui.test.setText(tr("Settings", "Save and &test") if dirty or self.new else tr("Settings", "&Test"))
        ui.status.setText(tr("Settings", "Unsaved changes") if dirty else "")
        self.dirty_changed.emit()

    def follow(self) -> None:
        """Bring fields in line with each other, after each change."""

    # ---- acts --------------------------------------------------------------------------------------------------------------------------

    async def save(self) -> bool:
        """Write what the form holds. False when it could not be saved."""
        if self.problems():
            return False
        self.ui.save.setEnabled(False)
        self.ui.status.setText(tr("Settings", "Saving…"))
        try:
            key = await self.store()
        except (UserError, UserErrors) as error:
            self._changed()
            self.ui.problem.say(Tone.BAD, "\n".join(text(message) for message in messages(error)))
            return False
        self.refill(key)
        self.ui.status.setText(tr("Settings", "Saved"))
        return True

    async def _remove(self) -> None:
        key = self.key
        item = self.ui.items.currentItem()
        title = tr("Settings", "Remove “{name}”?", name=item.text() if item is not None else key)
        words = self.drop_words(key) or tr("Settings", "It is taken out of the workspace; nothing outside is changed.")
        if not await ask.confirm(self.window(), title, words, tr("Settings", "Remove"), danger=True):
            return
        try:
            await self.drop(key)
        except (UserError, UserErrors) as error:
            self.ui.problem.say(Tone.BAD, "\n".join(text(message) for message in messages(error)))
        else:
            self.refill()

    async def _test(self) -> None:
        if (self.dirty() or self.new) and not await self.save():
            return
        self.ui.result.say(Tone.BUSY, tr("Settings", "Asking…"))
        self.ui.test.setEnabled(False)
        try:
            async with asyncio.timeout(PATIENCE):
                tone, words = await self.try_out(self.key)
        except UserError as error:
            tone, words = Tone.BAD, text(error.message)
        except TimeoutError:
            tone, words = Tone.BAD, text(Unreachable("preflight.no_answer", what=self.title(), name=self.key).message)
        self.ui.test.setEnabled(True)
        if not self.dirty():
            self.ui.result.say(tone, words)


def messages(error: UserError | UserErrors) -> tuple[Any, ...]:
    return error.messages if isinstance(error, UserErrors) else (error.message,)
