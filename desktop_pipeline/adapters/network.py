"""The port Network: what this computer knows of its own network, looked at once a second. No packet is sent.

On Linux from /proc; everywhere from the address that the system would send from, which it tells for a UDP socket that is connected and
never used. Addresses of containers come and go all day on a computer that builds, and lead nowhere else: they do not count.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import socket
from pathlib import Path

from desktop_pipeline.services.computer_ports import NetworkState

EVERY_SECONDS = 1.0
STEADY_SECONDS = 3.0
"""A change is told when it has stood for one look, and at the latest after so long: a VPN brings several in a row."""
_PROC = Path("/proc/net")
_OF_CONTAINERS = re.compile(r"(veth|docker|br-|cni|cali|flannel|virbr|vnet|podman|lxc|lxd|nerdctl)")
_FAR = ((socket.AF_INET, ("192.0.2.1", 9)), (socket.AF_INET6, ("2001:db8::1", 9)))
"""Addresses for documentation (RFC 5737, RFC 3849): somewhere behind the default route."""
_LINK_LOCAL = "fe80"
_RESOLV = Path("/etc/resolv.conf")


class SystemNetwork:
    """`proc` and `resolv` are other places in tests."""

    def __init__(self, every: float = EVERY_SECONDS, proc: Path = _PROC, resolv: Path = _RESOLV) -> None:
        self._every, self._proc, self._resolv = every, proc, resolv
        self._known: object = None

    async def changed(self) -> None:
        """As the port says."""
        if self._known is None:
            self._known = self.look()
        known = last = self._known
        waited = 0.0
        while True:
            await asyncio.sleep(self._every)
            now = self.look()
            if now != known:
                waited += self._every
                if now == last or waited >= STEADY_SECONDS:
                    self._known = now
                    return
            else:
                waited = 0.0
            last = now

    def state(self) -> NetworkState:
        """As the port says."""
        found = self.look()
        return NetworkState(any(self._sources()), hashlib.sha256(repr(found).encode()).hexdigest()[:16])

    def look(self) -> object:
        """Everything that counts, to be compared; some 0.2 ms."""
        return (self._routes(), self._routes6(), self._addresses6(), self._sources(), _read(self._resolv))

    def _routes(self) -> tuple[str, ...]:
        """Interface, destination, gateway and mask of each route."""
        rows = [line.split() for line in _read(self._proc / "route").splitlines()[1:]]
        return tuple(sorted(" ".join((row[0], row[1], row[2], row[7])) for row in rows if len(row) > 7 and _counts(row[0])))

    def _routes6(self) -> tuple[str, ...]:
        rows = [line.split() for line in _read(self._proc / "ipv6_route").splitlines()]
        return tuple(sorted(" ".join((row[0], row[1], row[4], row[9])) for row in rows
                            if len(row) > 9 and _counts(row[9]) and not row[0].startswith((_LINK_LOCAL, "ff"))))

    def _addresses6(self) -> tuple[str, ...]:
        rows = [line.split() for line in _read(self._proc / "if_inet6").splitlines()]
        mine = (row for row in rows if len(row) > 5 and _counts(row[5]))
        return tuple(sorted(f"{row[0]} {row[5]}" for row in mine if not row[0].startswith(_LINK_LOCAL)))

    @staticmethod
    def _sources() -> tuple[str, ...]:
        found = []
        for family, far in _FAR:
            try:
                with socket.socket(family, socket.SOCK_DGRAM) as probe:
                    probe.connect(far)
                    found.append(str(probe.getsockname()[0]))
            except OSError:
                found.append("")
        return tuple(found)


def _counts(interface: str) -> bool:
    return _OF_CONTAINERS.match(interface) is None


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:
        return ""
