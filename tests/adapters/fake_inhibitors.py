"""A program that stands on a bus for GNOME, the desktop's power management, logind and the screen saver, and tells who holds what.

Arguments: the names of the ways it offers (`gnome`, `power`, `logind`, `idle`, `saver`); `silent`: it never answers; `refuse`: it says no.
`held` on its own interface answers with the reasons for which it is held now.
"""

from __future__ import annotations

import os
import select
import sys

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.fds import FileDescriptor
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

NAME = "org.example.FakeInhibitors"
FAKE = DBusAddress("/", NAME, NAME)
NAMES = {
    "gnome": "org.gnome.SessionManager", "power": "org.freedesktop.PowerManagement", "logind": "org.freedesktop.login1",
    "idle": "org.freedesktop.login1", "saver": "org.freedesktop.ScreenSaver"}
REASON = {"org.gnome.SessionManager": 2, "org.freedesktop.PowerManagement.Inhibit": 1, "org.freedesktop.login1.Manager": 2,
          "org.freedesktop.ScreenSaver": 1}
"""Which argument of Inhibit is the reason, by interface."""


class Fake:
    def __init__(self, offers: set[str]) -> None:
        self.offers, self.count = offers, 0
        self.cookies: dict[int, tuple[str, str]] = {}
        self.files: dict[int, str] = {}
        self.connection: DBusConnection = open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"], enable_fds=True)
        bus = Proxy(message_bus, self.connection)
        bus.AddMatch(MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged"))
        for name in [NAME, *sorted({NAMES[offer] for offer in offers if offer in NAMES})]:
            bus.RequestName(name)

    def serve(self) -> None:
        print("ready", flush=True)
        while True:
            self.take(self.connection.receive())

    def take(self, message: object) -> None:
        fields = message.header.fields  # type: ignore[attr-defined]
        member, interface, sender = (fields.get(name, "") for name in (
            HeaderFields.member, HeaderFields.interface, HeaderFields.sender))
        if member == "NameOwnerChanged" and not message.body[2]:  # type: ignore[attr-defined]
            gone = message.body[0]  # type: ignore[attr-defined]
            self.cookies = {cookie: held for cookie, held in self.cookies.items() if held[0] != gone}
        if message.header.message_type is not MessageType.method_call:  # type: ignore[attr-defined]
            return
        if member == "held":
            self.look_at_files()
            held = [reason for _, reason in self.cookies.values()] + list(self.files.values())
            self.connection.send(new_method_return(message, "as", (sorted(held),)))
        elif member.lower() == "uninhibit":
            self.cookies.pop(message.body[0], None)  # type: ignore[attr-defined]
            self.connection.send(new_method_return(message))
        elif member == "Inhibit" and "silent" not in self.offers:
            self.inhibit(message, interface, sender)

    def inhibit(self, message: object, interface: str, sender: str) -> None:
        body = message.body  # type: ignore[attr-defined]
        wants = body[0] if "login1" in interface else ""
        if "refuse" in self.offers or (wants.startswith("sleep") and "logind" not in self.offers):
            self.connection.send(new_error(message, "org.freedesktop.DBus.Error.AccessDenied", "s", ("no",)))
            return
        reason = body[REASON[interface]]
        if wants:
            ours, theirs = os.pipe()
            self.files[ours] = f"{wants} {reason}"
            self.connection.send(new_method_return(message, "h", (FileDescriptor(theirs),)))  # which closes it
            return
        self.count += 1
        self.cookies[self.count] = (sender, reason)
        self.connection.send(new_method_return(message, "u", (self.count,)))

    def look_at_files(self) -> None:
        """A file whose other end is closed is held no more."""
        for file in [file for file in self.files if select.select([file], [], [], 0)[0] and not os.read(file, 1)]:
            os.close(file)
            del self.files[file]


if __name__ == "__main__":
    Fake(set(sys.argv[1:])).serve()
