"""Errors beside the fields they belong to."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from desktop_pipeline.ui import theme
from desktop_pipeline.ui.theme import Tone


class ErrorLabel(QLabel):
    """Words in the colour of errors, small, hidden while empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()
        theme.theme().changed.connect(self._paint)
        self._paint()

    def say(self, words: str) -> None:
        self.setText(words)
        self.setVisible(bool(words))

    def _paint(self) -> None:
        self.setStyleSheet(f"color: {theme.colours().tone(Tone.BAD).ink};")


def mark(field: QWidget, words: str) -> None:
    """Mark a field as wrong, for the eye and for a screen reader; '' takes the mark away."""
    if bool(field.property("bad")) != bool(words):
        field.setProperty("bad", bool(words))
        field.style().unpolish(field)
        field.style().polish(field)
    field.setAccessibleDescription(words)


class FieldErrors:
    """Shows errors below the fields of a form."""

    def __init__(self, form: QFormLayout) -> None:
        self._form = form
        self._labels: dict[QWidget, ErrorLabel] = {}

    def show(self, errors: Mapping[QWidget, str]) -> None:
        """Show these errors, and no others."""
        for field in [*self._labels, *errors]:
            words = errors.get(field, "")
            label = self._labels.get(field)
            if label is None and words:
                label = self._labels[field] = ErrorLabel(field.parentWidget())
                row = self._form.getWidgetPosition(field)[0]  # type: ignore[index]  # the stubs say object: (row, role)
                self._form.insertRow(row + 1, "", label)
            if label is not None:
                label.say(words)
                self._form.setRowVisible(label, bool(words))
            mark(field, words)
