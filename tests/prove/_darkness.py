"""A network namespace in which every packet is dropped, and a count of what tried to get out of it.

The endpoints are addresses of the loopback, so that nothing has to be set up on the computer: in a namespace of its own the loopback is
another one. Packets are dropped on their way in (`iptables -A INPUT -j DROP`), as a network does it that swallows them: on their way out
the kernel would tell the sender. A connection that is tried stays in SYN_SENT for seconds, so a look at /proc/net/tcp every 20 ms misses
none; the packets themselves are no measure, for the kernel sends each SYN several times.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NAME_SERVER = "127.0.0.53"
_SYN_SENT = "02"
_EVERY = 0.02


class NotHere(Exception):
    """This computer, or this user, cannot make a namespace; the text says why."""


def command(inner: list[str], *, dark: bool, hosts: str) -> list[str]:
    """`inner` in a mount namespace with these lines in /etc/hosts; `dark`: also in a network namespace, to be made dark by `fall`.

    Raises NotHere.
    """
    if os.geteuid() != 0:
        raise NotHere("only root may make a network namespace: run it as root")
    missing = [name for name in ("unshare", "mount", "ip", "iptables") if shutil.which(name) is None]
    if missing:
        raise NotHere(f"there is no {', '.join(missing)}")
    folder = Path(tempfile.mkdtemp(prefix="prove-offline-etc-"))
    (folder / "hosts").write_text(f"127.0.0.1 localhost\n{hosts}")
    (folder / "resolv.conf").write_text(f"nameserver {NAME_SERVER}\n")
    mounts = f"mount --bind {folder}/hosts /etc/hosts"
    if dark:
        mounts += f" && mount --bind {folder}/resolv.conf /etc/resolv.conf && ip link set lo up && iptables -A INPUT -j DROP"
    spaces = ["-m", "-n"] if dark else ["-m"]
    return ["unshare", *spaces, "sh", "-c", f"{mounts} && exec \"$@\"", "sh", *inner]


def dropped() -> int:
    """Packets that the rule has dropped so far."""
    listed = subprocess.run(["iptables", "-nvxL", "INPUT"], capture_output=True, text=True, check=True).stdout
    return sum(int(line.split()[0]) for line in listed.splitlines() if " DROP " in line)


@dataclass
class Attempts:
    """When somebody in this namespace tried to reach which address: monotonic seconds, by `address:port`."""

    tcp: dict[str, list[float]] = field(default_factory=dict)
    names: list[float] = field(default_factory=list)
    """Sockets that were opened to the name server; one lookup opens one or two, one after the other."""

    def most(self, times: list[float], seconds: float = 30.0) -> int:
        """The most attempts in any span of so many seconds."""
        return max((sum(begin <= at < begin + seconds for at in times) for begin in times), default=0)


@contextlib.contextmanager
def counted() -> Iterator[Attempts]:
    """Count while the context is open."""
    found, stop = Attempts(), threading.Event()
    seen: set[tuple[str, str]] = set()

    def look() -> None:
        now = time.monotonic()
        for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]:
            _, mine, theirs, state, *_ = line.split()
            if state == _SYN_SENT and (mine, theirs) not in seen:
                seen.add((mine, theirs))
                found.tcp.setdefault(_address(theirs), []).append(now)
        for line in Path("/proc/self/net/udp").read_text().splitlines()[1:]:
            _, mine, theirs, *_ = line.split()
            if _address(theirs) == f"{NAME_SERVER}:53" and (mine, theirs) not in seen:
                seen.add((mine, theirs))
                found.names.append(now)

    def watch() -> None:
        while not stop.wait(_EVERY):
            look()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()


def _address(text: str) -> str:
    """`0100007F:1388` as the kernel writes it → `127.0.0.1:5000`."""
    host, _, port = text.partition(":")
    return ".".join(str(part) for part in reversed(bytes.fromhex(host))) + f":{int(port, 16)}"
