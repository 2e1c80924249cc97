"""The port Network: routes of this computer, read where it keeps them. Nothing is sent."""

from __future__ import annotations

import hashlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from desktop_pipeline.services.hold_ports import NetworkState

_OUTSIDE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses of documentation (RFC 5737, RFC 3849): nobody has them, and they are reached by the way out."""
_ROUTES = (("net/route", (0, 1, 2, 3, 7)), ("net/ipv6_route", (0, 1, 4, 9)))
"""Files of Linux, and the columns that say where a route leads: the others count packets and uses (proc_net(5), net/ipv6/route.c)."""


class LocalNetwork:
    """`proc` is the folder of Linux' process file system."""

    def __init__(self, proc: Path = Path("/proc")) -> None:
        self._proc = proc

    def state(self) -> NetworkState:
        own = [_own_address(family, address) for family, address in _OUTSIDE]
        routes = [*own, *(self._routes() if sys.platform.startswith("linux") else ())]
        return NetworkState(any(own), hashlib.sha256("\n".join(routes).encode()).hexdigest()[:16])

    def _routes(self) -> Iterator[str]:
        for name, columns in _ROUTES:
            try:
                lines = (self._proc / name).read_text("utf-8", "replace").splitlines()
            except OSError:  # this kernel has no such protocol
                continue
            parts = [line.split() for line in lines]
            yield from sorted(" ".join(row[column] for column in columns) for row in parts if len(row) > max(columns))


def _own_address(family: int, address: str) -> str:
    """The address that packets to the outside would carry; '' where there is no way out. Connecting a datagram socket sends nothing."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return ""
