"""Ages in dialogs: what is shown of them is told again while the dialog is open, or it would differ from the window behind it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

EVERY = 1000
"""Milliseconds: ages grow in steps, so most of the times nothing changes."""


def keep_told(widget: QWidget, tell: Callable[[], None], every: int = EVERY) -> QTimer:
    """Call `tell` again and again as long as the widget is there and seen."""
    timer = QTimer(widget)
    timer.setInterval(every)
    timer.timeout.connect(lambda: tell() if widget.isVisible() else None)
    timer.start()
    return timer
