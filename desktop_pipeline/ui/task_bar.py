"""Progress in the task bar of the desktop, where it has a way to take it.

Linux: the signal com.canonical.Unity.LauncherEntry.Update, which KDE Plasma, Ubuntu's dock, Dash to Dock and Plank listen to
(https://wiki.ubuntu.com/Unity/LauncherAPI); it is matched to the entry by the name of the desktop file. macOS and Windows: Qt 6 has no
progress there; the badge (https://doc.qt.io/qt-6/qguiapplication.html#setBadgeNumber) tells how many steps are left.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from desktop_pipeline.domain.runs import percent

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_PATH, _INTERFACE = "/com/canonical/unity/launcherentry/1", "com.canonical.Unity.LauncherEntry"
_LAUNCHER = sys.platform not in ("darwin", "win32")


def session_bus() -> QDBusConnection | None:
    """The session's bus; None where there is none. Qt is not asked then: it would try to start one."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere", "bus").exists():
        return None
    try:
        from PySide6.QtDBus import QDBusConnection
    except ImportError:  # a build of Qt without D-Bus
        return None
    bus = QDBusConnection.sessionBus()
    return bus if bus.isConnected() else None


def _set_badge(number: int) -> None:
    app = QGuiApplication.instance()  # Qt has the badge as a method of the one application; there is no other way to it
    if isinstance(app, QGuiApplication):
        app.setBadgeNumber(number)


class TaskBar:
    """`bus` gives the connection, asked when there is something to tell for the first time; `badge` is what takes a number instead."""

    def __init__(self, bus: Callable[[], QDBusConnection | None] = session_bus, badge: Callable[[int], None] | None = None, *,
                 launcher: bool = _LAUNCHER) -> None:
        self._find, self._launcher = bus, launcher
        self._badge = badge or _set_badge
        self._bus: QDBusConnection | None = None
        self._shown: tuple[int, int, bool] | None = None

    def show(self, part: float, left: int, *, failed: bool) -> None:
        """`part` is 0..1, `left` a number of steps; `failed`: something wants a look."""
        self._tell((percent(part), left, failed))

    def clear(self) -> None:
        """Nothing runs any more."""
        if self._shown is not None:
            self._tell(None)

    def _tell(self, shown: tuple[int, int, bool] | None) -> None:
        if shown == self._shown:
            return
        first, self._shown = self._shown is None, shown
        if not self._launcher:
            self._badge(shown[1] if shown is not None else 0)
            return
        if first and self._bus is None:
            self._bus = self._find()
        if self._bus is not None:
            from PySide6.QtDBus import QDBusMessage

            message = QDBusMessage.createSignal(_PATH, _INTERFACE, "Update")
            part, urgent = (shown[0] / 100, shown[2]) if shown is not None else (0.0, False)
            values = {"progress": part, "progress-visible": shown is not None, "urgent": urgent}
            message.setArguments([f"application://{QGuiApplication.desktopFileName()}.desktop", values])
            self._bus.send(message)  # a signal: nobody answers, and nothing is waited for
