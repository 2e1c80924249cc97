"""run --when-connected: waits in the foreground, runs, and ends with the documented codes."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.domain.order import Pause
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.endpoints import Pace
from desktop_pipeline.services.workbench import Workbench
from tests.cli.conftest import Shell
from tests.cli.test_run import journal_states, plan, put, verdict


@pytest.fixture(autouse=True)
def quick(shell: Shell) -> None:
    def pace(bench: Workbench) -> None:
        bench.holds.endpoints.pace = Pace(tick=0.02, quick=0.05, slow=0.3)

    shell.began.append(pace)


def states(lines: list[dict]) -> list[str]:  # type: ignore[type-arg]  # JSON
    return [line["state"] for line in lines if line["stage"] == "hold"]


def later(shell: Shell, seconds: float, act) -> None:  # type: ignore[no-untyped-def]  # any callable
    """Do something while the next command runs."""
    async def wait() -> None:
        await asyncio.sleep(seconds)
        act()

    tasks = []
    shell.began.append(lambda bench: tasks.append(bench.tasks.start(wait(), "test")))


def test_what_is_there_is_run_at_once(shell: Shell) -> None:
    done = shell("run", "api-2.0", "--when-connected")
    assert done.code == 0
    assert states(done.lines())[-2:] == ["starting", "started"]
    assert verdict(done.lines())["state"] == "done"
    assert journal_states(shell) == ["done"]


def test_it_says_what_it_waits_for_and_runs_when_that_is_back(shell: Shell) -> None:
    link = shell.sandbox.clusters["lab"].link
    link.cut()
    later(shell, 0.6, link.mend)
    done = shell("run", "api-2.0", "--when-connected", "--json")
    assert done.code == 0
    held = [line for line in done.lines() if line["state"] == "held"]
    assert held[0]["data"]["waits_for"][0] == "cluster/lab"
    assert {why["code"] for line in held for why in line["data"]["why"]} >= {"cluster.unreachable"}
    assert verdict(done.lines())["state"] == "done"


def test_a_refusal_is_2_with_its_reasons(shell: Shell) -> None:
    put(shell, plan("bad", "web", "proxy", "nginx", "9.9.9"))
    done = shell("run", "bad", "--when-connected")
    assert done.code == 2
    assert verdict(done.lines())["state"] == "refused"
    assert "Refused before any change:\n  lab/shop/Deployment/web: " in done.err
    assert "9.9.9" in done.err
    assert journal_states(shell) == []


def test_warnings_need_yes(shell: Shell) -> None:
    put(shell, plan("cache", "cache", "redis", "redis", "7.4.2", Kind.STATEFUL_SET))
    shell.sandbox.clusters["lab"].patch_warnings = ("would violate PodSecurity",)
    done = shell("run", "cache", "--when-connected")
    assert (done.code, journal_states(shell)) == (2, [])
    assert "nobody agreed to go on with warnings" in done.err
    assert "would violate PodSecurity" in done.err
    assert shell("run", "cache", "--when-connected", "--yes").code == 0


def test_a_window_that_ends_meanwhile_is_missed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.sandbox.clusters["lab"].link.cut()
    end = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=2)
    now = SystemClock.now
    later(shell, 0.4, lambda: monkeypatch.setattr(SystemClock, "now", lambda self: now(self) + 180))
    done = shell("run", "api-2.0", "--when-connected", "--not-after", end.strftime("%Y-%m-%dT%H:%M"), "--zone", "UTC")
    assert done.code == 2
    assert verdict(done.lines())["state"] == "missed"
    assert "Missed:" in done.err
    assert journal_states(shell) == []


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("--when-connected", "--not-before", "2999-01-01T10:00"), 3, "needs its zone"),
    (("--when-connected", "--not-before", "soon", "--zone", "UTC"), 3, "“soon” is no time"),
    (("--when-connected", "--not-before", "2999-01-01T10:00", "--zone", "Mars/Base"), 3, "Mars/Base"),
    (("--when-connected", "--not-after", "2001-01-01T10:00", "--zone", "UTC"), 2, "is over already"),
    (("--zone", "UTC"), 3, "--zone goes with --when-connected"),
])
def test_times_are_looked_at_first(shell: Shell, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = shell("run", "api-2.0", *arguments)
    assert done.code == code
    assert words in done.err
    assert journal_states(shell) == []


def test_a_protected_name_is_asked_for_before_it_waits(shell: Shell) -> None:
    put(shell, plan("prod", "web", "proxy", "nginx", "1.27.5", where="prod-eu/shop-prod"))
    done = shell("run", "prod", "--when-connected")
    assert done.code == 2
    assert "pass: --confirm prod-eu/shop-prod" in done.err


def test_pauses_that_nobody_can_answer_are_refused_before_it_waits(shell: Shell) -> None:
    put(shell, replace(plan("wed", "web", "proxy", "nginx", "1.27.5"), pauses=(Pause(0),)))
    link = shell.sandbox.clusters["lab"].link
    link.cut()
    done = shell("run", "wed", "--when-connected", "--yes")
    assert done.code == 2
    assert states(done.lines()) == [], "it was never held"
    assert done.err.count("the plan has pauses".capitalize()) == 1
    assert "To run it, pass: --go-on" in done.err
    link.mend()
    assert shell("run", "wed", "--when-connected", "--yes", "--go-on").code == 0


def test_all_mistakes_of_the_order_are_told_before_it_waits(shell: Shell) -> None:
    wrong = plan("thu", "web", "proxy", "nginx", "1.27.5")
    put(shell, replace(wrong, steps=(replace(wrong.steps[0], after=("nobody", "nothing")),)))
    done = shell("run", "thu", "--when-connected", "--yes")
    assert done.code == 2
    assert [word in done.err for word in ("“nobody”", "“nothing”")] == [True, True]
    assert (states(done.lines()), journal_states(shell)) == ([], [])


def test_ctrl_c_disarms(shell: Shell) -> None:
    shell.sandbox.clusters["lab"].link.cut()
    later(shell, 0.4, lambda: os.kill(os.getpid(), signal.SIGINT))
    done = shell("run", "api-2.0", "--when-connected")
    assert done.code == 130
    assert "Disarmed. Nothing was started." in done.err
    assert journal_states(shell) == []
