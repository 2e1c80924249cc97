"""One back-off per endpoint: attempts are counted."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest

from desktop_pipeline.adapters.common import names
from desktop_pipeline.adapters.common.gate import SILENT_SECONDS, Gate, Gates
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError


class Far:
    """An endpoint by name only; `attempts` are those that were not turned away."""

    def __init__(self, gate: Gate, cause: BaseException | None) -> None:
        self.gate, self.cause, self.attempts = gate, cause, 0
        self.answer: UserError | None = None
        self.code = "cluster.unreachable"

    async def ask(self, *, at_once: bool = False) -> str:
        async with self.gate.passing(at_once=at_once):
            self.attempts += 1
            await asyncio.sleep(0)
            if self.answer is not None:
                raise self.answer
            if self.cause is not None:
                raise Unreachable(self.code, server="s", text="t") from self.cause
            return "yes"


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def far(time: Time, cause: BaseException | None) -> Far:
    return Far(Gate(time), cause)


SILENCE = aiohttp.ConnectionTimeoutError("no answer")


async def all_ask(there: Far, number: int = 15) -> set[str]:
    found = await asyncio.gather(*(there.ask() for _ in range(number)), return_exceptions=True)
    return {item if isinstance(item, str) else item.code if isinstance(item, UserError) else repr(item) for item in found}


async def test_one_tries_for_all(time: Time) -> None:
    there = far(time, SILENCE)
    assert await all_ask(there) == {"cluster.unreachable"}
    assert there.attempts == 1
    for _ in range(int(SILENT_SECONDS) - 1):
        time.now += 1
        await all_ask(there)
    assert there.attempts == 1
    time.now += 1
    await all_ask(there)
    assert there.attempts == 2


async def test_an_open_gate_lets_all_through(time: Time) -> None:
    there = far(time, None)
    assert await all_ask(there) == {"yes"}
    assert there.attempts == 15


async def test_the_first_success_opens_it_for_all(time: Time) -> None:
    there = far(time, SILENCE)
    await all_ask(there)
    there.cause = None
    assert await there.ask(at_once=True) == "yes"
    assert await all_ask(there) == {"yes"}


async def test_a_run_at_work_is_never_turned_away(time: Time) -> None:
    there = far(time, SILENCE)
    await all_ask(there)
    for _ in range(3):
        with pytest.raises(Unreachable):
            await there.ask(at_once=True)
    assert there.attempts == 4


async def test_a_change_of_the_network_wakes(time: Time) -> None:
    gates = Gates()
    there = Far(gates.of("s"), SILENCE)
    assert gates.of("s") is there.gate
    await all_ask(there)
    gates.wake()
    await all_ask(there)
    assert there.attempts == 2


async def test_a_host_that_says_no_may_be_starting(time: Time) -> None:
    there = far(time, ConnectionRefusedError(111, "refused"))
    asked = []
    for second in range(100):
        before = there.attempts
        await all_ask(there, 2)
        asked += [second] if there.attempts > before else []
        time.now += 1
    assert asked == [0, 2, 6, 14, 30, 60, 90]


async def test_refusals_side_by_side_are_one(time: Time) -> None:
    """An open gate lets many ask at once: five of them were to be the whole back-off."""
    there = far(time, None)
    await there.ask()
    there.cause = ConnectionRefusedError(111, "refused")
    await all_ask(there, 5)
    assert there.attempts == 6
    asked = []
    for second in range(15):
        before = there.attempts
        await all_ask(there, 2)
        asked += [second] if there.attempts > before else []
        time.now += 1
    assert asked == [2, 6, 14]


async def test_silence_counts_beside_a_refusal(time: Time) -> None:
    there = far(time, ConnectionRefusedError(111, "refused"))
    await all_ask(there)
    there.cause = SILENCE
    with pytest.raises(Unreachable):
        await there.ask(at_once=True)
    time.now += SILENT_SECONDS - 1
    await all_ask(there)
    assert there.attempts == 2


async def test_a_refusal_after_silence_shows_that_the_network_is_back(time: Time) -> None:
    there = far(time, SILENCE)
    await all_ask(there)
    there.cause = ConnectionRefusedError(111, "refused")
    with pytest.raises(Unreachable):
        await there.ask(at_once=True)
    time.now += 2
    await all_ask(there)
    assert there.attempts == 3


async def test_a_late_loser_closes_nothing(time: Time) -> None:
    """It was under way before somebody else was answered."""
    gate, end = Gate(time), asyncio.Event()

    async def late() -> None:
        async with gate.passing(at_once=True):
            await end.wait()
            raise Unreachable("cluster.unreachable", server="s", text="t") from SILENCE

    loser = asyncio.ensure_future(late())
    await asyncio.sleep(0)
    time.now += 1
    await Far(gate, None).ask(at_once=True)
    end.set()
    await asyncio.gather(loser, return_exceptions=True)
    assert gate.open


async def test_what_was_answered_closes_nothing(time: Time) -> None:
    there = far(time, None)
    for answer in (Refused("cluster.unauthorized", server="s", context="c"), Unreachable("cluster.busy", server="s", text="t")):
        there.answer = answer
        assert await all_ask(there, 2) == {answer.code}
    assert there.attempts == 4


async def test_a_cut_answer_closes_nothing(time: Time) -> None:
    there = far(time, ConnectionResetError(104, "reset"))
    there.code = "registry.unreachable"
    await all_ask(there, 3)
    assert there.attempts == 3


async def test_a_connection_that_is_never_made_closes_it(time: Time) -> None:
    there = far(time, ConnectionResetError(104, "reset"))
    await all_ask(there, 3)
    assert there.attempts == 1


async def test_who_tries_may_give_up(time: Time) -> None:
    """Those who wait do not wait for ever: the next one tries."""
    gate, begun = Gate(time), asyncio.Event()

    async def stuck() -> None:
        async with gate.passing():
            begun.set()
            await asyncio.Event().wait()

    first = asyncio.ensure_future(stuck())
    await begun.wait()
    there = Far(gate, None)
    second = asyncio.ensure_future(there.ask())
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "yes"
    await asyncio.gather(first, return_exceptions=True)


# ---- names -------------------------------------------------------------------------------------------------------------------------------


async def test_a_name_is_found() -> None:
    assert any(found[4][0] == "127.0.0.1" for found in await names.look_up("localhost", 80, socket.AF_INET))


async def test_a_silent_name_server_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread for a name, however many ask; a time limit; and what comes later is dropped."""
    import threading

    go_on, calls = threading.Event(), []

    def blocked(host: str, *rest: object) -> list[object]:
        calls.append(host)
        go_on.wait(10)
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    monkeypatch.setattr(socket, "getaddrinfo", blocked)
    try:
        found = await asyncio.gather(*(names.look_up("far.example", seconds=0.1) for _ in range(20)), return_exceptions=True)
        assert {str(error) for error in found} == {f"[Errno {socket.EAI_AGAIN}] the name server does not answer"}
        assert calls == ["far.example"]
        waiting = asyncio.ensure_future(names.look_up("far.example"))
        await asyncio.sleep(0)
    finally:
        go_on.set()
    with pytest.raises(socket.gaierror, match="later"):
        await waiting
    for thread in threading.enumerate():
        if thread.name == "names":
            thread.join(5)


async def test_what_hangs_in_the_old_network_holds_up_nobody(time: Time) -> None:
    """After a change of the network the next one tries beside it, and its late failure does not count."""
    gate, begun, end = Gate(time), asyncio.Event(), asyncio.Event()

    async def hangs() -> None:
        async with gate.passing():
            begun.set()
            await end.wait()
            raise Unreachable("cluster.unreachable", server="s", text="t") from SILENCE

    first = asyncio.ensure_future(hangs())
    await begun.wait()
    there = Far(gate, None)
    second = asyncio.ensure_future(there.ask())
    await asyncio.sleep(0)
    gate.wake()
    assert await second == "yes"
    end.set()
    await asyncio.gather(first, return_exceptions=True)
    assert gate.open
