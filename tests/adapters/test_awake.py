"""Keeping the computer awake: on a bus of its own with stand-ins for desktop and logind, by caffeinate's stand-in, and by Windows' call."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from desktop_pipeline.adapters.awake.macos import MacAwake
from desktop_pipeline.adapters.awake.windows import CONTINUOUS, SYSTEM_REQUIRED, WindowsAwake
from desktop_pipeline.services.computer_ports import Awake, Wakeful
from tests.adapters.contract_awake import AwakeContract, AwakeWorld, becomes, way_of
from tests.keyring_support import running

ROOT = Path(__file__).parents[2]
needs_bus = pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="dbus-daemon is not installed")


class Memory:
    def __init__(self) -> None:
        self.awake = Wakeful()

    async def held(self) -> list[str]:
        return list(self.awake.reasons)

    def refuse(self) -> None:
        self.awake.able = False


class TestSandbox(AwakeContract):
    @pytest.fixture
    def world(self) -> AwakeWorld:
        return Memory()


# ---- D-Bus -------------------------------------------------------------------------------------------------------------------------------


class Bus:
    """A bus of its own, which is the session's and the system's, with stand-ins that offer some ways."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        from desktop_pipeline.adapters.awake.bus import BusAwake

        self._stack = stack
        self._fake: subprocess.Popen[bytes] | None = None
        self.awake: Awake = BusAwake(patience=0.4)
        config = folder / "bus.conf"
        config.write_text(f"""<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
            "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>session</type>
            <listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth><policy context="default"><allow send_destination="*"/>
            <allow eavesdrop="false"/><allow own="*"/></policy></busconfig>""")
        self.daemon = self._start(["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"])
        assert self.daemon.stdout is not None
        self.address = self.daemon.stdout.readline().decode().strip()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        return self._stack.enter_context(running(command, dict(os.environ)))

    def offer(self, *ways: str) -> None:
        """Let stand-ins offer these ways; those of before are gone."""
        if self._fake is not None:
            self._fake.kill()
            self._fake.wait()
        fake = self._fake = self._start([sys.executable, str(ROOT / "tests/adapters/fake_inhibitors.py"), *ways])
        assert fake.stdout is not None
        assert fake.stdout.readline() == b"ready\n"

    def refuse(self) -> None:
        self.offer("gnome", "power", "logind", "saver", "refuse")

    async def held(self) -> list[str]:
        return await asyncio.to_thread(self._held)

    def _held(self) -> list[str]:
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        name = "org.example.FakeInhibitors"
        connection = open_dbus_connection(self.address)
        try:
            return list(connection.send_and_get_reply(new_method_call(DBusAddress("/", name, name), "held"), timeout=5).body[0])
        finally:
            connection.close()


