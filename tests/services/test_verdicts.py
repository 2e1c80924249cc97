"""What only events tell of a rollout: named in its row while it goes on, with events and logs in the step's log; asked for seldom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox.registry import CRASH, NEVER_READY, Behaviour
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import Refused, Unreachable
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.verdicts import EventSeen
from tests.services.bench import Bench, bench, code

NEXT = "2.0.0.B000003"


def count(shop: Bench, monkeypatch: pytest.MonkeyPatch, instead: Callable[[], None] = lambda: None) -> list[str]:
    """The uids that events were asked for."""
    asked: list[str] = []
    real = shop.lab.events_of

    async def events_of(namespace: str, uid: str) -> tuple[EventSeen, ...]:
        asked.append(uid)
        instead()
        return await real(namespace, uid)

    monkeypatch.setattr(shop.lab, "events_of", events_of)
    return asked


def begin(shop: Bench, behaviour: Behaviour) -> None:
    """Choose an image for `api` that behaves like this; its rollout may stand still for some seconds."""
    shop.sandbox.registry.behave("shop/api", NEXT, behaviour)
    shop.choose("api", Mode.APPOINTED, NEXT)
    shop.lab.workload("shop", "api").deadline = 48.0


async def test_a_probe_is_named_and_the_deadline_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with bench(tmp_path, speed=8.0) as shop:
        await shop.open()
        asked = count(shop, monkeypatch)
        begin(shop, NEVER_READY)
        run_id = shop.begin(await shop.check())
        await shop.followed(run_id, "api")
        await shop.until(lambda: code(shop.step(run_id, "api").message) == "verdict.readiness")
        assert shop.step(run_id, "api").state is State.RUNNING
        run = await shop.workbench.executor.wait(run_id)
        step = shop.step(run.id, "api")
        assert (step.state, code(step.message)) == (State.FAILED, "verdict.readiness")
        log = shop.log(run.id, step.id)
        assert "event: Unhealthy: Readiness probe failed" in log
        assert "progress deadline exceeded" in log
        assert log.count("GET /readyz 503") == 1, "the end of the log, once"
        assert 2 <= len(asked) <= 6, "every few seconds, and for the log"


@pytest.mark.parametrize("error", [Refused("cluster.forbidden", text="events"), Unreachable("cluster.no_answer", workload="api", text="")])
async def test_events_that_cannot_be_had_change_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse() -> None:
        raise error

    async with bench(tmp_path, speed=8.0) as shop:
        await shop.open()
        asked = count(shop, monkeypatch, refuse)
        begin(shop, NEVER_READY)
        run = await shop.run()
        step = shop.step(run.id, "api")
        assert (step.state, code(step.message)) == (State.FAILED, "rollout.deadline")
        assert ("GET /readyz 503" in shop.log(run.id, step.id)) is isinstance(error, Refused)
        assert 1 <= len(asked) <= 4


async def test_a_volume_that_comes_late(shop: Bench) -> None:
    inside = shop.lab.workload("shop", "api")
    inside.unmountable, inside.deadline = 'secret "keys" not found', 600.0
    shop.choose("api", Mode.APPOINTED, NEXT)
    run_id = shop.begin(await shop.check())
    await shop.followed(run_id, "api")
    step = shop.step(run_id, "api").id
    await shop.until(lambda: code(shop.step(run_id, "api").message) == "verdict.volume")
    await shop.until(lambda: 'event: FailedMount: MountVolume.SetUp failed for volume "v"' in shop.log(run_id, step))
    inside.unmountable = ""
    run = await shop.workbench.executor.wait(run_id)
    assert shop.step(run.id, "api").state is State.DONE


async def test_pods_of_a_stateful_set_that_are_refused(shop: Bench) -> None:
    inside = shop.lab.workload("shop", "cache")
    shop.choose("cache", Mode.TAG, "7.4.1")
    report = await shop.check()
    inside.quota = 'pods "cache-1" is forbidden: exceeded quota: q'
    run_id = shop.begin(report)
    await shop.followed(run_id, "cache")
    await shop.until(lambda: code(shop.step(run_id, "cache").message) == "pod.refused")
    inside.quota = ""
    shop.lab.engine.nudge(inside)
    run = await shop.workbench.executor.wait(run_id)
    assert shop.step(run.id, "cache").state is State.DONE
    assert "exceeded quota" in shop.log(run.id, shop.step(run.id, "cache").id)


async def test_a_rollout_that_gets_on_asks_for_no_events(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = count(shop, monkeypatch)
    shop.choose("api", Mode.APPOINTED, NEXT)
    run = await shop.run()
    assert (run.state, asked) == (State.DONE, [])


async def test_a_crash_shows_the_log_of_the_crashed_container_once(shop: Bench) -> None:
    shop.sandbox.registry.behave("shop/api", NEXT, CRASH)
    shop.choose("api", Mode.APPOINTED, NEXT)
    run = await shop.run()
    log = shop.log(run.id, shop.step(run.id, "api").id)
    assert "exit code 1" in log
    lines = [line for line in log.splitlines() if line.startswith("event: ")]
    assert len(lines) == len(set(lines))
