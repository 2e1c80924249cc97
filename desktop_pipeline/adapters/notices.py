"""The port Notices: org.freedesktop.Notifications on the session bus.

https://specifications.freedesktop.org/notification-spec. Not by Qt's own D-Bus: from Python it has no unsigned numbers.
"""

from __future__ import annotations

import html
import logging

from desktop_pipeline.adapters.common.bus import bus_address
from desktop_pipeline.adapters.common.threads import Threads

log = logging.getLogger(__name__)
PATIENCE = 2.0
"""Seconds that the desktop may take for each of two answers."""
_NAME, _ICON = "Desktop Pipeline", "desktop-pipeline"
_NORMAL, _CRITICAL = 1, 2


class BusNotices:
    """Where there is no D-Bus library or no bus, nobody takes what is told."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._threads = Threads("notices")

    async def tell(self, title: str, words: str, *, urgent: bool = False) -> bool:
        """As the port says."""
        return await self._threads.run(self._tell, title, words, urgent)

    async def close(self) -> None:
        """As the port says."""
        await self._threads.close()

    def _tell(self, title: str, words: str, urgent: bool) -> bool:
        try:
            from jeepney import DBusAddress, MessageType, new_method_call
            from jeepney.io.blocking import open_dbus_connection
        except ImportError:
            return False
        desktop = DBusAddress("/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications")
        try:
            with open_dbus_connection(bus_address("SESSION")) as connection:
                can = connection.send_and_get_reply(new_method_call(desktop, "GetCapabilities"), timeout=self._patience)
                if can.header.message_type is MessageType.error:
                    return False
                body = html.escape(words, quote=False) if "body-markup" in can.body[0] else words
                hints = {"urgency": ("y", _CRITICAL if urgent else _NORMAL), "desktop-entry": ("s", _ICON)}
                call = new_method_call(desktop, "Notify", "susssasa{sv}i", (_NAME, 0, _ICON, title, body, [], hints, -1))
                told = connection.send_and_get_reply(call, timeout=self._patience)
                return told.header.message_type is not MessageType.error
        except (OSError, ValueError, KeyError, TimeoutError, EOFError) as error:
            log.debug("nobody takes a notification: %s", error)
            return False
