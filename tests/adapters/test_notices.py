"""Notifications: on a bus of its own, with a stand-in for the desktop; and those of the sandbox."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop_pipeline.adapters.notices import BusNotices
from desktop_pipeline.services.computer_ports import Notices, Remembered
from tests.keyring_support import running

ROOT = Path(__file__).parents[2]


class Desktop:
    """A bus and who stands on it."""

    def __init__(self, stack: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
        self._stack = stack
        bus = stack.enter_context(running(["dbus-daemon", "--session", "--nofork", "--print-address=1"], {"PATH": "/usr/bin:/bin"}))
        assert bus.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().decode().strip())
        self.fake: subprocess.Popen[bytes] | None = None

    def offer(self, *how: str) -> None:
        import os

        fake = self.fake = self._stack.enter_context(
            running([sys.executable, str(ROOT / "tests/adapters/fake_notifications.py"), *how], dict(os.environ)))
        assert fake.stdout is not None
        assert fake.stdout.readline() == b"ready\n"

    def told(self) -> list[object]:
        assert self.fake is not None
        assert self.fake.stdout is not None
        return list(json.loads(self.fake.stdout.readline()))


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    if not shutil.which("dbus-daemon"):
        pytest.skip("dbus-daemon is not installed")
    with ExitStack() as stack:
        yield Desktop(stack, monkeypatch)


class NoticesContract:
    """`notices` with somebody who takes them, `nobody` without."""

    async def test_it_is_taken(self, notices: Notices) -> None:
        assert await notices.tell("Release", "12 of 12 done") is True

    async def test_where_nobody_takes_it_nothing_fails(self, nobody: Notices) -> None:
        assert await nobody.tell("Release", "12 of 12 done") is False


class TestSandbox(NoticesContract):
    @pytest.fixture
    def notices(self) -> Notices:
        return Remembered()

    @pytest.fixture
    def nobody(self) -> Notices:
        made = Remembered()
        made.able = False
        return made


class TestBus(NoticesContract):
    @pytest.fixture
    async def notices(self, desktop: Desktop):  # type: ignore[no-untyped-def]
        desktop.offer()
        made = BusNotices()
        yield made
        await made.close()

    @pytest.fixture(params=["no bus", "nobody there", "refuse", "silent"])
    async def nobody(self, request: pytest.FixtureRequest, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
        if request.param == "no bus":
            monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
            monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        elif request.param != "nobody there":
            desktop.offer(request.param)
        made = BusNotices(patience=0.3)
        begun = time.monotonic()
        yield made
        assert time.monotonic() - begun < 5
        await made.close()

    async def test_what_the_desktop_gets(self, desktop: Desktop) -> None:
        notices = BusNotices()
        for how, body in (("plain", "a < b & c"), ("markup", "a &lt; b &amp; c")):
            desktop.offer(how) if desktop.fake is None else self.another(desktop, how)
            assert await notices.tell("Release", "a < b & c", urgent=True)
            assert desktop.told() == ["susssasa{sv}i", "Desktop Pipeline", 0, "desktop-pipeline", "Release", body, [],
                                      {"urgency": ["y", 2], "desktop-entry": ["s", "desktop-pipeline"]}, -1]
        await notices.close()

    @staticmethod
    def another(desktop: Desktop, how: str) -> None:
        assert desktop.fake is not None
        desktop.fake.kill()
        desktop.fake.wait()
        desktop.offer(how)
