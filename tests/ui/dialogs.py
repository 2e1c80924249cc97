"""Waiting for dialogs of a window."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

from tests.ui.support import until

D = TypeVar("D", bound=QWidget)


async def dialog_of(window: QWidget, kind: type[D]) -> D:
    await until(lambda: any(dialog.isVisible() for dialog in window.findChildren(kind)))
    return next(dialog for dialog in window.findChildren(kind) if dialog.isVisible())


async def closed(window: QWidget, kind: type[QWidget]) -> None:
    await until(lambda: not any(dialog.isVisible() for dialog in window.findChildren(kind)))
