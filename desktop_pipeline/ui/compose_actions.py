"""Actions that choose many rows at once, and take choices back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QMenu, QPlainTextEdit, QTextEdit

from desktop_pipeline.domain.choices import start_choice
from desktop_pipeline.domain.workloads import RowKey, WorkloadKey
from desktop_pipeline.services.composer import Done
from desktop_pipeline.ui.actions import Spec
from desktop_pipeline.ui.brings_dialog import BringsDialog
from desktop_pipeline.ui.pipeline.compose_dialog import ComposeDialog, PasteDialog, SameImageDialog, TakeDialog
from desktop_pipeline.ui.pipeline.nodes import Item
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import icon
from desktop_pipeline.ui.widgets import ask

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow

MENU = (("choice.undo", "choice.redo"), ("choice.paste", "choice.fill", "choice.same_image", "choice.reset"),
        ("choice.from_plan", "choice.from_map"), ("choice.brings",))
_IN_TEXT = ("choice.undo", "choice.redo", "choice.paste", "choice.fill", "choice.same_image", "choice.reset")
"""Their keys belong to the text while one is typed: the rows that they act on are out of sight of who types."""
_TEXTS = QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox


class _TextKeys(QObject):
    """Takes keys of the actions above from the window while a text has the focus and does not take them itself."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and isinstance(self._window.focusWidget(), _TEXTS):
            pressed = QKeySequence(event.keyCombination())
            if any(pressed in self._window.actions_[name].shortcuts() for name in _IN_TEXT):
                event.accept()
                return True
        return super().eventFilter(watched, event)


def fill(window: MainWindow) -> None:
    """The actions, each once."""
    composer = window.bench.composer

    def rows() -> tuple[RowKey, ...]:
        return window.grid.chosen_rows() if hasattr(window, "grid") else ()

    def no_map() -> str:
        return "" if window.cluster else tr("Actions", "No app map is shown")

    def nothing_to_undo() -> str:
        return "" if composer.next_undo() is not None else tr("Compose", "There is no choice to take back")

    def nothing_to_redo() -> str:
        return "" if composer.next_redo() is not None else tr("Compose", "No choice was taken back")

    def nothing_to_fill() -> str:
        return "" if len(rows()) > 1 else tr("Compose", "Select several containers first: Shift or Ctrl with a click, Shift with an arrow")

    def nothing_to_reset() -> str:
        here = window.row_key() if hasattr(window, "grid") else None
        return "" if rows() or here is not None else tr("Actions", "Select a workload or container in the grid")

    def current() -> Item | None:
        return window.grid_model.item(window.grid.currentIndex()) if hasattr(window, "grid") else None

    def brings_nothing() -> str:
        item = current()
        if item is None:
            return tr("Compose", "Select a container in the grid")
        return "" if window.bench.changes.asks(item.row, item.choice) else tr("Compose", "Choose another version first")

    def brings() -> None:
        if (item := current()) is not None:
            window.work.start(ask.show(BringsDialog(window.bench, item.row, item.choice, window)), "what this brings")

    def no_row() -> str:
        return "" if rows() else tr("Compose", "Select a container in the grid")

    def no_plan() -> str:
        return no_map() or ("" if window.bench.catalog.plans else tr("Compose", "The workspace has no plan"))

    def no_other_map() -> str:
        return no_map() or ("" if len(window.bench.catalog.workspace.app_maps) > 1 else tr("Compose", "There is no other app map"))

    def paste() -> None:
        _open(window, PasteDialog(window.bench, _home(window), QGuiApplication.clipboard().text(), window))

    def same_image() -> None:
        if chosen := rows():
            _open(window, SameImageDialog(window.bench, _home(window), chosen[0], window))

    window.actions_.add(
        Spec("choice.undo", tr("Compose", "Undo choice"), lambda: _turned(window, composer.undo(), back=True), "undo", "Ctrl+Z",
             tr("Compose", "Take the last choice back, also one of many rows"), nothing_to_undo),
        Spec("choice.redo", tr("Compose", "Redo choice"), lambda: _turned(window, composer.redo(), back=False), "follow", "Ctrl+Shift+Z",
             tr("Compose", "Choose again what was taken back"), nothing_to_redo),
        Spec("choice.paste", tr("Compose", "Paste rows…"), paste, "copy", "Ctrl+V",
             tr("Compose", "Choose tags for many rows from lines of text"), no_map),
        Spec("choice.fill", tr("Compose", "Fill down"), lambda: _fill_down(window, rows()), "down", "Ctrl+D",
             tr("Compose", "The choice of the first selected row for the others"), nothing_to_fill),
        Spec("choice.same_image", tr("Compose", "Set for all rows of this image…"), same_image, "tag", "Ctrl+I",
             tr("Compose", "One tag for all rows that have this image"), no_row),
        Spec("choice.reset", tr("Actions", "Back to start values"), lambda: reset(window, rows(), window.row_key()), "undo",
             "Ctrl+Backspace", "", nothing_to_reset),
        Spec("choice.brings", tr("Compose", "What this brings…"), brings, "history", "",
             tr("Compose", "Commits and configuration between what is deployed and what is chosen"), brings_nothing),
        Spec("choice.from_plan", tr("Compose", "As in a plan…"),
             lambda: _open(window, TakeDialog(window.bench, _home(window), plans=True, parent=window)), "plan", "Ctrl+Shift+P",
             tr("Compose", "Choose what a saved plan wants"), no_plan),
        Spec("choice.from_map", tr("Compose", "Copy from another app map…"),
             lambda: _open(window, TakeDialog(window.bench, _home(window), plans=False, parent=window)), "transfer", "Ctrl+Shift+M",
             tr("Compose", "Choose exactly the images that run in another app map"), no_other_map),
    )
    window.actions_["choice.redo"].setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])


