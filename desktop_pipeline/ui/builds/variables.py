"""The menu of variables beside the tasks of a build: what there is at a task, with what it means."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QToolButton, QWidget

from desktop_pipeline.domain.builds import Task
from desktop_pipeline.domain.variables import BUILT_IN, SECRET, references, texts_of
from desktop_pipeline.ui.texts import tr


def meaning(name: str) -> str:
    """What a variable that is always there means."""
    return {
        "VERSION": tr("Variables", "version of the build"), "BUILD_NUMBER": tr("Variables", "number of the run, without zeros"),
        "TAG": tr("Variables", "image tag of the run"), "IMAGE": tr("Variables", "repository of the image, as it is pushed"),
        "COMMIT": tr("Variables", "commit of the last Code repository task before"),
        "DATE": tr("Variables", "date and time of the start, UTC"), "RUN": tr("Variables", "id of the run"),
    }.get(name, "")


def offered(tasks: Sequence[Task], place: int) -> list[tuple[str, str]]:
    """Variables that the task at a place (from 0) may use, with what they mean: those that are always there, results of tasks before,
    and the secrets that the tasks name already."""
    found = [(name, meaning(name)) for name in BUILT_IN]
    for number, task in enumerate(tasks[:max(place, 0)], 1):
        name = str(getattr(task, "result", ""))
        if name and task.enabled:
            found.append((name, tr("Variables", "result of task {number}", number=number)))
    named = (name for task in tasks for _, words in texts_of(task) for name in references(words) if name.startswith(SECRET))
    return found + [(name, tr("Variables", "secret of the keyring")) for name in dict.fromkeys([*named, SECRET + "ID"])]


class VariablesMenu(QObject):
    """Puts the chosen variable into the field of the page that had the keyboard last; without one it goes to the clipboard."""

    def __init__(self, button: QToolButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._button, self._window = button, parent
        self._field: QLineEdit | QPlainTextEdit | None = None
        self.menu = QMenu(button)
        self.menu.setToolTipsVisible(True)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus)

    def _focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QLineEdit | QPlainTextEdit) and self._window.isAncestorOf(now):
            self._field = now

    def popup(self, tasks: Sequence[Task], place: int, page: QWidget | None) -> None:
        """Open the menu for a task whose fields are on `page`."""
        field = self._field if page is not None and self._field is not None and _on(self._field, page) else None
        self.menu.clear()
        for name, words in offered(tasks, place):
            action = QAction(f"${{{name}}}\t{words}", self.menu)
            action.setData("${" + name + "}")
            action.triggered.connect(lambda _=False, text="${" + name + "}", field=field: self._insert(field, text))
            self.menu.addAction(action)
        self.menu.popup(self._button.mapToGlobal(self._button.rect().bottomLeft()))

    def _insert(self, field: QLineEdit | QPlainTextEdit | None, text: str) -> None:
        if field is None or field.isReadOnly():
            QGuiApplication.clipboard().setText(text)
        elif isinstance(field, QLineEdit):
            field.insert(text)
            field.setFocus()
        else:
            field.insertPlainText(text)
            field.setFocus()


def _on(field: QWidget, page: QWidget) -> bool:
    try:
        return page.isAncestorOf(field) and field.isVisible()
    except RuntimeError:  # it went away, an editor of a table for example
        return False