@contextmanager
def bus(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with ExitStack() as stack:
        made = Bus(stack, folder)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", made.address)
        yield made


@needs_bus
class TestBus(AwakeContract):
    @pytest.fixture(params=["gnome", "power", "logind", "idle", "saver"])
    async def world(self, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
        with bus(tmp_path, monkeypatch) as made:
            made.offer(request.param)
            yield made
            await made.awake.close()


@needs_bus
async def test_the_desktop_is_asked_before_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bus(tmp_path, monkeypatch) as made:
        made.offer("saver", "logind", "power", "gnome")
        assert await way_of(made.awake) == "the session manager of GNOME"
        made.offer("saver", "logind")
        assert await way_of(made.awake) == "systemd-logind"
        async with made.awake.hold("x"):
            assert await made.held() == ["sleep:idle x"]
        await made.awake.close()


@needs_bus
async def test_the_usual_place_of_the_session_bus_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bus(tmp_path, monkeypatch) as made:
        made.offer("power")
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        assert await way_of(made.awake)
        await made.awake.close()


@needs_bus
async def test_one_who_never_answers_costs_little_and_can_be_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bus(tmp_path, monkeypatch) as made:
        made.offer("gnome", "power", "logind", "saver", "silent")
        begun = time.monotonic()
        assert await way_of(made.awake) == ""
        assert time.monotonic() - begun < 3 * 5 * 0.4
        waiting = asyncio.create_task(way_of(made.awake))
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert time.monotonic() - begun < 1.0
        await made.awake.close()


@needs_bus
async def test_a_killed_program_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ("import asyncio; from desktop_pipeline.adapters.awake import system_awake\n"
            "async def main():\n async with system_awake().hold('x') as way: print(way, flush=True); await asyncio.sleep(60)\n"
            "asyncio.run(main())")
    with bus(tmp_path, monkeypatch) as made:
        for way in ("gnome", "logind"):
            made.offer(way)
            process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
            try:
                assert process.stdout is not None
                assert (await process.stdout.readline()).strip()
                assert await made.held()
            finally:
                process.kill()
                await process.communicate()
            await becomes(made.held, [])


@needs_bus
async def test_a_bus_that_dies_meanwhile_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bus(tmp_path, monkeypatch) as made:
        made.offer("gnome")
        async with made.awake.hold("x") as way:
            assert way
            made.daemon.kill()
            await asyncio.to_thread(made.daemon.wait)
        await made.awake.close()


async def test_without_any_bus_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bus_module = pytest.importorskip("desktop_pipeline.adapters.awake.bus")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    awake = bus_module.BusAwake()
    assert await way_of(awake) == ""
    await awake.close()


# ---- macOS -------------------------------------------------------------------------------------------------------------------------------


class Caffeinate:
    """A program that writes down its arguments and waits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.program = folder / "caffeinate"
        self.program.write_text(f'#!/bin/sh\necho "$@" a release > {folder}/part-$$\nmv {folder}/part-$$ {folder}/pid-$$\nexec sleep 60\n')
        self.program.chmod(0o700)
        self.awake = MacAwake(str(self.program))

    async def held(self) -> list[str]:
        async with asyncio.timeout(10):
            while not all((self._folder / f"pid-{process.pid}").exists() for process in self.awake._running):  # noqa: ASYNC110  # files
                await asyncio.sleep(0.02)
        return [path.read_text() for path in self._folder.glob("pid-*") if _lives(int(path.name[4:]))]

    def refuse(self) -> None:
        self.program.write_text("#!/bin/sh\nexit 1\n")


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for caffeinate")
class TestMac(AwakeContract):
    @pytest.fixture
    async def world(self, tmp_path: Path):  # type: ignore[no-untyped-def]
        made = Caffeinate(tmp_path)
        yield made
        await made.awake.close()

    async def test_it_ends_with_this_program(self, world: Caffeinate) -> None:
        async with world.awake.hold("x"):
            assert (await world.held())[0].startswith(f"-i -w {os.getpid()}")

    async def test_no_such_program(self, tmp_path: Path) -> None:
        assert await way_of(MacAwake(str(tmp_path / "none"))) == ""


# ---- Windows -----------------------------------------------------------------------------------------------------------------------------


class Kernel:
    def __init__(self) -> None:
        self.state, self.accepts = CONTINUOUS, True
        self.awake: Awake = WindowsAwake(self._set)

    def _set(self, flags: int) -> int:
        before = self.state if self.accepts else 0
        self.state = flags if self.accepts else self.state
        return before

    async def held(self) -> list[str]:
        return ["a release"] if self.state & SYSTEM_REQUIRED else []

    def refuse(self) -> None:
        self.accepts = False


class TestWindows(AwakeContract):
    @pytest.fixture
    def world(self) -> AwakeWorld:
        return Kernel()


@pytest.mark.skipif(sys.platform == "win32", reason="there it is real")
async def test_where_there_is_no_windows_it_says_no() -> None:
    assert await way_of(WindowsAwake()) == ""
