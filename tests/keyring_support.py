"""A real gnome-keyring without a screen: an own D-Bus and an own home, gone after the tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")


def missing() -> list[str]:
    return [program for program in PROGRAMS if not shutil.which(program)]


@contextlib.contextmanager
def keyring_session(directory: Path) -> Iterator[tuple[dict[str, str], set[int]]]:
    """Start both daemons in `directory`, the keyring unlocked; yields the variables that lead to them, and their ids."""
    places = {"HOME": directory, "XDG_DATA_HOME": directory / "data", "XDG_CONFIG_HOME": directory / "config"}
    places["XDG_RUNTIME_DIR"] = directory / "run"
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o700)
    variables = {name: str(place) for name, place in places.items()}
    clean = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
    with contextlib.ExitStack() as stack:
        bus = stack.enter_context(running(["dbus-daemon", "--session", "--nofork", "--print-address=1"], {**clean, **variables}))
        assert bus.stdout
        variables["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        command = ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"]
        daemon = stack.enter_context(running(command, {**clean, **variables}))
        assert daemon.stdin
        daemon.stdin.write(b"test password\n")
        daemon.stdin.close()
        wait_for_name("org.freedesktop.secrets", {**clean, **variables})
        yield variables, {bus.pid, daemon.pid}


@contextlib.contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with process:
        try:
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def wait_for_name(name: str, environment: dict[str, str], seconds: float = 20) -> None:
    command = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]
    command += ["org.freedesktop.DBus.NameHasOwner", f"string:{name}"]
    deadline = time.monotonic() + seconds
    while b"true" not in subprocess.run(command, env=environment, capture_output=True, check=False).stdout:
        assert time.monotonic() < deadline, f"{name} did not come up on the bus in {seconds:.0f} s"
        time.sleep(0.05)
