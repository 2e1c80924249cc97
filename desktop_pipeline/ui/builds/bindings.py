"""Widgets of a form and the fields of a task: the same few ways in which text, lists and ticks go in and out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from desktop_pipeline.ui.builds.key_values import KeyValueTable
from desktop_pipeline.ui.texts import tr


class Binding(ABC):
    """One field. A value that was not touched comes out exactly as it went in."""

    def __init__(self, widget: QWidget) -> None:
        self.widget = widget
        self._given: Any = None
        self._shown: Any = None

    def put(self, value: Any) -> None:
        self._given = value
        self.widget.blockSignals(True)
        self.show(value)
        self.widget.blockSignals(False)
        self._shown = self.raw()

    def take(self) -> Any:
        """The field's value now. Only sensible while `problem()` is ''."""
        raw = self.raw()
        return self._given if raw == self._shown else self.value(raw)

    def problem(self) -> str:
        return ""

    @abstractmethod
    def show(self, value: Any) -> None: ...

    @abstractmethod
    def raw(self) -> Any: ...

    def value(self, raw: Any) -> Any:
        return raw

    @abstractmethod
    def connect(self, changed: Callable[[], None]) -> None: ...


class Line(Binding):
    widget: QLineEdit

    def show(self, value: str) -> None:
        self.widget.setText(value)
        self.widget.setCursorPosition(0)

    def raw(self) -> str:
        return self.widget.text()

    def value(self, raw: str) -> str:
        return raw.strip()

    def connect(self, changed: Callable[[], None]) -> None:
        self.widget.textChanged.connect(lambda *_: changed())


class Codes(Line):
    """Numbers with commas between them."""

    def show(self, value: Any) -> None:
        super().show(", ".join(map(str, value)))

    def value(self, raw: str) -> Any:
        return tuple(int(part) for part in raw.replace(",", " ").split())

    def problem(self) -> str:
        parts = self.raw().replace(",", " ").split()
        good = bool(parts) and all(part.isascii() and part.isdigit() and 100 <= int(part) <= 599 for part in parts)
        return "" if good else tr("Task", "Status codes are numbers from 100 to 599, with commas between them.")


class Words(Line):
    """Words with commas or spaces between them."""

    def show(self, value: Any) -> None:
        super().show(", ".join(value))

    def value(self, raw: str) -> Any:
        return tuple(raw.replace(",", " ").split())


class Text(Binding):
    widget: QPlainTextEdit

    def show(self, value: str) -> None:
        self.widget.setPlainText(value)

    def raw(self) -> str:
        return self.widget.toPlainText()

    def connect(self, changed: Callable[[], None]) -> None:
        self.widget.textChanged.connect(changed)


class Lines(Text):
    """One entry a line; empty lines are left out."""

    def show(self, value: Any) -> None:
        super().show("\n".join(value))

    def value(self, raw: str) -> Any:
        return tuple(line for line in raw.split("\n") if line.strip())


class Choice(Binding):
    """A combo box whose items carry values; an unknown value is added as it is."""

    widget: QComboBox

    def show(self, value: Any) -> None:
        place = self.widget.findData(value)
        if place < 0:
            self.widget.addItem(str(value), value)
            place = self.widget.count() - 1
        self.widget.setCurrentIndex(place)

    def raw(self) -> Any:
        return self.widget.currentData()

    def connect(self, changed: Callable[[], None]) -> None:
        self.widget.currentIndexChanged.connect(lambda *_: changed())


class Typed(Binding):
    """A combo box in which anything can be typed."""

    widget: QComboBox

    def show(self, value: str) -> None:
        self.widget.setEditText(value)

    def raw(self) -> str:
        return self.widget.currentText()

    def value(self, raw: str) -> str:
        return raw.strip()

    def connect(self, changed: Callable[[], None]) -> None:
        self.widget.editTextChanged.connect(lambda *_: changed())


class Tick(Binding):
    widget: QCheckBox

    def show(self, value: bool) -> None:
        self.widget.setChecked(value)

    def raw(self) -> bool:
        return self.widget.isChecked()

    def connect(self, changed: Callable[[], None]) -> None:
        self.widget.toggled.connect(lambda *_: changed())


class Number(Binding):
    widget: QSpinBox

    def show(self, value: int) -> None:
        self.widget.setValue(value)

    def raw(self) -> int:
        return self.widget.value()

    def connect(self, changed: Callable[[], None]) -> None:
        self.widget.valueChanged.connect(lambda *_: changed())


class Pairs(Binding):
    widget: KeyValueTable

    def show(self, value: Any) -> None:
        self.widget.set_values(value)

    def raw(self) -> Any:
        return self.widget.values()

    def problem(self) -> str:
        return self.widget.problem()

    def connect(self, changed: Callable[[], None]) -> None:
        self.widget.edited.connect(changed)


def bind(widget: QWidget, sample: object) -> Binding:
    """The way for a widget, chosen by its class and by what the field holds."""
    if isinstance(widget, KeyValueTable):
        return Pairs(widget)
    if isinstance(widget, QLineEdit):
        if isinstance(sample, tuple):
            return Codes(widget) if sample else Words(widget)
        return Line(widget)
    if isinstance(widget, QPlainTextEdit):
        return Lines(widget) if isinstance(sample, tuple) else Text(widget)
    if isinstance(widget, QComboBox):
        return Typed(widget) if widget.isEditable() else Choice(widget)
    if isinstance(widget, QCheckBox):
        return Tick(widget)
    if isinstance(widget, QSpinBox | QDoubleSpinBox):
        return Number(widget)
    raise TypeError(type(widget).__name__)
