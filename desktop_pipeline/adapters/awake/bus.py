"""Linux and other systems with D-Bus: the desktop is asked first, then systemd-logind.

An inhibition ends with the connection that asked for it, so also with a killed program. Sources:
GNOME https://gitlab.gnome.org/GNOME/gnome-session (org.gnome.SessionManager.Inhibit), KDE and Xfce
https://www.freedesktop.org/wiki/Specifications/power-management-spec (org.freedesktop.PowerManagement.Inhibit), logind
https://systemd.io/INHIBITOR_LOCKS, others https://specifications.freedesktop.org/idle-inhibit-spec.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from jeepney import DBusAddress, MessageFlag, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse

from desktop_pipeline.adapters.common.bus import bus_address
from desktop_pipeline.adapters.common.threads import Threads

log = logging.getLogger(__name__)
APP = "Desktop Pipeline"
PATIENCE = 2.0
"""Seconds that one way may take to answer."""
_SUSPEND = 4
"""GNOME's flag for “do not suspend”; the screen may go dark (8 would be “do not go idle”)."""


@dataclass(frozen=True, slots=True)
class Way:
    """Whom to ask, and how. `arguments` takes the reason. `release` is the method that takes back; '' where closing the connection does."""

    name: str
    bus: str
    address: DBusAddress
    signature: str
    arguments: Callable[[str], tuple[object, ...]]
    release: str = ""


WAYS = (
    Way("the session manager of GNOME", "SESSION",
        DBusAddress("/org/gnome/SessionManager", "org.gnome.SessionManager", "org.gnome.SessionManager"),
        "susu", lambda reason: (APP, 0, reason, _SUSPEND), "Uninhibit"),
    Way("the power management of the desktop", "SESSION",
        DBusAddress("/org/freedesktop/PowerManagement/Inhibit", "org.freedesktop.PowerManagement",
                    "org.freedesktop.PowerManagement.Inhibit"),
        "ss", lambda reason: (APP, reason), "UnInhibit"),
    Way("systemd-logind", "SYSTEM", DBusAddress("/org/freedesktop/login1", "org.freedesktop.login1", "org.freedesktop.login1.Manager"),
        "ssss", lambda reason: ("sleep:idle", APP, reason, "block")),
    Way("systemd-logind, as long as nobody sends it to sleep", "SYSTEM",
        DBusAddress("/org/freedesktop/login1", "org.freedesktop.login1", "org.freedesktop.login1.Manager"),
        "ssss", lambda reason: ("idle", APP, reason, "block")),
    Way("the screen saver of the desktop", "SESSION",
        DBusAddress("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver"),
        "ss", lambda reason: (APP, reason), "UnInhibit"),
)


@dataclass(slots=True)
class _Try:
    """One attempt to be held, in its thread. `interrupt` may be called from another one."""

    given_up: bool = False
    socket: socket.socket | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, connection: DBusConnection) -> None:
        with self.lock:
            self.socket = connection.sock
        if self.given_up:
            raise OSError("given up")

    def interrupt(self) -> None:
        with self.lock:
            self.given_up = True
            if self.socket is not None:
                with contextlib.suppress(OSError):
                    self.socket.shutdown(socket.SHUT_RDWR)


@dataclass(slots=True)
class _Held:
    """An inhibition: its connection, and the cookie or open file that stands for it."""

    way: Way
    connection: DBusConnection
    cookie: int = 0
    file: int = -1

    def release(self) -> None:
        """Take it back; closing the connection does so too, should nobody answer any more."""
        try:
            if self.file >= 0:
                os.close(self.file)
            elif self.way.release:
                self.connection.send(_call(self.way.address, self.way.release, "u", (self.cookie,)))
        except OSError as error:
            log.debug("%s has gone: %s", self.way.name, error)
        finally:
            self.connection.close()


class BusAwake:
    """`ways` are others in tests."""

    def __init__(self, ways: tuple[Way, ...] = WAYS, patience: float = PATIENCE) -> None:
        self._ways, self._patience = ways, patience
        self._threads = Threads("awake")
        self._held: list[_Held] = []

    @asynccontextmanager
    async def hold(self, reason: str) -> AsyncIterator[str]:
        """As the port says."""
        held = await self._hold(reason)
        try:
            yield held.way.name if held is not None else ""
        finally:
            if held is not None and held in self._held:
                self._held.remove(held)
                held.release()  # a few bytes are sent, and no answer is waited for

    async def _hold(self, reason: str) -> _Held | None:
        attempt = _Try()
        held: list[_Held] = []
        try:
            await self._threads.run_interruptible(attempt.interrupt, self._ask, reason, attempt, held)
        except BaseException:
            for one in held:
                one.release()
            raise
        self._held += held
        return held[0] if held else None

    async def close(self) -> None:
        """As the port says."""
        await self._threads.close()
        while self._held:
            self._held.pop().release()

    # ---- in the thread -----------------------------------------------------------------------------------------------------------------

    def _ask(self, reason: str, attempt: _Try, held: list[_Held]) -> None:
        """Ask one after the other until somebody says yes."""
        for way in self._ways:
            if attempt.given_up:
                return
            try:
                held.append(self._ask_one(way, reason, attempt))
            except (OSError, ValueError, KeyError, TimeoutError, DBusErrorResponse, EOFError) as error:
                log.debug("not kept awake by %s: %s", way.name, error)
            else:
                return

    def _ask_one(self, way: Way, reason: str, attempt: _Try) -> _Held:
        files = not way.release
        connection = open_dbus_connection(bus_address(way.bus), enable_fds=files)
        try:
            attempt.took(connection)
            answer = connection.send_and_get_reply(_call(way.address, "Inhibit", way.signature, way.arguments(reason)),
                                                   timeout=self._patience)
            if answer.header.message_type is MessageType.error:
                raise DBusErrorResponse(answer)
            if files:
                return _Held(way, connection, file=answer.body[0].to_raw_fd())
            return _Held(way, connection, cookie=int(answer.body[0]))
        except BaseException:
            connection.close()
            raise


def _call(address: DBusAddress, method: str, signature: str, arguments: tuple[object, ...]) -> object:
    """A call that starts nobody: a desktop that is not there is not to be woken."""
    message = new_method_call(address, method, signature, arguments)
    message.header.flags |= MessageFlag.no_auto_start
    return message