def connect(window: MainWindow) -> None:
    """What follows the selection of rows."""
    def told() -> None:
        count = len(window.grid.marks.rows())
        window.status.setText(trn("Compose", "{n} container is selected", "{n} containers are selected", count) if count else "")
        window.actions_.refresh()

    window.grid.marks.changed.connect(told)
    _TextKeys(window)


def add_menu(window: MainWindow, menu: QMenu) -> None:
    """The submenu of choices."""
    choices = menu.addMenu(icon("edit"), tr("Compose", "Choices"))
    for group in MENU:
        for name in group:
            choices.addAction(window.actions_[name])
        choices.addSeparator()
    menu.aboutToShow.connect(lambda: choices.setIcon(icon("edit")))  # in the colour of the look as it is then


def _home(window: MainWindow) -> tuple[str, str]:
    return window.cluster, window.namespace


def _open(window: MainWindow, dialog: ComposeDialog) -> None:
    async def asked() -> None:
        if await ask.show(dialog) and dialog.taken:
            changed = window.bench.composer.apply(dialog.taken)
            _say(window, trn("Compose", "{n} row chosen", "{n} rows chosen", changed))

    window.work.start(asked(), "choose many rows")


def reset(window: MainWindow, keys: tuple[RowKey, ...], here: RowKey | WorkloadKey | None = None) -> None:
    """Put rows back to their start values as one step; without any, all rows of the workload that is current."""
    composer = window.bench.composer
    if keys:
        rows = [row for key in keys if (row := composer.row(key)) is not None]
        changed = composer.choose_all([(row, start_choice(row)) for row in rows])
        _say(window, trn("Compose", "{n} row is back at its start value", "{n} rows are back at their start values", changed))
    elif isinstance(here, WorkloadKey):
        composer.reset(here)


def _fill_down(window: MainWindow, keys: tuple[RowKey, ...]) -> None:
    found = window.bench.composer.fill(keys)
    changed = window.bench.composer.apply(found.all())
    words = [trn("Compose", "{n} row chosen", "{n} rows chosen", changed)]
    words += [f"{trouble.text}: {text(trouble.message)}" for trouble in found.troubles]
    _say(window, " · ".join(words))


def _turned(window: MainWindow, done: Done | None, *, back: bool) -> None:
    """Show what an undo or redo did: also the app map it did it in."""
    if done is None:
        return
    first = done.rows[0].workload
    if window.bench.catalog.workspace.app_map(first.cluster, first.namespace) is not None:
        window.show_map(first.cluster, first.namespace)
    what = text(done.what)
    words = [tr("Compose", "Taken back: {what}", what=what) if back else tr("Compose", "Chosen again: {what}", what=what)]
    if done.skipped:
        words.append(trn("Compose", "{n} row changed since and was left as it is", "{n} rows changed since and were left as they are",
                         done.skipped))
    _say(window, " · ".join(words))
    index = window.grid_model.find(first, done.rows[0].container)
    if index.isValid():
        window.grid.setCurrentIndex(index)


def _say(window: MainWindow, words: str) -> None:
    """What was done, at once: the grid and the actions show it too."""
    window.grid_model.refresh_choices()
    window.details.refresh()
    window.actions_.refresh()
    window.status.setText(words)
