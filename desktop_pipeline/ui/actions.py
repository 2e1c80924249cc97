"""Every action once: id, text, icon, shortcut, when it is on, and why it is off. Toolbar, menus and shortcuts share them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop_pipeline.ui.theme import icon, theme
from desktop_pipeline.ui.widgets.tips import plain_tip


def always() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Spec:
    """`why_not` gives the reason why the action is off, '' when it is on; `tip` is what it does."""

    id: str
    text: str
    act: Callable[[], object]
    icon: str = ""
    shortcut: str = ""
    tip: str = ""
    why_not: Callable[[], str] = always
    checked: Callable[[], bool] | None = None


class Actions(QObject):
    """The actions of a window. `refresh` after anything that may switch one on or off."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._all: dict[str, tuple[Spec, QAction]] = {}
        theme().changed.connect(self._icons)

    def add(self, *specs: Spec) -> None:
        for spec in specs:
            action = QAction(spec.text, self)
            action.setObjectName(spec.id)
            if spec.shortcut:
                action.setShortcut(QKeySequence(spec.shortcut))
            if spec.checked is not None:
                action.setCheckable(True)
            action.triggered.connect(lambda _=False, spec=spec: spec.act())
            self._window.addAction(action)
            self._all[spec.id] = (spec, action)
        self._icons()
        self.refresh()

    def __getitem__(self, name: str) -> QAction:
        return self._all[name][1]

    def ids(self) -> tuple[str, ...]:
        return tuple(self._all)

    def why_not(self, name: str) -> str:
        return self._all[name][0].why_not()

    def refresh(self) -> None:
        """Ask each action whether it is on; the reason why not becomes its tooltip."""
        for spec, action in self._all.values():
            why = spec.why_not()
            if action.isEnabled() == bool(why):
                action.setEnabled(not why)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            does = spec.tip or spec.text.replace("&", "").rstrip("…")
            tip = plain_tip(why or (f"{does} ({keys})" if keys else does))
            if action.toolTip() != tip:
                action.setToolTip(tip)
                action.setStatusTip(why)
            if spec.checked is not None:
                action.setChecked(spec.checked())

    def _icons(self) -> None:
        for spec, action in self._all.values():
            if spec.icon:
                action.setIcon(icon(spec.icon))
