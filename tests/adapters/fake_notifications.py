"""A program that stands on the session bus for the notifications of a desktop. It writes what it is told, a JSON line each.

Arguments: `markup`: it understands markup; `refuse`: it says no; `silent`: it never answers.
"""

from __future__ import annotations

import json
import os
import sys

from jeepney import HeaderFields, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection


def serve(how: set[str]) -> None:
    connection = open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"])
    Proxy(message_bus, connection).RequestName("org.freedesktop.Notifications")
    print("ready", flush=True)
    while True:
        message = connection.receive()
        if message.header.message_type is not MessageType.method_call or "silent" in how:
            continue
        if "refuse" in how:
            connection.send(new_error(message, "org.freedesktop.DBus.Error.Failed", "s", ("no",)))
        elif message.header.fields[HeaderFields.member] == "GetCapabilities":
            connection.send(new_method_return(message, "as", (["body", *(["body-markup"] if "markup" in how else [])],)))
        else:
            print(json.dumps([message.header.fields[HeaderFields.signature], *message.body]), flush=True)
            connection.send(new_method_return(message, "u", (7,)))


if __name__ == "__main__":
    serve(set(sys.argv[1:]))
